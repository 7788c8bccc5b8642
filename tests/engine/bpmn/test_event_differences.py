"""What the library makes of events, shown by running it alone: mended here, or refused."""

from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

from tests.engine.bpmn.events import (
    Told,
    a_model,
    call,
    catch,
    definition,
    edge,
    end,
    throw,
)
from tests.engine.bpmn.models import END, gate, user
from tests.engine.bpmn.table import TABLE

FORK = gate("f", kind="parallelGateway")
WRONG = definition("error", "r")
HALT = definition("signal", "s")
REPLY = definition("message", "m")
SERVICE = '<serviceTask id="s1" name="s" camunda:type="external" camunda:topic="sum.up"/>'
#: What the library does in place of an operation.
SCRIPT = '<scriptTask id="s1" name="s"><script>ran = True</script></scriptTask>'


class Library:
    """The library as it is, with its own parser, its own elements and Python."""

    def __init__(self, *sources: str, **data: Any) -> None:
        parser = BpmnParser()
        for source in sources:
            parser.add_bpmn_xml(etree.ElementTree(etree.fromstring(source.encode())))
        top = sources[0].split('process id="')[1].split('"')[0]
        self.workflow = BpmnWorkflow(parser.get_spec(top), parser.get_subprocess_specs(top))
        self.workflow.task_tree.data.update(data)
        self.passed: list[str] = []
        self.run()

    def run(self) -> "Library":
        """Go on until somebody has to do something."""
        while True:
            self.workflow.do_engine_steps(did_complete_task=self._pass)
            ready = self.workflow.get_tasks(state=TaskState.READY)
            if all(one.task_spec.manual for one in ready):
                return self

    def _pass(self, task: Any) -> None:
        if getattr(task.task_spec, "bpmn_id", None):
            self.passed.append(task.task_spec.bpmn_id)

    def _ready(self) -> list[Any]:
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    def waiting(self) -> list[str]:
        """The user tasks that are ready."""
        return sorted(one.task_spec.bpmn_id for one in self._ready())

    def complete(self, element: str, **data: Any) -> "Library":
        """Do one of them."""
        task = next(one for one in self._ready() if one.task_spec.bpmn_id == element)
        task.data.update(data)
        task.run()
        return self.run()

    def send(self, name: str) -> None:
        """Hand over a message."""
        self.workflow.send_event(BpmnEvent(MessageEventDefinition(name), payload={}))
        self.run()


@pytest.mark.bpmn("boundaryEvent/error/interrupting")
def test_the_library_takes_an_error_for_that_of_every_call_beside_it() -> None:
    failing = a_model("q", user("x") + end("bad", WRONG), "start x", "x bad")
    edges = edge("e1", "a1", WRONG) + edge("e2", "a2", WRONG)
    source = a_model("p", FORK + call("a1", "a2") + edges + user("c1", "c2") + END, "start f",
                     "f a1", "f a2", "a1 end", "a2 end", "e1 c1", "e2 c2", "c1 end",
                     "c2 end")  # fmt: skip
    library = Library(source, failing).complete("x")
    assert library.waiting() == ["c1", "c2"], "the second call did nothing wrong"
    assert {"a1", "a2"} & set(library.passed), "a call that failed counts as done"
    here = Told(source, failing).complete("x")
    assert len(here.waiting()) == 2
    assert "x" in here.waiting()


@pytest.mark.bpmn("endEvent/error")
def test_the_library_runs_what_an_error_has_taken_away() -> None:
    flows = ("start f", "f bad", "f s1", "s1 end")
    body = call("a") + edge("e", "a", WRONG) + user("c") + END
    source = a_model("p", body, "start a", "a end", "e c", "c end")
    library = Library(source, a_model("q", FORK + end("bad", WRONG) + SCRIPT + END, *flows))
    assert "s1" in library.passed
    here = Told(source, a_model("q", FORK + end("bad", WRONG) + SERVICE + END, *flows))
    assert here.asked == []


@pytest.mark.bpmn("boundaryEvent/message/not interrupting")
def test_the_library_hears_a_message_that_does_not_interrupt_once_only() -> None:
    body = user("a", "also") + edge("e", "a", REPLY, ends=False) + END
    library = Library(a_model("p", body, "start a", "a end", "e also", "also end"))
    library.send("reply")
    assert library.waiting() == ["a", "also"]
    with pytest.raises(WorkflowException, match="not waiting for reply"):
        library.send("reply")


@pytest.mark.bpmn("receiveTask")
def test_the_library_gives_one_message_to_everything_that_waits() -> None:
    waiting = catch("w1", REPLY) + catch("w2", REPLY)
    library = Library(a_model("p", FORK + waiting + user("a", "b") + END, "start f", "f w1",
                              "f w2", "w1 a", "w2 b", "a end", "b end"))  # fmt: skip
    library.send("reply")
    assert library.waiting() == ["a", "b"]


@pytest.mark.bpmn("intermediateThrowEvent/signal")
def test_the_library_lets_a_signal_carry_the_data_of_one_branch_into_another() -> None:
    body = FORK + user("a", "b") + throw("t", HALT) + catch("w", HALT) + END
    source = a_model("p", body, "start f", "f a", "f w", "a t", "t end", "w b", "b end")
    library = Library(source).complete("a", mine=1)
    assert library.workflow.get_next_task(state=TaskState.READY, manual=True).data == {"mine": 1}
    assert Told(source).complete("a", mine=1).data_of("b") == {}


@pytest.mark.bpmn("endEvent/signal")
def test_the_library_does_not_read_the_signal_of_an_end_event() -> None:
    body = FORK + user("a", "b") + end("t", HALT) + catch("w", HALT) + END
    source = a_model("p", body, "start f", "f a", "f w", "a t", "w b", "b end")
    assert Library(source).complete("a").waiting() == []
    assert Told(source).complete("a").waiting() == ["b"]


@pytest.mark.bpmn("endEvent/terminate", "intermediateThrowEvent/escalation")
def test_the_library_counts_what_nobody_has_to_hear_as_not_handled() -> None:
    terminate = a_model("p", user("a") + end("t", definition("terminate")), "start a", "a t")
    assert [type(one.event_definition).__name__ for one in _left(terminate)] == [
        "TerminateEventDefinition"
    ]
    told = definition("escalation", "told")
    escalate = a_model("p", user("a") + throw("t", told) + END, "start a", "a t", "t end")
    assert len(_left(escalate)) == 1
    for source in (terminate, escalate):
        assert Told(source).complete("a").machine.ended


def _left(source: str) -> list[Any]:
    return list(Library(source).complete("a").workflow.get_events())


@pytest.mark.bpmn("eventBasedGateway")
def test_the_library_keeps_one_moment_for_all_timers_behind_a_gateway() -> None:
    timer = "<timerEventDefinition><timeDate>{}</timeDate></timerEventDefinition>"
    waits = catch("long", timer.format('"2999-01-01T00:00:00Z"'))
    waits += catch("past", timer.format('"2001-01-01T00:00:00Z"'))
    body = gate("g", kind="eventBasedGateway") + waits + user("a", "b") + END
    library = Library(a_model("p", body, "start g", "g long", "g past", "long a", "past b",
                              "a end", "b end"))  # fmt: skip
    assert library.waiting() == [], "a moment long past has not come, for another one has not"


@pytest.mark.bpmn("boundaryEvent/timer/interrupting")
def test_the_library_lets_two_timers_that_end_a_task_both_go_on() -> None:
    timer = '<timerEventDefinition><timeDate>due or "2001-01-01T00:00:00Z"</timeDate>'
    timer += "</timerEventDefinition>"
    edges = edge("e1", "a", timer) + edge("e2", "a", timer)
    source = a_model("p", user("a", "b", "c") + edges + END, "start a", "a end", "e1 b", "e2 c",
                     "b end", "c end")  # fmt: skip
    assert Library(source, due="").waiting() == ["b", "c"]


@pytest.mark.bpmn("startEvent/message")
def test_the_library_waits_at_the_start_inside_an_instance_that_exists_already() -> None:
    library = Library(TABLE["startEvent/message"].xml)
    assert (library.passed, library.workflow.is_completed()) == ([], False)
    assert _why("startEvent/message").startswith("a message reaches a case, which runs already")


@pytest.mark.bpmn("intermediateThrowEvent/link", "intermediateCatchEvent/link")
def test_the_library_ends_at_a_link() -> None:
    link = '<linkEventDefinition name="l"/>'
    body = throw("t", link) + catch("w", link) + user("a") + END
    library = Library(a_model("p", body, "start t", "w a", "a end"))
    assert (library.passed, library.workflow.is_completed()) == (["start", "t"], True)
    assert "go nowhere" in _why("intermediateThrowEvent/link")


@pytest.mark.bpmn("intermediateThrowEvent/compensation", "endEvent/compensation")
def test_the_library_compensates_nothing() -> None:
    compensate = "<compensateEventDefinition/>"
    body = user("a") + throw("t", compensate) + END
    library = Library(a_model("p", body, "start a", "a t", "t end")).complete("a")
    assert (library.passed, library.workflow.is_completed()) == (["start", "t", "end"], True)
    assert "compensate nothing" in _why("intermediateThrowEvent/compensation")


@pytest.mark.bpmn("intermediateCatchEvent/conditional", "boundaryEvent/conditional/interrupting")
def test_the_library_does_not_see_a_condition_become_true_in_another_branch() -> None:
    condition = "<conditionalEventDefinition><condition>ok</condition></conditionalEventDefinition>"
    body = FORK + user("a", "b") + catch("w", condition) + END
    source = a_model("p", body, "start f", "f a", "f w", "a end", "w b", "b end")
    library = Library(source, ok=False).complete("a", ok=True)
    assert (library.waiting(), library.workflow.is_completed()) == ([], False)
    assert "never see what another branch changes" in _why("intermediateCatchEvent/conditional")


@pytest.mark.bpmn("manualTask")
def test_the_library_waits_at_a_manual_task_for_somebody_who_fills_in_nothing() -> None:
    library = Library(TABLE["manualTask"].xml)
    assert library.waiting() == ["a"]
    assert library.complete("a").workflow.last_task.data == {}
    assert "nobody would record" in _why("manualTask")


def _why(row: str) -> str:
    """The reason by which the linter refuses a row of the table."""
    problems = TABLE[row].problems()
    return str(next(one.params["why"] for one in problems if one.code == "element.refused"))
