"""Decisions (DMN) that a process asks for: fed with facts, answered and recorded."""

from typing import Any

from engine import audit
from engine.decision_models import ask, plain
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
        facts=plain(dict(facts)),
        value=plain(outcome.value),
        rules=[rule.id for rule in outcome.fired_rules],
    )
    value = plain(outcome.value)
    return value if isinstance(value, dict) else {decision: value}
