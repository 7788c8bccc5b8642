"""The pair of officers of a case (承办人员): who may be one, and who is (L6 art 23; L1 art 42)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine import authority, notices
from engine.errors import Invalid
from models import clock
from models.accounts import User
from models.cases import Case, CaseOfficer, CaseState
from models.processes import WorkItem, WorkItemState
from models.subjects import Recusal


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
    current = set(
        session.scalars(
            select(CaseOfficer.user_id).where(
                CaseOfficer.case_id == case.id, CaseOfficer.until.is_(None)
            )
        )
    )
    left = current - wanted.keys()
    if left:
        _dismiss(session, case, left)
    for user_id in wanted:
        if user_id in current:
            continue
        session.add(CaseOfficer(case_id=case.id, user_id=user_id, since=now, assigned_by=by))
        authority.handle(session, case, user_id, "assigned", now)
    notices.notify(
        session,
        sorted(wanted.keys() - current),
        "case.assigned",
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"case.assigned:{case.id}:{now.isoformat()}",
    )
    # Whoever reads the pair next in this transaction must see the new one.
    session.flush()


def recused_from(session: Session, subject_id: int) -> frozenset[int]:
    """Who must not handle the subject (L1 art 43; L5 art 4)."""
    return frozenset(
        session.scalars(select(Recusal.user_id).where(Recusal.subject_id == subject_id))
    )


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
