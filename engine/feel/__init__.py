"""FEEL, the expression language of DMN 1.5: parsed by a grammar, compiled once, never `eval`ed."""

from engine.feel.errors import Diagnostic, FeelSyntaxError, Position
from engine.feel.expression import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)
from engine.feel.limits import Limits, configure
from engine.feel.temporal import YearsMonths
from engine.feel.values import Range

__all__ = [
    "Diagnostic",
    "Expression",
    "FeelSyntaxError",
    "Limits",
    "Position",
    "Range",
    "UnaryTests",
    "YearsMonths",
    "compile_expression",
    "compile_unary_tests",
    "configure",
]
