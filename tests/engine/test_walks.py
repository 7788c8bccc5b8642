"""Our walk through the tasks of an instance meets what the library's own meets, in its order."""

import random
import sys

import pytest
import time_machine
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskState

from engine.spiff.machine import Machine
from engine.spiff.parsing import parse_sources
from engine.spiff.workflow import Workflow
from tests.engine.bpmn.generated import a_block, written
from tests.engine.test_bpmn_meaning import NOON
from tests.engine.test_codec_differential import Operations

MASKS = (
    TaskState.READY,
    TaskState.WAITING,
    TaskState.READY | TaskState.WAITING | TaskState.STARTED,
    TaskState.NOT_FINISHED_MASK,
    TaskState.ANY_MASK,
)


@pytest.mark.parametrize("number", range(40))
def test_our_walk_meets_what_the_librarys_meets(number: int) -> None:
    choose = random.Random(number)  # noqa: S311
    source, called = written(a_block(choose))
    spec = parse_sources("made", {"made": source, **called})
    with time_machine.travel(NOON, tick=False):
        machine = Machine.start(spec, Operations(number), {"case_id": 1})
        for _ in range(6):
            _compare(machine._workflow)
            waiting = machine.waiting()
            if not waiting:
                break
            machine.complete(choose.choice(waiting).task_id, {"answer": choose.choice("ab")})


def _compare(workflow: Workflow) -> None:
    for one in (workflow, *workflow.subprocesses.values()):
        for asked in (*({"state": mask} for mask in MASKS), {"spec_name": "End"}):
            theirs = BpmnTaskIterator(one.task_tree, max_depth=sys.maxsize, **asked)
            assert one.get_tasks(**asked) == list(theirs)
