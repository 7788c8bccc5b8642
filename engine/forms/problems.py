"""What is wrong with a form or with what was filled in: codes and parameters, never sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; the edge turns the code into a sentence."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the problem as the interface for programs shows it."""
        return {"code": self.code, "params": dict(self.params)}


class FormInvalid(ValueError):
    """The form is not filled in as it asks."""

    code = "form.invalid"

    def __init__(self, errors: Mapping[str, list[Problem]]) -> None:
        super().__init__("; ".join(f"{name}: {said[0].code}" for name, said in errors.items()))
        #: Field name -> its problems; inside a widget `checklist[3.1].note`.
        self.errors = dict(errors)

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the problems beside their fields."""
        return {name: [one.as_json() for one in said] for name, said in self.errors.items()}


class FormNotSupported(ValueError):
    """The file uses something outside the documented subset of form-js."""

    code = "form.not_supported"

    def __init__(self, name: str, reasons: list[str]) -> None:
        super().__init__("\n".join(f"workflows/forms/{name}.form: {said}" for said in reasons))
        self.name = name
        self.reasons = reasons
