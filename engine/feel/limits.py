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
    seconds: float = 2.0
    """Time of one evaluation."""
    list_size: int = 100_000
    """Items of one list."""
    depth: int = 100
    """Lists and contexts within each other, in a result or a comparison."""
    string_length: int = 1_000_000
    """Characters of one computed string."""
    regex_seconds: float = 0.2
    """Time of all regular expressions in one evaluation."""
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
