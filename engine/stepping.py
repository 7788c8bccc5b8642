"""What a machine calls while it steps: operations and decisions, with their step made on demand."""

from collections.abc import Callable, Mapping
from typing import Any

from engine import decisions
from engine.operations import OPERATIONS
from engine.spiff.elements import DECISION
from engine.step import Step


class Operations:
    """Calls operations and decisions for a machine and remembers whether there was one."""

    def __init__(self, prepare: Callable[[], Step]) -> None:
        self._prepare = prepare
        self._step: Step | None = None

    @property
    def called(self) -> bool:
        """Whether anything was called."""
        return self._step is not None

    def __call__(self, topic: str, element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._step is None:
            self._step = self._prepare()
        self._step.data = data
        if topic.startswith(DECISION):
            return decisions.decide(self._step, topic.removeprefix(DECISION))
        return OPERATIONS[topic](self._step) or {}
