"""Many instances through the door: one work item each, for its own person, in its own inbox."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import definitions, inbox, runtime
from engine.authority import CLOCK, CONSOLE, Actor, actor_of
from engine.errors import Conflict, Forbidden
from models.cases import Case
from models.processes import ProcessInstance, WorkItem, WorkItemState
from tests import builders
from tests.engine.bpmn.models import END, a_process, gate, user
from tests.engine.bpmn.test_sub_processes import named_in_the_house

#: Each of the members votes; two voices end the vote.
VOTE = named_in_the_house(
    a_process(
        "p",
        '<userTask id="a" name="t" camunda:formRef="form"><extensionElements><camunda:properties>'
        '<camunda:property name="outcomes" value="acceptance"/>'
        '<camunda:property name="collects" value="acceptance"/>'
        '<camunda:property name="assignee" value="member"/>'
        "</camunda:properties></extensionElements>"
        '<multiInstanceLoopCharacteristics camunda:collection="members" '
        'camunda:elementVariable="member"><completionCondition>'
        'count(acceptance[item = "accepted"]) = 2'
        "</completionCondition></multiInstanceLoopCharacteristics></userTask>"
        + gate("g", "g_end")
        + user("z")
        + END,
        "start a",
        "a g",
        'g z count(acceptance[item = "accepted"]) = 2',
        "g end",
        "z end",
    )
)


class Vote:
    """Three members of a case who vote."""

    def __init__(self, session: Session) -> None:
        self.session = session
        office = builders.an_office(session)
        definitions.deploy(session, CONSOLE, "p", {"p": VOTE})
        people = [builders.a_supervisor(session, office) for _ in range(3)]
        self.members: list[Actor] = [actor_of(session, one, "web") for one in people]
        self.case: Case = builders.a_case(session, office_id=office.id)
        data = {"members": [one.id for one in people]}
        self.instance: ProcessInstance = runtime.start(session, CLOCK, self.case, "p", data=data)

    def items(self, state: WorkItemState = WorkItemState.OPEN) -> list[WorkItem]:
        query = select(WorkItem).where(WorkItem.instance_id == self.instance.id)
        return list(
            self.session.scalars(query.where(WorkItem.state == state).order_by(WorkItem.id))
        )

    def votes(self, member: int, voice: str) -> None:
        (item,) = inbox.page_of(self.session, self.members[member]).items
        data = {"acceptance": voice}
        if voice == "returned":
            data |= {"return_ground": "workload", "reason": "另有安排"}
        runtime.complete(self.session, self.members[member], item.id, data)


@pytest.fixture
def vote(session: Session) -> Vote:
    return Vote(session)


def test_each_member_finds_one_item_in_the_own_inbox(session: Session, vote: Vote) -> None:
    assert [one.element for one in vote.items()] == ["a"] * 3
    found = [inbox.page_of(session, one).items for one in vote.members]
    assert [[one.assignee_id for one in items] for items in found] == [
        [member.user_id] for member in vote.members
    ]


def test_nobody_votes_for_another_member(session: Session, vote: Vote) -> None:
    (item,) = inbox.page_of(session, vote.members[0]).items
    with pytest.raises(Forbidden):
        runtime.complete(session, vote.members[1], item.id, {"acceptance": "accepted"})


def test_two_voices_end_the_vote_and_withdraw_the_item_of_the_third(vote: Vote) -> None:
    vote.votes(2, "accepted")
    assert len(vote.items()) == 2
    vote.votes(0, "accepted")
    assert [one.element for one in vote.items()] == ["z"]
    assert len(vote.items(WorkItemState.WITHDRAWN)) == 1


def test_a_voice_can_be_taken_back_until_another_one_follows(session: Session, vote: Vote) -> None:
    (item,) = inbox.page_of(session, vote.members[1]).items
    vote.votes(1, "returned")
    runtime.withdraw(session, vote.members[1], item.id, "看错了")
    assert len(vote.items()) == 3
    vote.votes(1, "accepted")
    vote.votes(0, "accepted")
    with pytest.raises(Conflict):
        runtime.withdraw(session, vote.members[1], item.id, "又看错了")
