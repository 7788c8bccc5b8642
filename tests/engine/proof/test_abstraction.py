"""What the proof leaves out makes no difference: real cases stay within what it explored."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import definitions, state
from engine.feel import compile_expression
from engine.proof import contracts, inputs
from engine.spiff.machine import Machine
from models import clock
from tests.engine.proof.watching import SHIPPED, Map, Move, map_from, map_of
from tests.engine.test_bpmn_meaning import NOON

ROOTS = sorted(definitions.roots(SHIPPED))
WALKS, STEPS = 8, 40


class Operations:
    """Results by contract, with dates of the calendar instead of some moment."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def __call__(self, topic: str, _element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        chosen = self._dice.choice(contracts.results(topic, data, ("due",)))
        return {
            name: self._moment() if value == contracts.SOMETIME else value
            for name, value in chosen.items()
        }

    def _moment(self) -> str:
        return (clock.now() + dt.timedelta(hours=self._dice.randint(1, 2_000))).isoformat()


def walked(process: str, map_: Map, dice: random.Random) -> Iterator[Move]:
    """One way through a process, stored and restored at every step, on a calendar."""
    operate = Operations(dice)
    machine = Machine.start(map_.spec, operate, {"case_id": dice.randint(1, 10**9)})
    before: bytes | None = None
    for _step in range(STEPS):
        after = state.encode(machine)
        yield Move(process, before, after, tuple(machine.passed), machine.end)
        if machine.ended:
            return
        before, machine = after, state.decode(map_.spec, operate, after)
        waiting, due = machine.waiting(), machine.next_wake()
        if due is not None and (not waiting or dice.random() < 0.3):
            clock.travel(max(due, clock.now()) + dt.timedelta(seconds=1))
            machine.wake()
        elif waiting:
            task = dice.choice(waiting)
            possible = [*inputs.submissions(task.task, {})]
            machine.complete(task.task_id, dice.choice(possible))
        else:
            return


@pytest.mark.parametrize("process", ROOTS)
def test_ways_at_random_stay_within_what_the_proof_explored(process: str) -> None:
    map_ = map_of(process)
    for seed in range(WALKS):
        clock.travel(NOON)
        dice = random.Random(f"{process} {seed}")  # noqa: S311 - repeatable, no secret
        moves = [*walked(process, map_, dice)]
        assert [move.passed for move in moves if not map_.knows(move)] == []


#: A model whose guards compare a number, which none that is shipped does; and its thresholds.
THRESHOLDS = (0, 3_000, 100_000, 2_000_000)
GUARDS = ("amount_fen < 3000", "amount_fen in [3000..100000)", "amount_fen = 2000000")
AMOUNTS = st.one_of(
    st.sampled_from([one + side for one in THRESHOLDS for side in (-1, 0, 1)]),
    st.integers(0, 10**12),
).filter(lambda amount: amount > 0)


def comparing() -> str:
    """Who is paid chooses among four ways by the amount, after somebody else did something."""
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:t">'
        '<process id="amounts" name="金额" isExecutable="true"><laneSet id="ls">'
        '<lane id="inspector" name="执法人员"><flowNodeRef>pay</flowNodeRef>'
        "<flowNodeRef>wait</flowNodeRef></lane></laneSet>"
        '<startEvent id="start" name="始"/><endEvent id="end" name="终"/>'
        '<userTask id="pay" name="缴款" camunda:formRef="record_payment"><extensionElements>'
        '<camunda:properties><camunda:property name="outcomes" value="amount_fen"/>'
        "</camunda:properties></extensionElements></userTask>"
        '<userTask id="wait" name="核对" camunda:formRef="propose_closure"/>'
        '<exclusiveGateway id="gate" name="金额？" default="f3"/>'
        '<sequenceFlow id="f0" sourceRef="start" targetRef="pay"/>'
        '<sequenceFlow id="f1" sourceRef="pay" targetRef="wait"/>'
        '<sequenceFlow id="f2" sourceRef="wait" targetRef="gate"/>'
    )
    for number, guard in enumerate([*GUARDS, ""], 1):
        asked = guard.replace("<", "&lt;")
        condition = f"<conditionExpression>{asked}</conditionExpression>" if guard else ""
        flow = f"g{number}" if guard else "f3"
        text += (
            f'<userTask id="way_{number}" name="办理" camunda:formRef="propose_closure"/>'
            f'<sequenceFlow id="{flow}" sourceRef="gate" targetRef="way_{number}">{condition}'
            f'</sequenceFlow><sequenceFlow id="e{number}" sourceRef="way_{number}"'
            ' targetRef="end"/>'
        )
    return text + "</process></definitions>"


@cache
def map_of_amounts() -> Map:
    return map_from("amounts", {"amounts": comparing()})


@settings(max_examples=60, deadline=None, derandomize=True)
@given(amount=AMOUNTS)
def test_a_number_beyond_every_threshold_takes_a_way_that_was_explored(amount: int) -> None:
    map_ = map_of_amounts()
    machine = Machine.start(map_.spec, Operations(random.Random(1)), {})  # noqa: S311
    passed = [tuple(machine.passed)]
    for data in ({"amount_fen": amount}, {}, {}):
        machine = state.decode(map_.spec, Operations(random.Random(1)), state.encode(machine))  # noqa: S311
        machine.complete(machine.waiting()[0].task_id, data)
        passed.append(tuple(machine.passed))
    assert machine.ended
    assert map_.goes(passed)


def test_every_way_by_an_amount_was_explored() -> None:
    assert {f"amounts:way_{number}" for number in range(1, 5)} <= map_of_amounts().found.passed


BOUNDS = st.integers(-3, 12)
ASKED = st.one_of(
    st.builds("amount_fen {} {}".format, st.sampled_from(["<", "<=", ">", ">=", "="]), BOUNDS),
    st.builds("amount_fen in [{}..{})".format, BOUNDS, st.integers(13, 20)),
    st.builds("not(amount_fen in ({}, {}))".format, BOUNDS, BOUNDS),
    st.builds("amount_fen != {} and amount_fen > {}".format, BOUNDS, BOUNDS),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(guards=st.lists(ASKED, min_size=1, max_size=4), amount=st.integers(1, 40))
def test_whatever_guards_ask_each_number_is_like_one_that_was_tried(
    guards: list[str], amount: int
) -> None:
    """For each number there is one among the classes that all guards answer in the same way."""
    (pay,) = [one for one in map_of_amounts().spec.user_tasks.values() if one.outcomes]
    tried = inputs.submissions(pay, inputs.thresholds(guards))
    asked = [compile_expression(guard) for guard in guards]
    answers = [guard.evaluate({"amount_fen": amount}) for guard in asked]
    assert any([guard.evaluate(dict(data)) for guard in asked] == answers for data in tried)
