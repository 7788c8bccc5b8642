"""What this house has that a model may name: roles, operations, forms and shipped processes."""

from importlib.resources import files

from engine import forms
from engine.lint.references import Known
from engine.operations import OPERATIONS
from engine.operations.decision_facts import FACTS
from models.accounts import ROLES


def known() -> Known:
    """Return everything that a model may refer to."""
    return Known(
        roles=frozenset(ROLES),
        topics=frozenset(OPERATIONS),
        forms={name: frozenset(forms.load(name).fields) for name in forms.names()},
        decisions=frozenset(FACTS),
        processes=frozenset(name.removesuffix(".bpmn") for name in shipped()),
    )


def shipped() -> dict[str, bytes]:
    """Return file name -> content of the models that come with the program."""
    return {
        path.name: path.read_bytes()
        for path in sorted(files("workflows").iterdir(), key=lambda one: one.name)
        if path.name.endswith(".bpmn")
    }
