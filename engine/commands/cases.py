"""Cases given up or closed by hand, each with a reason and by somebody who did not handle it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, notices, runtime
from engine.authority import Actor, facts_of, require_office, require_role
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.operations.measures import expect_none_in_force
from models.campaigns import Coverage, Target
from models.cases import Case, CaseKind, CaseOfficer, CaseState

#: An enforcement case is given up by whoever could decide it, an inspection by its supervisor.
MAY_END = {
    CaseKind.INSPECTION: ("supervisor", "leader", "administrator"),
    CaseKind.ENFORCEMENT: ("leader",),
    CaseKind.COMPLAINT: ("leader",),
    CaseKind.CREDIT: ("leader",),
    CaseKind.SUMMARY: ("leader",),
}


def cancel(session: Session, actor: Actor, case_id: int, reason: str) -> Case:
    """Give up a case; a target that nobody visited is carried over with the reason."""
    case = _case_to_end(session, actor, case_id, reason)
    expect_none_in_force(session, case)
    runtime.cancel(session, actor, case, reason.strip())
    _carry_over(session, case, reason.strip())
    _tell(session, case, "case.cancelled", reason.strip())
    return case


def close(session: Session, actor: Actor, case_id: int, reason: str) -> Case:
    """Close an inspection whose visit was made and whose rest is settled by other means.

    An enforcement case has its lawful closure (L5 art 77) and is never closed this way.
    """
    case = _case_to_end(session, actor, case_id, reason)
    if case.kind is not CaseKind.INSPECTION:
        raise Conflict("case.closed_by_process_only", number=case.number)
    if case.outcome is None:
        raise Conflict("case.not_visited", number=case.number)
    runtime.cancel(session, actor, case, reason.strip())
    case.state, case.end = CaseState.CLOSED, "closed_by_hand"
    audit.record(session, actor, "case:close_by_hand", case=case, reason=reason.strip())
    _tell(session, case, "case.closed", reason.strip())
    return case


def may_end(session: Session, actor: Actor, case: Case) -> bool:
    """Whether a page should offer the actor to cancel or close the case."""
    facts = facts_of(session, case)
    return (
        case.state is CaseState.OPEN
        and not actor.roles.isdisjoint(MAY_END[case.kind])
        and actor.user_id not in facts.handlers | facts.recused
    )


def _case_to_end(session: Session, actor: Actor, case_id: int, reason: str) -> Case:
    if not reason.strip():
        raise Invalid("reason.missing", {"reason": [{"code": "form.required", "params": {}}]})
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("case.unknown", id=case_id)
    require_role(actor, *MAY_END[case.kind])
    require_office(actor, case.office_id)
    facts = facts_of(session, case)
    if actor.user_id in facts.handlers:
        raise Forbidden("case.handled_by_you", case=case.number)
    if actor.user_id in facts.recused:
        raise Forbidden("case.recused", case=case.number)
    return case


def _carry_over(session: Session, case: Case, reason: str) -> None:
    if case.kind is not CaseKind.INSPECTION or case.target_id is None:
        return
    target = session.get_one(Target, case.target_id, with_for_update=True)
    if target.coverage is Coverage.OPEN:
        target.coverage, target.coverage_reason = Coverage.CARRIED_OVER, reason


def _tell(session: Session, case: Case, code: str, reason: str) -> None:
    officers = session.scalars(
        select(CaseOfficer.user_id).where(
            CaseOfficer.case_id == case.id, CaseOfficer.until.is_(None)
        )
    )
    notices.notify(
        session,
        officers,
        code,
        {"number": case.number, "subject": case.title, "reason": reason},
        case_id=case.id,
        key=f"{code}:{case.id}",
    )
