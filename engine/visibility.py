"""Which rows a person may read: the cases of the own office and of the offices below it."""

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import Session

from engine.authority import Actor
from engine.errors import NotFound
from models.cases import Case


def of_cases(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Case`; an administrator keeps the system and sees all."""
    if "administrator" in actor.roles:
        return true()
    return or_(Case.office_id.is_(None), Case.office_id.in_(actor.offices))


def may_read(actor: Actor, case: Case) -> bool:
    """Whether the person may read the case."""
    known = case.office_id is None or case.office_id in actor.offices
    return known or "administrator" in actor.roles


def case(session: Session, actor: Actor, case_id: int) -> Case:
    """The case, or NotFound also when it is none of the person's business."""
    found = session.get(Case, case_id)
    if found is None or not may_read(actor, found):
        raise NotFound("case.unknown", id=case_id)
    return found
