"""A form as it was read from form-js JSON: its components, fields and conditions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from engine.feel import Expression

INPUTS = frozenset(
    {"textfield", "textarea", "number", "datetime", "checkbox", "checklist", "radio", "select"}
)
#: Our widgets and the standard type that each is written as, so that every viewer opens it.
WIDGETS = {
    "checklist": "textarea",
    "evidence": "textfield",
    "signature": "textfield",
    "officers": "textfield",
    "person": "textfield",
    "money": "number",
    "things": "textarea",
    "instalments": "textarea",
    "people": "textarea",
    "charges": "textarea",
}
#: Widgets that name people by what they are: who signed, and who is on a list.
NAMING = frozenset({"signature", "people"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What the form asks of a value."""

    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Component:
    """A component of the form: an input field, or what stands around the fields."""

    type: str
    key: str = ""
    label: str = ""
    description: str = ""
    text: str = ""
    limits: Limits = Limits()
    choices: tuple[Choice, ...] = ()
    #: `date` or `datetime` of a datetime field.
    subtype: str = ""
    decimal_digits: int = 0
    widget: str = ""
    properties: Mapping[str, str]
    hide: Expression | None = None
    #: The text of the condition, for the browser.
    hide_text: str = ""
    #: All conditions that hide it: its own and those of the groups around it.
    hides: tuple[Expression, ...] = ()
    children: tuple["Component", ...] = ()

    @property
    def is_input(self) -> bool:
        """Whether it has a value."""
        return self.type in INPUTS

    @property
    def kind(self) -> str:
        """What renders and validates it: the widget, or the standard type."""
        return self.widget or self.type

    @property
    def variable(self) -> str:
        """Of a checklist that depends on the case: the process variable that names it."""
        said = self.properties.get("checklist", "")
        return said[1:] if said.startswith("=") else ""

    @property
    def partial(self) -> bool:
        """Whether a checklist may be filled in in part (L6 art 27: in unannounced checks)."""
        return self.properties.get("partial") == "true"

    @property
    def names_people(self) -> bool:
        """Whether it names people who are no users: by its mark, or as its widget always does."""
        return "names" in self.properties or self.widget in NAMING

    def fields(self) -> Iterator["Component"]:
        """The input fields in it, in reading order."""
        if self.is_input:
            yield self
        for child in self.children:
            yield from child.fields()


@dataclass(frozen=True, kw_only=True, eq=False)
class Form:
    """A form of `workflows/forms/`."""

    name: str
    #: SHA-256 of the file, which every submission names.
    digest: str
    components: tuple[Component, ...]
    fields: Mapping[str, Component]

    @cached_property
    def naming(self) -> tuple[Component, ...]:
        """The fields that name people (`engine.forms.naming`)."""
        return tuple(field for field in self.fields.values() if field.names_people)

    @property
    def variable(self) -> str:
        """The process variable that names its checklist; empty when the form says it itself."""
        return next((one.variable for one in self.fields.values() if one.variable), "")

    def texts(self) -> Iterator[str]:
        """All words of the form that are translated."""
        pending = list(self.components)
        while pending:
            component = pending.pop(0)
            yield from filter(None, (component.label, component.description, component.text))
            yield from (choice.label for choice in component.choices)
            pending[:0] = component.children
