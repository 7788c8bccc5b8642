"""What operations read and say alike: submissions, moments of process data, who is told."""

import datetime as dt
from typing import Final

from sqlalchemy import select

from engine.documents import officers_of
from engine.errors import Broken
from engine.step import Step
from models import clock
from models.accounts import Role, User
from models.campaigns import Target
from models.fixed import Rows
from models.processes import Submission

_TARGET: Final = Rows(Target, "WHERE target.id = %(target)s FOR UPDATE", fresh=True)


def submitted(step: Step, *elements: str) -> Submission:
    """The newest submission of these user tasks; the diagram promises that there is one."""
    found = step.submission(*elements)
    if found is None:
        raise Broken("submission.missing", elements=list(elements), case=step.case.number)
    return found


def iso(moment: dt.datetime) -> str:
    """A moment as process data carries it: absolute, in the bureau's zone."""
    return moment.astimezone(clock.ZONE).isoformat()


def day_of(step: Step) -> dt.date:
    """The bureau's calendar day of this step."""
    return step.now.astimezone(clock.ZONE).date()


def target_of(step: Step) -> Target | None:
    """The frozen target of the case, locked so that its coverage changes once at a time."""
    if step.case.target_id is None:
        return None
    return _TARGET.first(step.session, target=step.case.target_id)


def officers(step: Step) -> list[int]:
    """The pair that handles the case now."""
    return [user.id for user in officers_of(step.session, step.case)]


def leaders(step: Step) -> list[int]:
    """The leaders of the bureau (负责人)."""
    query = select(User.id).join(User.roles).where(Role.name == "leader", User.active)
    return list(step.session.scalars(query.order_by(User.id)))


def supervisors(step: Step) -> list[int]:
    """The supervisors of the case's office; of all offices when the case has none."""
    query = (
        select(User.id)
        .join(User.roles)
        .where(Role.name == "supervisor", User.active)
        .order_by(User.id)
    )
    if step.case.office_id is not None:
        query = query.where(User.office_id == step.case.office_id)
    return list(step.session.scalars(query))
