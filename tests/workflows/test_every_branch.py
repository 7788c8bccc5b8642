"""Every branch of every gateway and every timer of the shipped models is walked once."""

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
import time_machine

from engine import definitions, state
from engine.bpmn import read
from engine.lint.house import shipped
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec, parse_sources
from tests.workflows.complaint_walks import COMPLAINT_WALKS
from tests.workflows.inspection_walks import INSPECTION_WALKS
from tests.workflows.interview_walks import INTERVIEW_WALKS
from tests.workflows.listing_walks import LISTING_WALKS
from tests.workflows.person_walks import PERSON_WALKS
from tests.workflows.side_walks import SIDE_WALKS
from tests.workflows.spot_walks import SPOT_WALKS
from tests.workflows.transfer_walks import TRANSFER_WALKS
from tests.workflows.trunk_walks import TRUNK_WALKS
from tests.workflows.walks import NOON, Walk
from tests.workflows.walks import WALKS as MAIN_WALKS

WALKS = [
    *MAIN_WALKS,
    *COMPLAINT_WALKS,
    *PERSON_WALKS,
    *INTERVIEW_WALKS,
    *LISTING_WALKS,
    *TRANSFER_WALKS,
    *SIDE_WALKS,
    *INSPECTION_WALKS,
    *TRUNK_WALKS,
    *SPOT_WALKS,
]

#: Days until each deadline.
DAYS = {
    "reminder_due": 7,
    "rectification_due": 10,
    "publication_due": 28,
    "filing_due": 21,
    "case_due": 90,
    "review_due": 14,
    "defence_due": 7,
    "payment_due": 15,
    "acceptance_due": 9,
    "listing_ends": 1095,
    "transfer_due": 3,
    "send_due": 1,
    "supplement_due": 3,
    "reconsider_due": 3,
    "handover_due": 3,
    "removal_due": 21,
    "answer_due": 7,
    "mediation_due": 63,
    "told_due": 9,
    "closure_due": 40,
    "approval_due": 1,
    "preservation_due": 7,
    "seizure_due": 30,
    "instalment_due": 10,
    "public_notice_due": 30,
    "service_due": 10,
    "chair_due": 3,
    "demand_due": 24,
    "court_opens_at": 180,
    "court_due": 270,
    "hearing_at": 15,
    "hearing_report_due": 22,
    "hand_in_due": 2,
    "deposit_due": 4,
    "material_due": 7,
}
SETS = {
    one.topic: one.listed("sets")
    for xml in shipped().values()
    for one in read(xml).of_kind("serviceTask")
} | {
    "decision:review_track": ("track", "needs_discussion", "decided_by"),
    "decision:summary_allowed": ("allowed",),
    "decision:transfer_trigger": ("transfer",),
}


class Operations:
    """Answers what the diagram says that an operation sets: deadlines, and facts of the walk."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = dict(facts)

    def __call__(self, topic: str, element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        dates = {
            name: (NOON + dt.timedelta(days=DAYS[name])).isoformat()
            for name in SETS[topic]
            if name in DAYS
        }
        found = {name: self._fact(name) for name in SETS[topic] if name in self._facts}
        return dates | found

    def _fact(self, name: str) -> Any:
        """A list gives its values one call after the other; the last one stays."""
        fact = self._facts[name]
        if isinstance(fact, list) and len(fact) > 1:
            self._facts[name] = fact[1:]
        return fact[0] if isinstance(fact, list) else fact


def spec_of(process: str) -> Spec:
    return parse_sources(process, definitions.closure(process, definitions.shipped()))


def walked(walk: Walk) -> tuple[list[str], str | None]:
    """Walk with a travelled clock, stored and restored at every wait; return what was passed."""
    spec, operate = spec_of(walk.process), Operations(walk.facts)
    with time_machine.travel(NOON, tick=False) as traveller:
        given = {name: fact for name, fact in walk.facts.items() if not isinstance(fact, list)}
        machine = Machine.start(spec, operate, given)
        passed = [*machine.passed]
        end = machine.end
        for step in walk.steps:
            machine = state.decode(spec, operate, state.encode(machine))
            if isinstance(step, str) and step.startswith("message:"):
                machine.deliver(step.removeprefix("message:"), {})
            elif isinstance(step, str):
                due = machine.next_wake()
                assert due is not None
                traveller.move_to(due)
                machine.wake()
                assert step in {one.split(":")[1] for one in machine.passed}
            else:
                name, outcomes = step
                (task,) = [one for one in machine.waiting() if one.task.element == name]
                assert set(outcomes) <= {*task.task.outcomes}
                machine.complete(task.task_id, outcomes)
            passed += machine.passed
            end = machine.end or end
        assert machine.ended, [one.task.element for one in machine.waiting()]
    return passed, end


def taken(walk: Walk, passed: list[str]) -> set[str]:
    """Return which element of the process itself followed which."""
    own = [one.split(":")[1] for one in passed if one.startswith(f"{walk.process}:")]
    return {f"{before} -> {after}" for before, after in pairwise(own)}


def name_of(walk: Walk) -> str:
    return f"{walk.process}-{walk.end}-{'-'.join(str(one) for one in walk.facts.values())}"


@pytest.mark.parametrize("walk", WALKS, ids=name_of)
def test_a_branch_leads_where_it_is_drawn(walk: Walk) -> None:
    passed, end = walked(walk)
    assert end == walk.end
    assert set(walk.branches) <= taken(walk, passed)


def test_every_branch_of_every_gateway_and_every_timer_is_walked() -> None:
    drawn = set()
    for xml in shipped().values():
        model = read(xml)
        for element in model.elements.values():
            ways = model.outgoing(element.id)
            if element.kind == "boundaryEvent" or (
                element.kind == "exclusiveGateway" and len(ways) > 1
            ):
                drawn |= {f"{model.process}: {way.source} -> {way.target}" for way in ways}
    walked_ones = {f"{walk.process}: {way}" for walk in WALKS for way in walk.branches}
    assert walked_ones == drawn


def test_every_end_of_every_model_is_reached() -> None:
    ends = {
        f"{model.process}:{end.id}"
        for model in map(read, shipped().values())
        for end in model.of_kind("endEvent")
    }
    reached = {f"{walk.process}:{walk.end}" for walk in WALKS} | {"rectification:end_reminded"}
    assert reached == ends
