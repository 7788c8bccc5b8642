"""What follows for persons: a case of their own (处罚到人) and the industry ban (行业禁入)."""

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, authority, bans, notices, numbers, persons
from engine.errors import Conflict
from engine.operations.beside import here, wrong
from engine.operations.facts import officers, supervisors
from engine.persons import Named
from engine.step import Step
from models import calendar
from models.cases import Case, CaseKind, CaseOfficer, CaseState
from models.penalties import Penalty, PenaltyState
from models.persons import Ban, BanGround, Culprit, PositionKind
from models.statutes import due, local_day

PERSON_ARTICLE: Final = "《食品安全法实施条例》第七十五条"
BAN_ARTICLE: Final = "《食品安全法》第一百三十五条"
#: The paragraph to which the fine on persons does not apply (L4 art 75).
SPARED: Final = "F125.2"
#: How a list of people names what they are.
DUTIES: Final = {
    "经营者": PositionKind.OPERATOR,
    "法定代表人": PositionKind.LEGAL_REPRESENTATIVE,
    "主要负责人": PositionKind.PRINCIPAL,
    "直接负责的主管人员": PositionKind.SUPERVISOR,
    "其他直接责任人员": PositionKind.RESPONSIBLE,
}


def open_(step: Step) -> None:
    """person.open: the person gets a case with a filing, notice, defence and hearing of its own."""
    session, unit, paper = step.session, step.case, here(step, "task_propose_person")
    refused = liable(session, unit)
    if refused is not None:
        raise Conflict(refused, number=unit.number, article=PERSON_ARTICLE)
    if paper.data["income_fen"] <= 0:
        raise wrong("income_fen", "person.no_income", article=PERSON_ARTICLE)
    named = _named(paper.data["name"], paper.data.get("id_number", ""))
    person = persons.record(session, named)
    if _charged(session, unit, person.id):
        raise wrong("name", "person.charged_already", name=person.name)
    case = _own_case(step)
    session.add(
        Culprit(
            case_id=case.id,
            person_id=person.id,
            kind=PositionKind(paper.data["position"]),
            ground=paper.data["ground"],
            income_fen=paper.data["income_fen"],
            address=paper.data.get("address", ""),
        )
    )
    since = local_day(unit.opened_at)
    persons.appoint(session, person, unit.subject, PositionKind(paper.data["position"]), since)
    audit.record(session, step.actor, "person:open", case=unit, opened=case.id, number=case.number)
    step.start(session, step.actor, case, "iron_fist_case")
    notices.notify(
        session,
        sorted({*officers(step), *supervisors(step)}),
        "enforcement.opened",
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"enforcement.opened:{case.id}",
    )


def liable(session: Session, unit: Case) -> str | None:
    """What stands against a fine on a person of the unit; None when nothing does (L4 art 75)."""
    if persons.culprit_of(session, unit.id) is not None:
        return "person.case_of_person"
    penalty = _penalty(session, unit)
    if penalty is None:
        return "person.unit_not_penalised"
    if {charge.provision for charge in penalty.charges} <= {SPARED}:
        return "person.spared"
    return None


def propose_ban(step: Step) -> None:
    """ban.propose: the licence was revoked, and everybody is named with what he is."""
    _revocation(step)
    paper = here(step, "task_name_banned")
    for number, row in enumerate(paper.data["people"]):
        if row["duty"] not in DUTIES:
            raise wrong(f"people.{number}.duty", "ban.unknown_duty", duties="、".join(DUTIES))
        if row.get("id_number"):
            persons.expect_number(row["id_number"], f"people.{number}.id_number")
    audit.record(
        step.session, step.actor, "ban:propose", case=step.case, people=len(paper.data["people"])
    )


def impose_ban(step: Step) -> None:
    """ban.impose: five years from the day of the decision (L3 art 135; T55)."""
    session, case, paper = step.session, step.case, here(step, "task_name_banned")
    decided_on = _revocation(step)
    last = due("T55", decided_on, calendar.load(session)).due_on
    for row in paper.data["people"]:
        person = persons.record(session, _named(row["name"], row.get("id_number", "")))
        persons.appoint(session, person, case.subject, DUTIES[row["duty"]], decided_on)
        ban = Ban(
            person_id=person.id,
            case_id=case.id,
            ground=BanGround.REVOKED,
            from_on=decided_on,
            until_on=last,
            recorded_by=here(step, "task_decide_ban").submitted_by,
            recorded_at=step.now,
        )
        if not bans.of_case(session, case.id, person.id):
            session.add(ban)
            # Whoever names the person finds it from now on.
            session.flush()
            bans.flag_everywhere(session, step.actor, person, local_day(step.now))
    audit.record(
        session,
        step.actor,
        "ban:impose",
        case=case,
        people=len(paper.data["people"]),
        until=last.isoformat(),
    )


def revoked(session: Session, case: Case) -> str | None:
    """What stands against a ban: no licence was revoked here, or its people are banned already."""
    penalty = _penalty(session, case)
    if (
        penalty is None
        or penalty.state is not PenaltyState.DECIDED
        or "revoke" not in penalty.kinds
    ):
        return "ban.nothing_revoked"
    return "ban.imposed_already" if bans.of_case(session, case.id) else None


def _revocation(step: Step) -> dt.date:
    """The day of the decision that revoked the licence."""
    refused = revoked(step.session, step.case)
    penalty = _penalty(step.session, step.case)
    if refused is not None or penalty is None or penalty.decided_at is None:
        raise Conflict(
            refused or "ban.nothing_revoked", number=step.case.number, article=BAN_ARTICLE
        )
    return local_day(penalty.decided_at)


def _penalty(session: Session, case: Case) -> Penalty | None:
    return session.scalar(
        select(Penalty)
        .where(
            Penalty.case_id == case.id,
            Penalty.state.in_((PenaltyState.APPROVED, PenaltyState.DECIDED)),
        )
        .order_by(Penalty.version.desc())
        .limit(1)
    )


def _charged(session: Session, unit: Case, person_id: int) -> bool:
    found = session.scalar(
        select(Culprit.case_id)
        .join(Case, Case.id == Culprit.case_id)
        .where(
            Case.parent_id == unit.id,
            Case.state != CaseState.CANCELLED,
            Culprit.person_id == person_id,
        )
    )
    return found is not None


def _own_case(step: Step) -> Case:
    session, unit = step.session, step.case
    case = Case(
        number=numbers.next_number(session, "enforcement"),
        kind=CaseKind.ENFORCEMENT,
        title=f"{unit.title}（责任人员）",
        subject_id=unit.subject_id,
        campaign_id=unit.campaign_id,
        parent=unit,
        office_id=unit.office_id,
        state=CaseState.OPEN,
        opened_at=step.now,
    )
    session.add(case)
    # Officers, handlers and the culprit name the case by its key.
    session.flush()
    for user_id in officers(step):
        session.add(
            CaseOfficer(case_id=case.id, user_id=user_id, since=step.now, assigned_by="inspection")
        )
        authority.handle(session, case, user_id, "assigned", step.now)
    return case


def _named(name: str, id_number: str) -> Named:
    return Named(name=name, id_number=id_number)
