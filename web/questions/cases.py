"""A case with everything that its page shows, and the list of cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from engine import audit, visibility
from engine.authority import Actor
from models.accounts import User
from models.audit import AuditEntry
from models.cases import Case, CaseKind, CaseOfficer, CaseState
from models.clocks import Clock
from models.documents import Document, Evidence, Publication
from models.findings import Finding, Rectification
from models.penalties import Delivery, Payment, Penalty
from models.processes import (
    Incident,
    IncidentState,
    InstanceStatus,
    ProcessInstance,
    Submission,
    WorkItem,
    WorkItemState,
)
from models.subjects import Subject

Row = TypeVar("Row", Finding, Rectification, Document, Publication, Delivery)


@dataclass(frozen=True)
class Wishes:
    """What the person wants to see of the cases."""

    words: str = ""
    kind: str = ""
    state: str = ""
    outcome: str = ""
    campaign_id: int | None = None
    mine: bool = False


def listed(actor: Actor, wishes: Wishes) -> Select[tuple[Case]]:
    """Return the cases of the actor's offices, filtered."""
    query = (
        select(Case)
        .join(Case.subject)
        .options(
            contains_eager(Case.subject),
            selectinload(Case.officers).joinedload(CaseOfficer.user),
        )
    )
    query = query.where(visibility.of_cases(actor))
    if wishes.words:
        query = query.where(
            or_(
                *(
                    column.icontains(wishes.words, autoescape=True)
                    for column in (Case.number, Subject.name, Subject.licence, Subject.address)
                )
            )
        )
    if wishes.kind in set(CaseKind):
        query = query.where(Case.kind == CaseKind(wishes.kind))
    if wishes.state in set(CaseState):
        query = query.where(Case.state == CaseState(wishes.state))
    if wishes.outcome:
        query = query.where(Case.outcome == wishes.outcome)
    if wishes.campaign_id is not None:
        query = query.where(Case.campaign_id == wishes.campaign_id)
    if wishes.mine:
        current = select(CaseOfficer.case_id).where(
            CaseOfficer.user_id == actor.user_id, CaseOfficer.until.is_(None)
        )
        query = query.where(Case.id.in_(current))
    return query


def open_items(session: Session, cases: Iterable[Case]) -> Mapping[int, list[WorkItem]]:
    """Case id -> what waits in it."""
    answer: dict[int, list[WorkItem]] = {}
    question = (
        select(WorkItem)
        .where(
            WorkItem.case_id.in_([case.id for case in cases]),
            WorkItem.state == WorkItemState.OPEN,
        )
        .order_by(WorkItem.id)
    )
    for item in session.scalars(question):
        answer.setdefault(item.case_id, []).append(item)
    return answer


@dataclass(frozen=True)
class Step:
    """A work item of the case with the versions of what was submitted."""

    item: WorkItem
    submissions: Sequence[Submission]


@dataclass(frozen=True)
class File:
    """Everything about one case (案卷)."""

    case: Case
    #: The process that carries the case first, then those that run beside it.
    instances: Sequence[ProcessInstance]
    steps: Sequence[Step]
    clocks: Sequence[Clock]
    findings: Sequence[Finding]
    rectifications: Sequence[Rectification]
    documents: Sequence[Document]
    publications: Sequence[Publication]
    evidence: Sequence[Evidence]
    penalty: Penalty | None
    payments: Sequence[Payment]
    deliveries: Sequence[Delivery]
    incidents: Sequence[Incident]
    children: Sequence[Case]
    history: Sequence[AuditEntry]
    #: What is wrong with the chain of the history; empty when it is whole.
    broken: Sequence[str]

    @property
    def waiting(self) -> list[WorkItem]:
        """What waits for somebody."""
        return [step.item for step in self.steps if step.item.state is WorkItemState.OPEN]

    @property
    def replaced(self) -> set[int]:
        """The papers of which a later version stands."""
        stands = {(one.form, one.serial): one.version for one in self.documents}
        return {one.id for one in self.documents if one.version < stands[one.form, one.serial]}


def opened(session: Session, case: Case) -> File:
    """Collect the file of a case in a fixed number of questions."""
    return File(
        case=case,
        instances=instances(session, case),
        steps=_steps(session, case),
        clocks=_clocks(session, case),
        findings=_of(session, Finding, case),
        rectifications=_of(session, Rectification, case),
        documents=_of(session, Document, case),
        publications=_of(session, Publication, case),
        evidence=session.scalars(
            select(Evidence)
            .options(joinedload(Evidence.uploader))
            .where(Evidence.case_id == case.id, Evidence.removed_at.is_(None))
            .order_by(Evidence.id)
        ).all(),
        penalty=_newest_penalty(session, case),
        payments=session.scalars(
            select(Payment)
            .join(Payment.penalty)
            .where(Penalty.case_id == case.id)
            .order_by(Payment.id)
        ).all(),
        deliveries=_of(session, Delivery, case),
        incidents=session.scalars(
            select(Incident)
            .where(Incident.case_id == case.id, Incident.state == IncidentState.OPEN)
            .order_by(Incident.id)
        ).all(),
        children=session.scalars(
            select(Case).where(Case.parent_id == case.id).order_by(Case.id)
        ).all(),
        history=session.scalars(
            select(AuditEntry).where(AuditEntry.case_id == case.id).order_by(AuditEntry.id.desc())
        ).all(),
        broken=audit.verify(session, f"case:{case.id}"),
    )


def _clocks(session: Session, case: Case) -> Sequence[Clock]:
    return session.scalars(
        select(Clock)
        .options(selectinload(Clock.events))
        .where(Clock.case_id == case.id)
        .order_by(Clock.id)
    ).all()


def _newest_penalty(session: Session, case: Case) -> Penalty | None:
    return session.scalar(
        select(Penalty).where(Penalty.case_id == case.id).order_by(Penalty.version.desc()).limit(1)
    )


def names(session: Session, user_ids: Iterable[int | None]) -> Mapping[int, str]:
    """User id -> name."""
    wanted = {one for one in user_ids if one is not None}
    question = select(User.id, User.name).where(User.id.in_(wanted))
    return dict(session.execute(question).tuples().all())


def _steps(session: Session, case: Case) -> list[Step]:
    items = session.scalars(
        select(WorkItem)
        .options(joinedload(WorkItem.claimant), joinedload(WorkItem.closer))
        .where(WorkItem.case_id == case.id)
        .order_by(WorkItem.id)
    ).all()
    submissions: dict[int, list[Submission]] = {}
    question = (
        select(Submission)
        .options(joinedload(Submission.submitter))
        .where(Submission.case_id == case.id)
        .order_by(Submission.work_item_id, Submission.version)
    )
    for submission in session.scalars(question):
        submissions.setdefault(submission.work_item_id, []).append(submission)
    return [Step(item, submissions.get(item.id, [])) for item in items]


def _of(session: Session, table: type[Row], case: Case) -> Sequence[Row]:
    return session.scalars(select(table).where(table.case_id == case.id).order_by(table.id)).all()


def is_running(file: File) -> bool:
    """Whether anything can still happen in the case."""
    return any(one.status is InstanceStatus.RUNNING for one in file.instances)


def instances(session: Session, case: Case) -> Sequence[ProcessInstance]:
    """Return the processes of a case with their definitions, in the order of their starts."""
    question = select(ProcessInstance).options(joinedload(ProcessInstance.definition))
    mine = question.where(ProcessInstance.case_id == case.id).order_by(ProcessInstance.id)
    return session.scalars(mine).all()
