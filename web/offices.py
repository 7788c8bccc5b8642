"""The offices as a tree, each with the people in it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.accounts import Office, User


@dataclass(frozen=True)
class Branch:
    """An office, how deep it stands, and how many people work in it."""

    office: Office
    depth: int
    people: int


def tree(session: Session) -> list[Branch]:
    """Return the offices from the top down, each followed by those below it."""
    offices = session.scalars(select(Office).order_by(Office.code)).all()
    counted = select(User.office_id, func.count()).where(User.active).group_by(User.office_id)
    people = dict(session.execute(counted).tuples().all())
    below: dict[int | None, list[Office]] = {}
    for office in offices:
        below.setdefault(office.parent_id, []).append(office)
    branches: list[Branch] = []
    waiting = [(office, 0) for office in reversed(below.get(None, []))]
    while waiting:
        office, depth = waiting.pop()
        branches.append(Branch(office, depth, people.get(office.id, 0)))
        waiting += [(one, depth + 1) for one in reversed(below.get(office.id, []))]
    return branches
