"""The abstraction against life: random rehearsals do nothing that the proof did not explore.

The proof takes operations by their contracts and submissions by their classes. Here a season is
played at the door with invented premises; whatever the real operations return must be among what
their contract foresees, and each submission among what the explorer hands in.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import definitions, forms
from engine.bpmn import read
from engine.connections import open_engine, session_factory
from engine.operations import OPERATIONS
from engine.outcomes import Outcome
from engine.proof import contracts, records
from engine.proof.inputs import submissions, thresholds
from engine.spiff.parsing import Spec, parse_sources
from engine.step import Step
from models import clock
from models.processes import Submission, WorkItem
from yancha import database, rehearsal
from yancha.rehearsal import Wanted
from yancha.simulation.intent import Shares

LIVELY = Shares(
    assignment_returned=0.3,
    returned=0.4,
    filing_declined=0.2,
    defence_made=0.3,
    defence_waived=0.3,
    no_penalty=0.25,
    warning_only=0.25,
    paid_late=0.5,
    correction_unreported=0.5,
    rectification_failed=0.3,
    rectification_refused=0.3,
    signature_refused=0.2,
)
SHIPPED = definitions.shipped()


class Watched:
    """What operations were called with and returned, and what people handed in."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def watch(self, topic: str, operation: Callable[[Step], Any]) -> Callable[[Step], Any]:
        def watched(step: Step) -> Any:
            before = dict(step.data)
            returned = operation(step)
            self.calls.append((topic, before, dict(returned or {})))
            return returned

        return watched


def a_season(seed: int) -> Wanted:
    outcomes = [outcome.value for outcome in Outcome]
    rows = [f"第{n}小学,X{n:03d},{outcomes[n % len(outcomes)]}" for n in range(21)]
    return Wanted(
        plan="hebei-2023",
        campaign="M06.school.spring",
        year=2026,
        content="\n".join(["名称,许可证编号,结果", *rows]).encode(),
        mapping={"name": "名称", "licence": "许可证编号", "outcome": "结果"},
        outcome_map={outcome.value: outcome for outcome in Outcome},
        seed=seed,
        shares=LIVELY,
    )


@pytest.fixture(scope="module", params=[11, 12])
def life(
    request: pytest.FixtureRequest, server_url: str, template: str
) -> Iterator[tuple[Watched, Session]]:
    from tests.conftest import _copy_of

    name = f"walked_{request.param}"
    engine = open_engine(_copy_of(server_url, template, name))
    factory = session_factory(engine)
    watched, real = Watched(), dict(OPERATIONS)
    OPERATIONS.update({topic: watched.watch(topic, one) for topic, one in real.items()})
    asked = a_season(request.param)
    try:
        rehearsal.play(factory, asked, rehearsal.premises_of(asked), lambda _done: None)
    finally:
        OPERATIONS.update(real)
        clock.set_offset(timedelta())
    with factory() as session:
        yield watched, session
    engine.dispose()
    database.drop(server_url, name)


def alike(real: Any, foreseen: Any) -> bool:
    """Dates are any date: when a timer fires is explored and not computed."""
    if foreseen == contracts.SOMETIME:
        return isinstance(real, str) and datetime.fromisoformat(real).tzinfo is not None
    return bool(real == foreseen)


def test_operations_return_what_their_contracts_foresee(life: tuple[Watched, Session]) -> None:
    watched, _session = life
    assert len({topic for topic, _before, _returned in watched.calls}) > 12
    unforeseen = []
    for topic, before, returned in watched.calls:
        possible = contracts.results(topic, before, ())
        if not any(
            one.keys() == returned.keys() and all(alike(returned[key], one[key]) for key in one)
            for one in possible
        ):
            unforeseen.append((topic, returned, possible))
    assert unforeseen[:3] == []


def test_people_hand_in_what_the_explorer_hands_in(life: tuple[Watched, Session]) -> None:
    _watched, session = life
    specs: dict[tuple[str, str], Spec] = {}
    known = thresholds(
        flow.condition
        for text in SHIPPED.values()
        for flow in read(text.encode()).flows.values()
        if flow.condition
    )
    for root in definitions.roots(SHIPPED):
        spec = parse_sources(root, definitions.closure(root, SHIPPED))
        specs.update(dict.fromkeys(spec.user_tasks, spec))
    rows = session.execute(select(WorkItem, Submission).join(Submission)).all()
    assert len(rows) > 100
    unforeseen = []
    for item, submission in rows:
        task = specs[item.process, item.element].user_tasks[item.process, item.element]
        outcomes = forms.outcomes_of(forms.load(task.form), submission.data, task.outcomes)
        if outcomes not in list(submissions(task, known)):
            unforeseen.append((item.element, outcomes))
    assert unforeseen[:3] == []


def _asked(function: Callable[..., Any], depth: int = 3) -> set[str]:
    """The user tasks whose submission a function demands, itself or in what it calls."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    scope = inspect.unwrap(function).__globals__
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in {"submitted", "submission_here"}:
            values = [
                scope.get(one.id) if isinstance(one, ast.Name) else one.value
                for one in node.args
                if isinstance(one, ast.Name | ast.Constant)
            ]
            found |= {str(one) for one in values if isinstance(one, str)}
        called = scope.get(node.func.id)
        if depth and inspect.isfunction(called) and called.__module__.startswith("engine.op"):
            found |= _asked(called, depth - 1)
    return found


@pytest.mark.parametrize("topic", sorted(records.READS))
def test_what_an_operation_reads_is_what_the_proof_demands(topic: str) -> None:
    demanded = {element for group in records.READS[topic] for element in group}
    assert demanded <= _asked(OPERATIONS[topic])


def test_every_form_of_the_table_is_the_form_of_its_task() -> None:
    models = [read(text.encode()) for text in SHIPPED.values()]
    drawn = {one.id: one.form for model in models for one in model.of_kind("userTask")}
    assert {key: form for key, form in records.FORMS.items() if drawn.get(key) != form} == {}
