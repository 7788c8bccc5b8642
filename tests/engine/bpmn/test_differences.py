"""Where the library departs from BPMN, and what is done: refused, or mended in one place."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.lint import lint
from engine.spiff.elements import FeelEngine
from engine.spiff.machine import Machine
from engine.spiff.parsing import parse_sources
from tests.engine.bpmn.models import END, KNOWN, a_process, gate, user

LOOP = a_process(
    "loop",
    gate("again") + gate("fork", kind="parallelGateway") + user("a", "b")
    + gate("join", kind="parallelGateway") + user("c") + gate("over", "over_end") + END,
    "start again", "again fork", "fork a", "fork b", "a join", "b join", "join c", "c over",
    'over again answer = "b"', "over end",
)  # fmt: skip
#: Two whole turns, then one of the two branches of the third.
TURNS = ("a", "b", "c", "b", "a", "c", "b")


def _nothing(_topic: str, _element: str, _data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}


def _in_the_library() -> list[str]:
    spec = parse_sources("loop", {"loop": LOOP})
    workflow = BpmnWorkflow(spec.top, spec.called, script_engine=FeelEngine())
    workflow.do_engine_steps()
    for name in TURNS:
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        task = next(one for one in ready if one.task_spec.bpmn_id == name)
        task.data["answer"] = "b"
        task.run()
        workflow.do_engine_steps()
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    return sorted(one.task_spec.bpmn_id for one in ready)


def _here() -> list[str]:
    spec = parse_sources("loop", {"loop": LOOP})
    machine = Machine.start(spec, _nothing, {})
    for name in TURNS:
        machine = Machine.restore(spec, _nothing, machine.dump())
        task = next(one for one in machine.waiting() if one.task.element == name)
        machine.complete(task.task_id, {"answer": "b"})
    return sorted(one.task.element for one in machine.waiting())


def test_a_join_in_a_circle_opens_too_early_in_the_library() -> None:
    # `c` is behind the join, which `a` has not reached in this turn.
    assert _in_the_library() == ["a", "c"]
    # What is finished is pruned here, so an outer circle goes right; an inner one might not.
    assert _here() == ["a"]


def test_a_join_in_a_circle_is_refused() -> None:
    found = lint("loop.bpmn", LOOP.encode(), KNOWN)
    assert [(one.element, one.code) for one in found] == [("join", "join.in_circle")]


def test_a_circle_in_which_nothing_waits_is_refused() -> None:
    source = a_process(
        "loop", gate("a") + gate("b", "b_end") + END, "start a", "a b", 'b a answer = "b"', "b end"
    )
    (found,) = lint("loop.bpmn", source.encode(), KNOWN)
    assert (found.code, found.params["path"]) == ("flow.endless", "a → b → a")
