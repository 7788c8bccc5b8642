"""Forms: form-js JSON read, refused or turned into the schema that validates a submission."""

from engine.forms.model import Choice, Component, Form
from engine.forms.problems import FormNotSupported, Problem
from engine.forms.reading import base, for_case, load, names, read
from engine.forms.schema import clean, hidden_fields, outcomes_of, schema_of

__all__ = [
    "Choice",
    "Component",
    "Form",
    "FormNotSupported",
    "Problem",
    "base",
    "clean",
    "for_case",
    "hidden_fields",
    "load",
    "names",
    "outcomes_of",
    "read",
    "schema_of",
]
