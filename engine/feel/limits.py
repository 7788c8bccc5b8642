"""Bounds of one evaluation: no expression may take the machine's time or memory."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings; each is named in the error that it causes."""

    text_length: int = 20_000
    """Characters of one expression."""
    nesting: int = 100
    """Depth of the syntax tree."""
    call_depth: int = 60
    """Functions calling functions."""
    steps: int = 1_000_000
    """Iterations and calls in one evaluation."""
    list_size: int = 100_000
    """Items of one list."""
    string_length: int = 1_000_000
    """Characters of one computed string."""
    regex_seconds: float = 0.2
    """Time for one regular expression."""
    pattern_length: int = 1_000
    """Characters of a regular expression."""


class _Current:
    """Holder, so that the setting can be replaced at start-up."""

    limits = Limits()


def current() -> Limits:
    return _Current.limits


def configure(limits: Limits) -> None:
    """Replace the limits of this process (settings are read once at start-up)."""
    _Current.limits = limits
