"""The pair of officers of a case (承办人员): who may be one, and who is (L6 art 23; L1 art 42)."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine import authority, notices
from engine.errors import Invalid
from models import clock, fixed
from models.accounts import User
from models.cases import Case, CaseOfficer, CaseState
from models.processes import WorkItem, WorkItemState

_CURRENT: Final = "SELECT user_id FROM case_officer WHERE case_id = %(case)s AND until IS NULL"
_RECUSED: Final = "SELECT user_id FROM recusal WHERE subject_id = %(subject)s"

#: Whoever is assigned handles the case from then on.
_APPOINT: Final = """
WITH handled AS (
  INSERT INTO handling (case_id, user_id, how, since)
  SELECT %(case)s::bigint, one, 'assigned', %(now)s::timestamptz
  FROM unnest(%(users)s::bigint[]) AS one ON CONFLICT DO NOTHING
)
INSERT INTO case_officer (case_id, user_id, since, assigned_by)
SELECT %(case)s::bigint, one, %(now)s::timestamptz, %(by)s::varchar
FROM unnest(%(users)s::bigint[]) WITH ORDINALITY AS new (one, place) ORDER BY place
"""


def expect_pair(session: Session, case: Case, user_ids: Sequence[int]) -> list[User]:
    """The two people, or Invalid with the name of whoever may not take the case and why."""
    people = {user.id: user for user in session.scalars(select(User).where(User.id.in_(user_ids)))}
    problems: list[dict[str, object]] = []
    if len(set(user_ids)) != authority.PAIR or len(people) != authority.PAIR:
        problems.append({"code": "officers.two_different", "params": {}})
    recused = recused_from(session, case.subject_id)
    for user in people.values():
        code = _objection(session, case, user, recused)
        if code:
            problems.append({"code": code, "params": {"name": user.name}})
    if problems:
        raise Invalid("officers.invalid", {"officers": problems}, case=case.number)
    return [people[user_id] for user_id in user_ids]


def appoint(session: Session, case: Case, pair: Iterable[User], *, by: str) -> None:
    """Make these two the officers of the case; former ones stay in the record, as handlers too."""
    now, wanted = clock.now(), {user.id: user for user in pair}
    found = fixed.ask(session, _CURRENT, {"case": case.id})
    current = {user_id for (user_id,) in found}
    left = current - wanted.keys()
    if left:
        _dismiss(session, case, left)
    new = [user_id for user_id in wanted if user_id not in current]
    fixed.ask(session, _APPOINT, {"case": case.id, "users": new, "now": now, "by": by})
    notices.notify(
        session,
        new,
        "case.assigned",
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"case.assigned:{case.id}:{now.isoformat()}",
    )


def recused_from(session: Session, subject_id: int) -> frozenset[int]:
    """Who must not handle the subject (L1 art 43; L5 art 4)."""
    found = fixed.ask(session, _RECUSED, {"subject": subject_id})
    return frozenset(user_id for (user_id,) in found)


def loads(session: Session, user_ids: Iterable[int]) -> dict[int, int]:
    """How many open cases each of them carries."""
    wanted = list(user_ids)
    counted = session.execute(
        select(CaseOfficer.user_id, func.count())
        .join(Case, Case.id == CaseOfficer.case_id)
        .where(
            CaseOfficer.user_id.in_(wanted),
            CaseOfficer.until.is_(None),
            Case.state == CaseState.OPEN,
        )
        .group_by(CaseOfficer.user_id)
    ).tuples()
    return dict.fromkeys(wanted, 0) | dict(counted.all())


def _objection(session: Session, case: Case, user: User, recused: frozenset[int]) -> str | None:
    if not user.may_be_assigned():
        return "officer.no_certificate"
    if user.id in recused:
        return "officer.recused"
    if case.office_id is not None and (
        user.office_id is None
        or case.office_id not in authority.offices_below(session, user.office_id)
    ):
        return "officer.other_office"
    return None


def _dismiss(session: Session, case: Case, user_ids: set[int]) -> None:
    session.execute(
        update(CaseOfficer)
        .where(
            CaseOfficer.case_id == case.id,
            CaseOfficer.user_id.in_(user_ids),
            CaseOfficer.until.is_(None),
        )
        .values(until=clock.now())
    )
    session.execute(
        update(WorkItem)
        .where(
            WorkItem.case_id == case.id,
            WorkItem.state == WorkItemState.OPEN,
            WorkItem.claimed_by.in_(user_ids),
        )
        .values(claimed_by=None, claimed_at=None)
    )
