"""The catalogue of papers (文书目录): `workflows/document_forms.yaml`, read and checked once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

FILE: Final = "document_forms.yaml"
KINDS: Final = frozenset({"text", "day", "moment", "fen", "number", "flag", "list"})
#: What the renderer adds to the content: number and title of the document itself.
OWN: Final = frozenset({"number", "title"})
_PLACE: Final = re.compile(r"main [1-7]|side [1-6]|archive|with its paper")
_NEED: Final = re.compile(r"([a-z_.]+)(?: (if|unless) ([a-z_.]+))?")

_COMMON: Final = {"samr", "title", "english", "step", "law", "word", "place", "need", "fields"}


class CatalogueError(ValueError):
    """The catalogue is not well formed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field that a paper of the form may print; its parts when it is a group or a list."""

    name: str
    label: str
    kind: str = "text"
    each: bool = False
    parts: Mapping[str, "Field"] = field(default_factory=dict)
    example: Any = ""
    #: It names somebody who is no user, so that an industry ban is found (engine/flags.py).
    names: bool = False

    def paths(self, before: str = "") -> Iterator[tuple[str, "Field"]]:
        """Every path below and the field at its end; a list is marked by `[]`."""
        path = f"{before}{self.name}"
        yield path, self
        for part in self.parts.values():
            yield from part.paths(f"{path}[]." if self.each else f"{path}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """A mandatory field and the article that demands it."""

    path: str
    article: str
    #: The other field that decides, and whether it must be filled or empty for that.
    other: str = ""
    when: bool = True

    def applies(self, content: Mapping[str, Any]) -> bool:
        """Whether this paper must have the field."""
        return not self.other or bool(value_at(content, self.other)) is self.when


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A kind of document as the law knows it."""

    id: str
    #: Number in the SAMR model set of 2021.
    samr: str
    title: str
    english: str
    step: str
    law: str
    #: 文种字 of its number; a form without one bears no number.
    word: str
    #: `main 1` … `side 6` (L5 art 78), `archive`, `with its paper`.
    place: str
    needs: tuple[Need, ...]
    fields: Mapping[str, Field]

    @property
    def series(self) -> str | None:
        """The series of its number, if it bears one."""
        return self.id if self.word else None

    def known(self) -> dict[str, Field]:
        """Path -> field of everything that a template may print."""
        return dict(pair for one in self.fields.values() for pair in one.paths())

    def missing(self, content: Mapping[str, Any]) -> list[Need]:
        """The mandatory fields that the content leaves empty."""
        return [
            need
            for need in self.needs
            if need.applies(content) and is_empty(value_at(content, need.path))
        ]

    def label(self, path: str) -> str:
        """The words of a path: 当事人·住所."""
        names, fields = [], self.fields
        for name in path.replace("[]", "").split("."):
            names.append(fields[name].label)
            fields = fields[name].parts
        return "·".join(names)

    def example(self) -> dict[str, Any]:
        """A full paper of this form, for looking at templates."""
        return {one.name: _example(one) for one in self.fields.values()}


def form(name: str) -> Form:
    """The form of this id."""
    return forms()[name]


@cache
def head_names() -> frozenset[str]:
    """The fields that belong to every paper."""
    text = (resources.files("workflows") / FILE).read_text(encoding="utf-8")
    return frozenset(yaml.safe_load(text)["head"])


@cache
def forms() -> Mapping[str, Form]:
    """Id -> form, in the order of the catalogue."""
    text = (resources.files("workflows") / FILE).read_text(encoding="utf-8")
    return read(text)


def read(text: str) -> Mapping[str, Form]:
    """Read a catalogue and refuse what is not well formed."""
    raw = yaml.safe_load(text)
    parts = raw["parts"]
    head = {name: _field(name, one, parts) for name, one in raw["head"].items()}
    return {name: _form(name, one, head, parts) for name, one in raw["forms"].items()}


def value_at(content: Mapping[str, Any], path: str) -> Any:
    """The value at a path, or None."""
    value: Any = content
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def is_empty(value: Any) -> bool:
    """Whether there is nothing to print; `false` and 0 are said."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def _form(name: str, raw: Any, head: Mapping[str, Field], parts: Mapping[str, Any]) -> Form:
    unknown = set(raw) - _COMMON
    if unknown:
        raise CatalogueError(f"{name}: unknown entry {', '.join(sorted(unknown))}")
    if not _PLACE.fullmatch(raw["place"]):
        raise CatalogueError(f"{name}: {raw['place']!r} is no place in a case file (L5 art 78)")
    own = {key: _field(key, one, parts) for key, one in raw["fields"].items()}
    clash = (set(own) & set(head)) | (set(own) & OWN)
    if clash:
        raise CatalogueError(f"{name}: {', '.join(sorted(clash))} belongs to every paper")
    made = Form(
        id=name,
        samr=str(raw["samr"]),
        title=raw["title"],
        english=raw["english"],
        step=raw["step"],
        law=raw["law"],
        word=raw.get("word", ""),
        place=raw["place"],
        needs=tuple(_need(name, key, article) for key, article in raw["need"].items()),
        fields={**head, **own},
    )
    known = {path.replace("[]", "") for path in made.known()}
    for need in made.needs:
        for path in filter(None, (need.path, need.other)):
            if path not in known:
                raise CatalogueError(f"{name}: needs the unknown field {path}")
    return made


def _need(form_name: str, key: str, article: str) -> Need:
    found = _NEED.fullmatch(key)
    if found is None or not article:
        raise CatalogueError(f"{form_name}: {key!r} is no mandatory field with an article")
    path, word, other = found.groups()
    return Need(path=path, article=article, other=other or "", when=word != "unless")


def _field(name: str, raw: Any, parts: Mapping[str, Any]) -> Field:
    kind = raw.get("kind", "text")
    if kind not in KINDS:
        raise CatalogueError(f"{name}: {kind!r} is no kind of field")
    below = raw.get("each") or raw.get("of")
    shared = raw.get("part") or raw.get("each_part")
    if shared:
        below = parts[shared]
    return Field(
        name=name,
        label=raw["label"],
        kind=kind,
        each="each" in raw or "each_part" in raw,
        parts={key: _field(key, one, parts) for key, one in (below or {}).items()},
        example=raw.get("example", ""),
        names=bool(raw.get("names", False)),
    )


def _example(one: Field) -> Any:
    if not one.parts:
        return one.example
    if not one.each:
        return {name: _example(part) for name, part in one.parts.items()}
    columns = {
        name: part.example if isinstance(part.example, list) else [part.example]
        for name, part in one.parts.items()
    }
    length = max(len(column) for column in columns.values())
    return [
        {name: column[number % len(column)] for name, column in columns.items()}
        for number in range(length)
    ]
