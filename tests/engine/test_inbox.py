"""The inbox: found place by place, it holds what the door allows, in its order, on every page."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from engine import inbox
from engine.authority import Actor
from engine.inbox import Filters
from models import clock
from models.campaigns import Campaign
from models.cases import Case, CaseKind
from models.processes import WorkItem, WorkItemState
from tests import builders
from tests.bureau import Bureau
from web.texts import at_most

FILTERS = {
    "all": Filters(),
    "mine": Filters(mine=True),
    "untaken": Filters(untaken=True),
    "overdue": Filters(overdue=True),
    "text": Filters(text="小学"),
    "kind": Filters(kind=CaseKind.INSPECTION),
    "element": Filters(element="task_accept_assignment"),
    "campaign": Filters(),
}


@pytest.fixture(params=[7, 8, 9])
def bureau(session: Session, request: pytest.FixtureRequest) -> Bureau:
    """Two offices with cases of all kinds of place, date, officer, claim and rule."""
    made = Bureau(session)
    chance, now = random.Random(request.param), clock.now()  # noqa: S311 - the same every time
    other = builders.an_office(session, "检查二科", parent_id=made.office.id)
    cases = [*made.cases(made.campaign(16)), *made.cases(made.campaign(8))]
    for case in cases[::2]:
        given = [user.id for user in chance.sample(made.pair, 2)]
        made.do(case, "task_assign_officers", made.supervisor, officers=given)
    session.flush()
    for item in session.scalars(select(WorkItem).order_by(WorkItem.id)):
        item.due_at = chance.choice([None, now + dt.timedelta(hours=chance.randint(-90, 90))])
        item.office_id = chance.choice([None, made.office.id, other.id])
        item.claimed_by = chance.choice([None, None, made.supervisor.id])
        item.assignee_id = chance.choice([None, None, made.supervisor.id, made.pair[1].id])
        item.excludes_handlers, item.while_resting = chance.random() < 0.3, chance.random() < 0.5
        item.needs_qualification = chance.random() < 0.1
    builders.a_recusal(session, made.pair[0], cases[2].subject)
    for case in chance.sample(cases, 8):
        case.resting_since = clock.today()
    for parent, case in zip(cases[:8], cases[8:16], strict=True):
        case.parent_id = chance.choice([None, parent.id])
    session.flush()
    return made


def _people(bureau: Bureau) -> list[Actor]:
    found = [bureau.actor(user) for user in (bureau.supervisor, *bureau.pair, bureau.leader)]
    return [*found, replace(found[0], offices=frozenset()), replace(found[0], roles=frozenset())]


def _asked(session: Session, name: str) -> Filters:
    """The filters of that name; which number the first campaign has is known only now."""
    first = session.scalar(select(func.min(Campaign.id))) if name == "campaign" else None
    return replace(FILTERS[name], campaign_id=first)


def _read(session: Session, actor: Actor, filters: Filters) -> list[int]:
    read: list[int] = []
    after = None
    while True:
        page = inbox.page_of(session, actor, filters, after=after, limit=3)
        read += [item.id for item in page.items]
        after = page.after
        if after is None:
            return read


def _of_the_first_campaign(item: WorkItem) -> bool:
    session = object_session(item)
    assert session is not None
    return item.case.campaign_id == _asked(session, "campaign").campaign_id


CHECKS: dict[str, Callable[[WorkItem, Actor], bool]] = {
    "all": lambda _item, _actor: True,
    "mine": lambda item, actor: item.assigned_only or item.claimed_by == actor.user_id,
    "untaken": lambda item, _actor: not item.assigned_only and item.claimed_by is None,
    "overdue": lambda item, _actor: item.due_at is not None and item.due_at < clock.now(),
    "text": lambda item, _actor: "小学" in item.case.subject.name,
    "kind": lambda item, _actor: item.case.kind is CaseKind.INSPECTION,
    "element": lambda item, _actor: item.element == "task_accept_assignment",
    "campaign": lambda item, _actor: _of_the_first_campaign(item),
}


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_page_by_page_everybody_reads_just_what_the_door_allows(
    bureau: Bureau, session: Session, name: str
) -> None:
    seen, filters = 0, _asked(session, name)
    for actor in _people(bureau):
        allowed = session.scalars(inbox.visible(actor)).all()
        wanted = [one for one in allowed if CHECKS[name](one, actor)]
        wanted.sort(key=lambda one: (one.inbox_at, one.id))
        assert _read(session, actor, filters) == [one.id for one in wanted]
        assert inbox.count_of(session, actor, filters) == len(wanted)
        seen += len(wanted)
    assert seen


def test_nothing_is_counted_beyond_the_most(
    bureau: Bureau, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST", 2)
    assert inbox.count_of(session, bureau.actor(bureau.supervisor), Filters()) == 3


def test_what_is_done_is_gone(bureau: Bureau, session: Session) -> None:
    actor = bureau.actor(bureau.supervisor)
    for item in session.scalars(select(WorkItem)):
        item.state = WorkItemState.DONE
    session.flush()
    assert inbox.page_of(session, actor).items == []
    assert session.scalars(select(Case)).first() is not None


def test_a_page_says_more_than_the_most_in_few_signs() -> None:
    assert [at_most(count) for count in (0, 7, 999, 1000)] == ["0", "7", "999", "999+"]
