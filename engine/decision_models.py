"""The shipped decision tables (DMN): read once, asked with facts, plain answers."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from engine import dmn
from engine.errors import Broken


def ask(decision: str, facts: Mapping[str, Any]) -> dmn.Outcome:
    """The outcome of a shipped decision for these facts; raises Broken when it is null."""
    outcome = model_of(decision).evaluate(decision, facts)
    if outcome.value is None:
        reasons = [str(one) for one in outcome.diagnostics]
        raise Broken("decision.no_value", decision=decision, reasons=reasons)
    return outcome


def shipped() -> dict[str, bytes]:
    """Decision -> content of its file."""
    return {
        path.name.removesuffix(".dmn"): path.read_bytes()
        for path in sorted(files("workflows").iterdir(), key=lambda one: one.name)
        if path.name.endswith(".dmn")
    }


@lru_cache(maxsize=64)
def model_of(decision: str) -> dmn.Model:
    """The model of `workflows/<decision>.dmn`."""
    path = files("workflows") / f"{decision}.dmn"
    return dmn.load(path.read_bytes())


def plain(value: Any) -> Any:
    """JSON of a FEEL value; numbers of the law are whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if isinstance(value, bool | str | int | None) else str(value)
