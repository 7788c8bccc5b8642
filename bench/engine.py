"""The engine: a step in process beside the library's own cycle, its history and its size.

Measured by the processor's time: nothing here waits, and what else the machine does is no part.
"""

from collections.abc import Iterator, Mapping
from statistics import median
from time import process_time
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.row import Row
from engine import definitions, state
from engine.spiff.elements import FeelEngine
from engine.spiff.export import serializer
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec, parse_sources

#: A case from the assignment of officers to the end, as people answer it.
PATH: tuple[tuple[str, dict[str, Any]], ...] = (
    ("task_assign_officers", {}),
    ("task_accept_assignment", {"acceptance": "accepted"}),
    ("task_inspect_school", {"performed": "yes", "outcome": "RECTIFY_BY_DATE"}),
    ("task_publish_result", {}),
    ("task_submit_correction", {}),
    ("task_reinspect", {"reinspection": "passed"}),
)
LATER = "2999-01-01T00:00:00+08:00"
RESULTS: Mapping[str, dict[str, Any]] = {
    "inspection.record": {"outcome": "RECTIFY_BY_DATE"},
    "rectification.order": {"rectification_due": LATER, "reminder_due": LATER},
    "rectification.close": {"rectified": True},
    "publication.schedule": {"publication_due": LATER},
}
LOOP = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:bench">
 <process id="loop" isExecutable="true">
  <startEvent id="start"/><exclusiveGateway id="join"/><userTask id="task"/>
  <exclusiveGateway id="gate" default="again"/><endEvent id="end"/>
  <sequenceFlow id="a" sourceRef="start" targetRef="join"/>
  <sequenceFlow id="b" sourceRef="join" targetRef="task"/>
  <sequenceFlow id="c" sourceRef="task" targetRef="gate"/>
  <sequenceFlow id="again" sourceRef="gate" targetRef="join"/>
  <sequenceFlow id="out" sourceRef="gate" targetRef="end">
   <conditionExpression xsi:type="tFormalExpression">done = true</conditionExpression>
  </sequenceFlow>
 </process>
</definitions>"""
ROUNDS = 15


def rows() -> Iterator[Row]:
    """A step, its size and its history."""
    sources = definitions.closure("school_inspection", definitions.shipped())
    spec = parse_sources("school_inspection", sources)
    ours, theirs, sizes = [], [], []
    for _ in range(ROUNDS):
        # Turn and turn about, so that both meet the same noise.
        spent, found = _ours(spec)
        ours.append(spent)
        sizes += found
        theirs.append(_theirs(spec))
    share = median(ours) / median(theirs)
    yield _row("engine: load, complete, save", "us", None, ours)
    yield _row("SpiffWorkflow's serializer: load, complete, save", "us", None, theirs)
    yield Row("engine: share of the library's cycle", "x", 1 / 7, share, [share])
    mean = sum(sizes) / len(sizes)
    yield Row(
        "engine: stored state of a school's case, mean", "B", 1500, mean, list(map(float, sizes))
    )
    early, late = _history()
    growth = median(late) / median(early)
    yield Row("engine: the 3,000th turn of a loop against the 10th", "x", 1.2, growth, [growth])


def _ours(spec: Spec) -> tuple[float, list[int]]:
    machine = Machine.start(spec, _operate, {})
    stored, spent, sizes = state.encode(machine), [], []
    for element, outcomes in PATH:
        began = process_time()
        machine = state.decode(spec, _operate, stored)
        machine.complete(_waiting(machine, element), outcomes)
        stored = state.encode(machine)
        spent.append(process_time() - began)
        sizes.append(len(stored))
    return median(spent) * 1e6, sizes


def _theirs(spec: Spec) -> float:
    exporter = serializer()
    workflow = BpmnWorkflow(spec.top, spec.called, script_engine=FeelEngine())
    workflow.operate = _operate
    workflow.do_engine_steps()
    stored, spent = exporter.serialize_json(workflow), []
    for element, outcomes in PATH:
        began = process_time()
        workflow = exporter.deserialize_json(stored)
        workflow.script_engine, workflow.operate = FeelEngine(), _operate
        (task,) = [
            one
            for one in workflow.get_tasks(state=TaskState.READY, manual=True)
            if one.task_spec.bpmn_id == element
        ]
        task.data.update(outcomes)
        task.run()
        workflow.do_engine_steps()
        stored = exporter.serialize_json(workflow)
        spent.append(process_time() - began)
    return median(spent) * 1e6


def _history() -> tuple[list[float], list[float]]:
    spec = parse_sources("loop", {"loop": LOOP})
    stored = state.encode(Machine.start(spec, _operate, {}))
    spent = []
    for _ in range(3_000):
        began = process_time()
        machine = state.decode(spec, _operate, stored)
        machine.complete(machine.waiting()[0].task_id, {"done": False})
        stored = state.encode(machine)
        spent.append(process_time() - began)
    return spent[5:15], spent[-10:]


def _operate(topic: str, _element: str, _data: Mapping[str, Any]) -> Mapping[str, Any]:
    return RESULTS.get(topic, {})


def _waiting(machine: Machine, element: str) -> str:
    return next(one.task_id for one in machine.waiting() if one.task.element == element)


def _row(name: str, unit: str, target: float | None, raw: list[float]) -> Row:
    return Row(name, unit, target, median(raw), raw)
