"""DMN: decision tables and the models around them, read, checked and evaluated."""

from collections.abc import Iterable

from engine.dmn.checks import Finding, check
from engine.dmn.errors import DmnError, Problem
from engine.dmn.model import Model, Outcome
from engine.dmn.reader import definitions
from engine.dmn.source import parse
from engine.dmn.tables import FiredRule

__all__ = ["DmnError", "Finding", "FiredRule", "Model", "Outcome", "Problem", "check", "load"]


def load(xml: bytes, imports: Iterable[Model] = ()) -> Model:
    """The model of a DMN file; `imports` are the models it may refer to.

    Raises DmnError when the file cannot be read; what is wrong with single
    expressions is in `problems`, and a model with problems must not be deployed.
    """
    return Model(definitions(parse(xml)), {model.namespace: model for model in imports})
