"""Messages through the real door: inbox, idempotency, authority, items and moments in the table."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from engine import audit, definitions, runtime, transaction
from engine.authority import CLOCK, CONSOLE, Actor, actor_of
from engine.commands import messages
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from models import clock
from models.audit import AuditEntry
from models.cases import Case, CaseState
from models.processes import InboxMessage, ProcessInstance, WorkItem, WorkItemState
from tests import builders
from tests.banned import NAME, a_ban, naming
from tests.engine.bpmn.events import TIMER, catch, definition, edge
from tests.engine.bpmn.models import END, a_process, gate
from web import diagrams

MESSAGE = (
    '<message id="m" name="reply"><extensionElements><camunda:properties>'
    '<camunda:property name="form" value="record_reply"/>'
    '<camunda:property name="outcomes" value="referral_reply"/>'
    '<camunda:property name="role" value="supervisor"/>'
    "</camunda:properties></extensionElements></message>"
)
REPLY = definition("message", "m")
PAYLOAD = {"referral_reply": "accepted", "replied_on": "2026-03-02", "reply": "同意接受移送。"}


def _task(*names: str) -> str:
    return "".join(
        f'<userTask id="{one}" name="等待" camunda:formRef="accept_assignment"/>' for one in names
    )


def _model(body: str, *flows: str) -> str:
    source = a_process("waits", body + END, *flows).replace('name="p"', 'name="等待答复"')
    source = source.replace('<lane id="inspector"', '<lane id="supervisor"')
    return source.replace("<process ", f"{MESSAGE}<process ", 1)


RACING = _model(
    _task("first", "replied", "late") + gate("g", kind="eventBasedGateway")
    + catch("came", REPLY, "收到答复") + catch("gone", TIMER.format("due"), "期限届满"),
    "start first", "first g", "g came", "g gone", "came replied", "gone late", "replied end",
    "late end",
)  # fmt: skip
EDGED = _model(_task("first", "replied") + edge("came", "first", REPLY), "start first",
               "first end", "came replied", "replied end")  # fmt: skip


@dataclass
class Waiting:
    """A case in a process that waits for a reply."""

    session: Session
    case: Case
    instance: ProcessInstance
    supervisor: Actor

    def open(self) -> list[str]:
        items = self.session.scalars(
            select(WorkItem)
            .where(WorkItem.case_id == self.case.id, WorkItem.state == WorkItemState.OPEN)
            .execution_options(populate_existing=True)
        )
        return sorted(item.element for item in items)

    def complete(self, element: str) -> None:
        item = self.session.scalar(
            select(WorkItem).where(
                WorkItem.case_id == self.case.id,
                WorkItem.element == element,
                WorkItem.state == WorkItemState.OPEN,
            )
        )
        assert item is not None
        runtime.complete(self.session, self.supervisor, item.id, {"acceptance": "accepted"})

    def deliver(self, key: str = "k1", actor: Actor = CLOCK, **changed: Any) -> bool:
        data = PAYLOAD | changed
        return runtime.deliver(self.session, actor, self.case, "reply", key=key, payload=data)

    def woken_at(self) -> dt.datetime | None:
        self.session.refresh(self.instance)
        return self.instance.wake_at


def _waiting(session: Session, source: str) -> Waiting:
    office = builders.an_office(session)
    supervisor = builders.a_supervisor(session, office)
    case = builders.a_case(session, office_id=office.id)
    definitions.deploy(session, CONSOLE, "waits", {"waits": source})
    due = (clock.now() + dt.timedelta(days=3)).isoformat()
    instance = runtime.start(session, CLOCK, case, "waits", data={"due": due})
    return Waiting(session, case, instance, actor_of(session, supervisor, "web"))


@pytest.fixture
def racing(session: Session) -> Waiting:
    return _waiting(session, RACING)


@pytest.mark.bpmn("eventBasedGateway", "intermediateCatchEvent/message")
def test_a_message_takes_its_rival_timer_out_of_the_table(racing: Waiting) -> None:
    racing.complete("first")
    assert (racing.open(), racing.woken_at() is not None) == ([], True)
    assert racing.deliver()
    assert (racing.open(), racing.woken_at()) == (["replied"], None)
    racing.complete("replied")
    assert racing.case.state is CaseState.CLOSED


@pytest.mark.law("T55")
def test_a_message_that_names_somebody_banned_is_flagged(session: Session) -> None:
    ban = a_ban(session)
    source = RACING.replace('value="record_reply"', 'value="submit_correction"')
    racing = _waiting(session, source.replace('value="referral_reply"', 'value="reported_on"'))
    payload = naming("submit_correction", "reporter", NAME)
    runtime.deliver(session, CLOCK, racing.case, "reply", key="k1", payload=payload)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.case_id == racing.case.id))
    assert [one.detail["bans"] for one in entries if one.action.endswith(":ban:flag")] == [[ban.id]]


def test_the_picture_marks_what_waits_for_a_message_or_a_term(racing: Waiting) -> None:
    racing.complete("first")
    (picture,) = diagrams.pictures([racing.instance], [], [])
    assert (picture.here, set(picture.done)) == (("came", "gone"), {"start", "first", "g"})
    assert picture.waits == ("收到答复", "期限届满")
    racing.deliver()
    racing.complete("replied")
    (picture,) = diagrams.pictures([racing.instance], [], [])
    assert (picture.here, "gone" in picture.done) == ((), False)


def test_a_message_that_comes_early_waits_in_the_inbox_until_it_is_waited_for(
    racing: Waiting, session: Session
) -> None:
    assert not racing.deliver()
    (kept,) = session.scalars(select(InboxMessage))
    assert (kept.name, kept.delivered_at) == ("reply", None)
    racing.complete("first")
    assert (racing.open(), racing.woken_at()) == (["replied"], None)
    session.refresh(kept)
    assert kept.delivered_at is not None
    assert racing.deliver(), "the same key again: it has been taken"
    assert racing.open() == ["replied"]
    assert audit.verify(session, f"case:{racing.case.id}") == []


def test_what_a_message_has_followed_cannot_be_taken_back(
    racing: Waiting, session: Session
) -> None:
    racing.deliver()
    racing.complete("first")
    first = session.scalar(select(WorkItem).where(WorkItem.element == "first"))
    assert first is not None
    with pytest.raises(Conflict, match=r"work_item\.cannot_be_withdrawn"):
        runtime.withdraw(session, racing.supervisor, first.id, "误办")


def test_a_message_is_delivered_once_a_key_and_a_key_is_for_one_case(
    racing: Waiting, session: Session
) -> None:
    racing.complete("first")
    assert racing.deliver()
    assert racing.deliver()
    assert len(list(session.scalars(select(InboxMessage)))) == 1
    assert not racing.deliver("k2"), "nothing waits for a second one"
    other = builders.a_case(session, office_id=racing.case.office_id)
    runtime.start(session, CLOCK, other, "waits", data={"due": clock.now().isoformat()})
    with pytest.raises(Conflict, match=r"key\.used_for_something_else"):
        runtime.deliver(session, CLOCK, other, "reply", key="k1", payload=PAYLOAD)


def test_a_message_says_what_its_form_asks_and_its_name_is_declared(racing: Waiting) -> None:
    with pytest.raises(Invalid) as refused:
        racing.deliver(referral_reply="perhaps", more=1)
    assert set(refused.value.errors) == {"referral_reply", "more"}
    with pytest.raises(NotFound, match=r"message\.unknown"):
        runtime.deliver(racing.session, CLOCK, racing.case, "other", key="k", payload={})


def test_a_person_hands_over_a_message_only_in_the_role_that_it_names(
    racing: Waiting, session: Session
) -> None:
    inspector = actor_of(session, builders.an_inspector(session), "api")
    with pytest.raises(Forbidden, match=r"message\.not_yours"):
        racing.deliver(actor=inspector)
    stranger = actor_of(session, builders.a_supervisor(session), "api")
    with pytest.raises(Forbidden, match=r"office\.other"):
        racing.deliver(actor=stranger)
    racing.complete("first")
    assert racing.deliver(actor=racing.supervisor)


@pytest.mark.bpmn("boundaryEvent/message/interrupting")
def test_a_message_on_the_edge_withdraws_the_work_item(session: Session) -> None:
    waiting = _waiting(session, EDGED)
    assert waiting.open() == ["first"]
    assert waiting.deliver()
    assert waiting.open() == ["replied"]
    state = session.scalar(select(WorkItem.state).where(WorkItem.element == "first"))
    assert state is WorkItemState.WITHDRAWN


def test_a_case_that_is_over_takes_no_message(racing: Waiting) -> None:
    racing.complete("first")
    racing.deliver()
    racing.complete("replied")
    with pytest.raises(NotFound, match=r"message\.unknown"):
        racing.deliver("k2")


@pytest.mark.parametrize("same_key", [True, False])
def test_of_ten_deliveries_at_once_one_takes_effect(
    racing: Waiting, session: Session, session_factory: sessionmaker[Session], same_key: bool
) -> None:
    racing.complete("first")
    session.commit()
    case_id, start = racing.case.id, threading.Barrier(10)

    def act(number: int) -> bool:
        start.wait()
        key = "k" if same_key else f"k{number}"
        return transaction.run(
            session_factory, messages.hand_over, racing.supervisor, case_id, "reply", PAYLOAD,
            key=key,
        )  # fmt: skip

    with ThreadPoolExecutor(10) as threads:
        taken = list(threads.map(act, range(10)))
    assert taken.count(True) == (10 if same_key else 1)
    assert racing.open() == ["replied"]
    delivered = InboxMessage.delivered_at.is_not(None)
    assert session.scalar(select(func.count()).where(delivered)) == 1
