"""Embedded sub-processes: tokens, data, nesting, and what a timer on the edge takes away."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import definitions, runtime
from engine.authority import CLOCK, CONSOLE
from engine.lint import lint, lint_all
from engine.proof.checks import prove
from models.processes import ProcessInstance, WorkItem, WorkItemState
from tests import builders
from tests.engine.bpmn.events import TIMER, catch
from tests.engine.bpmn.models import END, KNOWN, a_process, gate, scope, sequence, timer, user
from tests.engine.test_bpmn_meaning import DUE, NOON, Running
from web import diagrams

#: Two branches side by side inside a sub-process inside another one.
INNER = scope(
    "subProcess", "inner",
    '<startEvent id="s2"/>' + user("b", "c") + gate("f", kind="parallelGateway")
    + gate("j", kind="parallelGateway") + '<endEvent id="e2"/>',
    "s2 f", "f b", "f c", "b j", "c j", "j e2",
)  # fmt: skip
OUTER = scope(
    "subProcess", "outer", '<startEvent id="s1"/>' + user("a") + INNER + '<endEvent id="e1"/>',
    "s1 a", "a inner", "inner e1",
)  # fmt: skip
NESTED = a_process(
    "p", OUTER + user("after", "late") + timer("t", 'attachedToRef="outer"') + END,
    "start outer", "outer after", "after end", "t late", "late end",
)  # fmt: skip


@pytest.mark.bpmn("subProcess", "subProcess/nested")
def test_a_sub_process_gets_the_data_and_gives_its_own_back_at_its_end() -> None:
    with time_machine.travel(NOON, tick=False):
        running = Running(NESTED, due=DUE)
        assert running.waiting() == ["a"]
        assert running.complete("a", one=1).waiting() == ["b", "c"]
        assert running.complete("c", right=2).waiting() == ["b"]
        assert running.complete("b", left=3).waiting() == ["after"]
        assert running.machine.data() == {"due": DUE, "one": 1, "left": 3, "right": 2}
        assert running.machine.next_wake() is None
        assert running.complete("after").machine.ended


def test_what_is_passed_inside_stands_in_the_picture_of_the_process() -> None:
    with time_machine.travel(NOON, tick=False):
        running = Running(NESTED, due=DUE).complete("a").complete("c")
        running.complete("b")
    assert running.machine.passed == [
        "p:b", "p:j", "p:e2", "p:inner", "p:e1", "p:outer"
    ]  # fmt: skip
    assert running.machine.end is None


@pytest.mark.bpmn("boundaryEvent/timer/interrupting", "subProcess/nested")
def test_a_timer_takes_a_sub_process_away_with_all_that_waits_in_it() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(NESTED, due=DUE).complete("a", one=1).complete("c")
        assert running.machine.timers() == [("p", "t")]
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().waiting() == ["late"]
        # What was begun inside brings nothing back.
        assert running.machine.data() == {"due": DUE}
        assert running.complete("late").machine.ended


@pytest.mark.bpmn("boundaryEvent/timer/interrupting", "subProcess")
def test_a_timer_inside_ends_with_the_sub_process_that_another_one_takes_away() -> None:
    inside = '<startEvent id="s1"/>' + catch("w", TIMER.format("later")) + '<endEvent id="e1"/>'
    part = scope("subProcess", "part", inside, "s1 w", "w e1")
    source = a_process("p", part + user("late") + timer("t", 'attachedToRef="part"') + END,
                       "start part", "part end", "t late", "late end")  # fmt: skip
    later = NOON + dt.timedelta(days=5)
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(source, due=DUE, later=later.isoformat())
        assert running.machine.timers() == [("p", "t"), ("p", "w")]
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().waiting() == ["late"]
        assert running.machine.timers() == []
        traveller.move_to(later)
        assert running.wake().machine.passed == []
        assert running.waiting() == ["late"]


def test_a_timer_that_does_not_interrupt_leaves_a_sub_process_alone() -> None:
    source = NESTED.replace('attachedToRef="outer"', 'attachedToRef="outer" cancelActivity="false"')
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(source, due=DUE).complete("a")
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().waiting() == ["b", "c", "late"]
        assert running.complete("c").complete("b").waiting() == ["after", "late"]
        assert not running.complete("after").machine.ended
        assert running.complete("late").machine.ended


def test_a_timer_takes_a_called_process_away() -> None:
    calling = a_process(
        "p", '<callActivity id="c" name="c" calledElement="q"/>' + timer("t", 'attachedToRef="c"')
        + user("late") + END, "start c", "c end", "t late", "late end",
    )  # fmt: skip
    called = a_process("q", user("a") + END, "start a", "a end")
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(calling, called, due=DUE)
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().waiting() == ["late"]


def test_what_waits_inside_keeps_what_was_written_before_it() -> None:
    """The engine asks what waits again and again, and it inherits its data each time."""
    inside = scope(
        "subProcess", "sub", '<startEvent id="s"/>' + user("a", "b")
        + timer("t", "", "intermediateCatchEvent") + '<endEvent id="e"/>',
        "s a", "a t", "t b", "b e",
    )  # fmt: skip
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(
            a_process("p", inside + END, "start sub", "sub end"), due=DUE, answer="no"
        )
        running.complete("a", answer="yes").wake()
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().machine.waiting()[0].data["answer"] == "yes"


def test_a_moved_deadline_stays_moved_for_what_comes_after_it() -> None:
    source = a_process("p", user("a", "late") + timer("t", 'attachedToRef="a"') + END,
                       "start a", "a end", "t late", "late end")  # fmt: skip
    later = NOON + dt.timedelta(days=5)
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(source, due=DUE)
        assert running.machine.move_deadline("due", later)
        running.wake()
        traveller.shift(dt.timedelta(days=5))
        assert running.wake().machine.waiting()[0].data["due"] == later.isoformat()


def test_an_end_inside_ends_its_own_branch_only() -> None:
    inside = scope(
        "subProcess", "sub",
        '<startEvent id="s"/>' + user("a", "b") + gate("f", kind="parallelGateway")
        + '<endEvent id="e1"/><endEvent id="e2"/>', "s f", "f a", "f b", "a e1", "b e2",
    )  # fmt: skip
    running = Running(a_process("p", inside + user("c") + END, "start sub", "sub c", "c end"))
    assert running.complete("a").waiting() == ["b"]
    assert running.complete("b").waiting() == ["c"]


def test_a_sub_process_in_a_circle_begins_anew_in_each_turn() -> None:
    """A join inside is right in every turn, because each turn has a process of its own."""
    source = a_process(
        "p", gate("again") + OUTER + user("c2") + gate("over", "over_end") + END,
        "start again", "again outer", "outer c2", "c2 over", 'over again answer = "b"', "over end",
    )  # fmt: skip
    running = Running(source)
    for _ in range(4):
        running.complete("a").complete("b")
        assert running.waiting() == ["c"]
        assert running.complete("c").waiting() == ["c2"]
        running.complete("c2", answer="b")
    assert running.waiting() == ["a"]


def test_a_task_inside_is_for_the_role_of_the_sub_process() -> None:
    source = NESTED
    for task in ("a", "b", "c"):
        source = source.replace(f"<flowNodeRef>{task}</flowNodeRef>", "")
    source = source.replace("</lane>", "<flowNodeRef>outer</flowNodeRef></lane>")
    with time_machine.travel(NOON, tick=False):
        running = Running(source, due=DUE).complete("a")
        assert {one.task.rule.role for one in running.machine.waiting()} == {"inspector"}


@pytest.mark.parametrize(
    ("old", "new", "code", "element"),
    [
        ('"a" targetRef="inner"', '"a" targetRef="b"', "flow.crosses", "a_inner"),
        ('attachedToRef="outer"', 'attachedToRef="a"', "flow.crosses", "t"),
        ('<startEvent id="s2"/>', "", "reference.dangling", "s2_f"),
        ('<subProcess id="inner" name="n">', '<subProcess id="inner">', "name.missing", "inner"),
    ],
)  # fmt: skip
def test_each_fault_of_a_sub_process_is_found(old: str, new: str, code: str, element: str) -> None:
    found = lint("p.bpmn", NESTED.replace(old, new).encode(), KNOWN)
    assert (element, code) in {(one.element, one.code) for one in found}


def test_a_sub_process_without_start_or_end_is_refused() -> None:
    body = scope("subProcess", "sub", user("a")) + END
    found = lint("p.bpmn", a_process("p", body, "start sub", "sub end").encode(), KNOWN)
    assert {("sub", "start.count"), ("sub", "end.count")} <= {(o.element, o.code) for o in found}


def test_two_sub_processes_of_one_id_in_files_that_call_each_other_are_found() -> None:
    call = '<callActivity id="x" name="c" calledElement="q"/>'
    first = a_process("p", OUTER + call + END, "start outer", "outer x", "x end")
    second = a_process("q", OUTER + END, "start outer", "outer end")
    files = {"p.bpmn": first.encode(), "q.bpmn": second.encode()}
    found = {(one.file, one.element, one.code) for one in lint_all(files, KNOWN)}
    assert found == {("q.bpmn", "outer", "id.duplicate"), ("q.bpmn", "inner", "id.duplicate")}


def test_a_circle_through_a_sub_process_in_which_nothing_waits_is_refused() -> None:
    empty = scope("subProcess", "sub", '<startEvent id="s"/><endEvent id="e"/>', "s e")
    flows = ("start again", "again sub", "sub over", 'over again answer = "b"', "over end")
    source = a_process("p", gate("again") + empty + gate("over", "over_end") + END, *flows)
    (found,) = lint("p.bpmn", source.encode(), KNOWN)
    assert (found.code, found.params["path"]) == ("flow.endless", "again → sub → over → again")


def a_house_model() -> str:
    """The nested model with a term that a real operation computes."""
    order = (
        '<serviceTask id="d" name="d" camunda:type="external" camunda:topic="rectification.order"/>'
    )
    return (
        named_in_the_house(NESTED)
        .replace('id="start_outer" sourceRef="start"', 'id="d_outer" sourceRef="d"')
        .replace("</process>", f"{order}{sequence('start d')}</process>")
        .replace("<timeDate>due</", "<timeDate>rectification_due</")
    )


def named_in_the_house(source: str) -> str:
    """With a form and a role that there are."""
    source = source.replace('formRef="form"', 'formRef="accept_assignment"')
    return source.replace('id="inspector"', 'id="supervisor"')


def test_the_proof_explores_a_sub_process_and_the_timer_on_its_edge() -> None:
    proof = prove("p", {"p": a_house_model()})
    assert [one for one in proof.violations if one.rule.startswith(("soundness", "step"))] == []
    # At `a`; beside b and c, at b or c alone; after it; cut short; the end.
    assert (proof.sound, proof.states) == (True, 7)


def test_the_work_items_inside_are_withdrawn_when_the_time_is_up(session: Session) -> None:
    definitions.deploy(session, CONSOLE, "p", {"p": named_in_the_house(NESTED)})
    case = builders.a_case(session, office_id=builders.an_office(session).id)
    with time_machine.travel(NOON, tick=False) as traveller:
        instance = runtime.start(session, CLOCK, case, "p", data={"due": DUE})
        assert _items(session, instance) == [("a", WorkItemState.OPEN)]
        assert instance.wake_at is not None
        traveller.move_to(instance.wake_at)
        assert runtime.wake(session, instance.id)
    assert _items(session, instance) == [
        ("a", WorkItemState.WITHDRAWN), ("late", WorkItemState.OPEN)
    ]  # fmt: skip
    (picture,) = diagrams.pictures([instance], _open(session, instance), [])
    assert picture.here == ("late",)
    assert "t" in picture.done


def _items(session: Session, instance: ProcessInstance) -> list[tuple[str, WorkItemState]]:
    query = select(WorkItem).where(WorkItem.instance_id == instance.id).order_by(WorkItem.id)
    return [(one.element, one.state) for one in session.scalars(query)]


def _open(session: Session, instance: ProcessInstance) -> list[WorkItem]:
    query = select(WorkItem).where(
        WorkItem.instance_id == instance.id, WorkItem.state == WorkItemState.OPEN
    )
    return list(session.scalars(query))
