"""Decisions (DMN) that a process asks for: loaded once, fed with facts, answered and recorded."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from engine import audit, dmn
from engine.errors import Broken
from engine.operations.decision_facts import FACTS
from engine.step import Step


def decide(step: Step, decision: str) -> dict[str, Any]:
    """Ask a decision in a step; its outputs become process data.

    Raises Broken when it gives no value: a gap of a table must not pass as an answer.
    """
    facts = FACTS[decision](step)
    outcome = ask(decision, facts)
    audit.record(
        step.session,
        step.actor,
        "decision:ask",
        case=step.case,
        decision=decision,
        facts=_plain(dict(facts)),
        value=_plain(outcome.value),
        rules=[rule.number for rule in outcome.fired_rules],
    )
    value = _plain(outcome.value)
    return value if isinstance(value, dict) else {decision: value}


def ask(decision: str, facts: Mapping[str, Any]) -> dmn.Outcome:
    """The outcome of a shipped decision for these facts; raises Broken when it is null."""
    outcome = model_of(decision).evaluate(decision, facts)
    if outcome.value is None:
        reasons = [str(one) for one in outcome.diagnostics]
        raise Broken("decision.no_value", decision=decision, reasons=reasons)
    return outcome


@lru_cache(maxsize=64)
def model_of(decision: str) -> dmn.Model:
    """The model of `workflows/<decision>.dmn`."""
    path = files("workflows") / f"{decision}.dmn"
    return dmn.load(path.read_bytes())


def _plain(value: Any) -> Any:
    """JSON of a FEEL value; numbers of the law are whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool | str | int | None) else str(value)
