"""Assignment (指派): the supervisor gives cases to a pair, and may change the pair later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, pairs, runtime
from engine.authority import Actor, facts_of, require_office, require_role
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from models import settings
from models.cases import Case, CaseState
from models.processes import WorkItem, WorkItemState

ASSIGN: Final = "task_assign_officers"
#: Open cases that one officer should carry at most; a setting, exceeded only knowingly.
LIMIT_SETTING: Final = "assignment.load_limit"
LIMIT_DEFAULT: Final = 30


@dataclass(frozen=True)
class Assigned:
    """How many cases were assigned, and the officers who now carry more than the limit."""

    cases: int
    overloaded: dict[int, int]


def load_limit(session: Session) -> int:
    """How many open cases one officer should carry at most."""
    return settings.value_of(session, LIMIT_SETTING, LIMIT_DEFAULT)


def assign(
    session: Session,
    actor: Actor,
    case_ids: Iterable[int],
    officer_ids: Sequence[int],
    *,
    instruction: str = "",
) -> Assigned:
    """Assign the same pair to each of the cases: the work item is completed at the door."""
    wanted = sorted(set(case_ids))
    data: dict[str, object] = {"officers": list(officer_ids)}
    if instruction.strip():
        data["instruction"] = instruction.strip()
    items = waiting(session, wanted)
    for case_id in wanted:
        if case_id not in items:
            raise Conflict("case.not_to_assign", id=case_id)
        runtime.complete(session, actor, items[case_id], data)
    return Assigned(len(wanted), overloaded(session, officer_ids))


def reassign(
    session: Session, actor: Actor, case_id: int, officer_ids: Sequence[int], reason: str
) -> Case:
    """Give a case to another pair; the former officers stay handlers of it for good."""
    require_role(actor, "supervisor")
    if not reason.strip():
        raise Invalid("reason.missing", {"reason": [{"code": "form.required", "params": {}}]})
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound("case.unknown", id=case_id)
    require_office(actor, case.office_id)
    facts = facts_of(session, case)
    if actor.user_id in facts.recused:
        raise Forbidden("case.recused", case=case.number)
    if case.state is not CaseState.OPEN:
        raise Conflict("case.not_open", number=case.number)
    if not facts.officers:
        raise Conflict("case.not_assigned_yet", number=case.number)
    people = pairs.expect_pair(session, case, officer_ids)
    pairs.appoint(session, case, people, by="supervisor")
    audit.record(
        session,
        actor,
        "officers:reassign",
        case=case,
        before=sorted(facts.officers),
        after=[user.id for user in people],
        reason=reason.strip(),
    )
    return case


def waiting(session: Session, case_ids: Iterable[int]) -> dict[int, int]:
    """Case -> its open work item of assigning officers."""
    rows = session.execute(
        select(WorkItem.case_id, WorkItem.id).where(
            WorkItem.case_id.in_(list(case_ids)),
            WorkItem.element == ASSIGN,
            WorkItem.state == WorkItemState.OPEN,
        )
    ).tuples()
    return dict(rows.all())


def overloaded(session: Session, officer_ids: Iterable[int]) -> dict[int, int]:
    """Which of them carry more open cases than they should, and how many."""
    limit = load_limit(session)
    return {
        user_id: load for user_id, load in pairs.loads(session, officer_ids).items() if load > limit
    }
