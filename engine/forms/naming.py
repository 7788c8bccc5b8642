"""Whom a form names: fields with the mark `names`, signatures, and lists of people.

The mark says that somebody who is no user is named there, so that an industry ban is found
(engine/flags.py). Its value is `person`, where the whole value is a name, or `text`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.forms.model import Component, Form


@dataclass(frozen=True, kw_only=True)
class Naming:
    """A place in a form where somebody is named."""

    #: As errors call it: `party_name`, `party_signature.name`, `people.0.name`.
    field: str
    name: str = ""
    id_number: str = ""
    #: Words in which names stand, where it is not a name by itself.
    text: str = ""


def named(form: Form, data: Mapping[str, Any]) -> list[Naming]:
    """Everybody whom the data of the form name, in its order."""
    return [one for field in form.naming for one in _named(field, data)]


def _named(field: Component, data: Mapping[str, Any]) -> Iterator[Naming]:
    key, value = field.key, data.get(field.key)
    if not value:
        return
    if field.widget == "people":
        for line, row in enumerate(value if isinstance(value, list) else ()):
            if isinstance(row, dict):
                yield Naming(
                    field=f"{key}.{line}.name",
                    name=str(row.get("name", "")),
                    id_number=str(row.get("id_number", "")),
                )
    elif field.widget == "signature":
        if isinstance(value, dict):
            yield Naming(field=f"{key}.name", name=str(value.get("name", "")))
    elif field.properties["names"] == "text":
        yield Naming(field=key, text=str(value))
    else:
        number = str(data.get(field.properties.get("number", ""), ""))
        yield Naming(field=key, name=str(value), id_number=number)
