"""A small bureau at work: people of every role and the forms that they hand in at the door."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import authority, checklists, definitions, runtime
from engine.authority import CLOCK, CONSOLE, Actor
from engine.commands import campaigns, signatures
from models import clock
from models.accounts import Office, User
from models.campaigns import Campaign
from models.cases import Case, CaseKind
from models.processes import ProcessInstance, WorkItem, WorkItemState
from models.subjects import Subject
from tests import builders

SIGNED = {"status": "signed", "name": "李园长"}

REPORT: dict[str, Any] = {
    "party": "天津市河北区光复道小学",
    "course": "监督检查中发现线索。",
    "facts": "食堂未按照规定留样。",
    "nature": "未按照规定实施生产经营过程控制要求。",
    "opinion": "建议给予警告并处罚款。",
    "discretion": "首次发现，及时改正，按一般情节处理。",
    "proposal": "penalise",
    "party_kind": "organisation",
    "charges": [
        {
            "provision": "F126.1",
            "item": "12",
            "circumstances": ["refused"],
            "fine_fen": 1_000_000,
        }
    ],
    "penalty_kinds": ["warning", "fine"],
    "violated_article": "《食品安全法》第四十七条",
}
FILING: dict[str, Any] = {
    "cause": "涉嫌未按照规定留样",
    "source": "inspection",
    "facts": "检查时食堂无留样。",
    "suspected_article": "《食品安全法实施条例》第二十八条",
    "proposal": "file",
    "has_evidence": True,
    "punishable": True,
    "in_jurisdiction": True,
    "not_time_barred": True,
}
CLOSURE = {"ground": "performed", "summary": "罚款已缴清。", "file_complete": True}


@dataclass
class Bureau:
    """People of one office, and the door that they use."""

    session: Session
    office: Office = field(init=False)
    pair: tuple[User, User] = field(init=False)
    supervisor: User = field(init=False)
    reviewer: User = field(init=False)
    leader: User = field(init=False)

    def __post_init__(self) -> None:
        session = self.session
        definitions.deploy_shipped(session, CONSOLE)
        self.office = builders.an_office(session)
        self.pair = builders.a_pair(session, self.office)
        self.supervisor = builders.a_supervisor(session, self.office)
        self.reviewer = builders.a_legal_reviewer(session, self.office, legal_qualification=True)
        self.leader = builders.a_leader(session, self.office)

    def actor(self, user: User) -> Actor:
        """The person at the door."""
        return authority.actor_of(self.session, user, "web")

    def campaign(self, subjects: int = 1) -> Campaign:
        """An open campaign with schools of the office, their cases opened."""
        campaign = builders.a_campaign(self.session)
        targets = [
            builders.a_target(self.session, campaign, self.subject()).id for _ in range(subjects)
        ]
        campaigns.open_cases(self.session, CLOCK, campaign.id, targets)
        return campaign

    def subject(self) -> Subject:
        """A school in the office's district."""
        return builders.a_subject(self.session, office_id=self.office.id)

    def case(self) -> Case:
        """A live inspection case that nobody is assigned to."""
        return self.cases(self.campaign())[0]

    def cases(self, campaign: Campaign) -> list[Case]:
        """The inspection cases of a campaign."""
        return list(
            self.session.scalars(
                select(Case)
                .where(Case.campaign_id == campaign.id, Case.kind == CaseKind.INSPECTION)
                .order_by(Case.id)
            )
        )

    def assigned(self) -> Case:
        """A case whose pair has accepted it and may visit."""
        case = self.case()
        officers = [user.id for user in self.pair]
        self.do(case, "task_assign_officers", self.supervisor, officers=officers)
        self.do(case, "task_accept_assignment", self.pair[0], acceptance="accepted")
        return case

    def inspected(self, outcome: str, **more: Any) -> Case:
        """A case that was visited with this outcome."""
        case = self.assigned()
        self.visit(case, outcome, **more)
        return case

    def enforced(self) -> Case:
        """The enforcement case that grew out of a failed visit."""
        parent = self.inspected("INVESTIGATE_KEY")
        return self.session.scalars(select(Case).where(Case.parent_id == parent.id)).one()

    def item(self, case: Case, element: str) -> WorkItem:
        """The open work item of this user task."""
        return self.session.scalars(
            select(WorkItem).where(
                WorkItem.case_id == case.id,
                WorkItem.element == element,
                WorkItem.state == WorkItemState.OPEN,
            )
        ).one()

    def open_elements(self, case: Case) -> set[str]:
        """The user tasks that wait."""
        return set(
            self.session.scalars(
                select(WorkItem.element).where(
                    WorkItem.case_id == case.id, WorkItem.state == WorkItemState.OPEN
                )
            )
        )

    def do(self, case: Case, element: str, user: User, **data: Any) -> dict[str, Any]:
        """Complete an item through the door."""
        return runtime.complete(self.session, self.actor(user), self.item(case, element).id, data)

    def sign(self, case: Case, element: str, **data: Any) -> None:
        """Both officers sign, which completes the item."""
        item = self.item(case, element)
        for user in self.pair:
            signatures.sign(self.session, self.actor(user), item.id, data)

    def visit(self, case: Case, outcome: str, **more: Any) -> None:
        """The visit of both officers with this outcome."""
        self.sign(case, "task_inspect_school", **(visit_form(outcome) | more))

    def wake(self, case: Case, moment: dt.datetime) -> None:
        """Let the clock reach a moment and the deadlines of the case fire."""
        clock.travel(moment)
        instance = self.session.scalars(
            select(ProcessInstance).where(ProcessInstance.case_id == case.id, ProcessInstance.main)
        ).one()
        runtime.wake(self.session, instance.id)


def visit_form(outcome: str) -> dict[str, Any]:
    """The form of a visit, filled in so that the outcome is lawful."""
    now = clock.now().astimezone(clock.ZONE)
    times = {
        "arrived_at": (now - dt.timedelta(hours=2)).isoformat(),
        "left_at": (now - dt.timedelta(hours=1)).isoformat(),
    }
    if outcome == "NOT_PERFORMED":
        return times | {
            "performed": "no",
            "not_performed_reason": "closed",
            "not_performed_note": "大门紧锁，电话无人接听。",
            "outcome": outcome,
        }
    form = times | {
        "performed": "yes",
        "party_name": "李园长",
        "party_title": "园长",
        "certificate_shown": "certificate",
        "recusal_asked": "no",
        "checklist": answers(outcome),
        "outcome": outcome,
        "result_told": True,
        "party_signature": SIGNED,
    }
    if outcome == "RECTIFY_ON_SPOT":
        form["measures_taken"] = "当场更换标签。"
    if outcome == "RECTIFY_BY_DATE":
        form["rectify_demand"] = "完善留样记录。"
        form["rectify_by"] = (clock.today() + dt.timedelta(days=14)).isoformat()
    if outcome == "STOP":
        form["stop_scope"] = "停止供餐。"
    return form


def answers(outcome: str) -> dict[str, Any]:
    """Answers to the checklist that allow the outcome (rules.md 4.2)."""
    checklist = checklists.load("school_canteen")
    key = outcome in {"INVESTIGATE_KEY", "STOP"}
    failed = next(item.no for item in checklist if item.key is key)
    filled: dict[str, Any] = {item.no: {"result": 1} for item in checklist}
    if outcome != "NO_PROBLEM":
        unsafe = outcome in {"INVESTIGATE_KEY", "INVESTIGATE_GENERAL", "STOP"}
        filled[failed] = {"result": 2, "note": "现场发现不符合。", "affects_safety": unsafe}
    return filled
