"""What is wrong with a form or with what was filled in: codes and parameters, never sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import Invalid


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; the edge turns the code into a sentence."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the problem as the interface for programs shows it."""
        return {"code": self.code, "params": dict(self.params)}


class FormNotSupported(Invalid):
    """The file uses something outside the documented subset of form-js."""

    def __init__(self, name: str, reasons: list[str]) -> None:
        super().__init__("form.not_supported", name=name, reasons=reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        file = f"workflows/forms/{self.params['name']}.form"
        return "\n".join(f"{file}: {said}" for said in self.reasons)
