"""Data files that people write (plans, holiday notices): read with the line of every mistake."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from marshmallow import RAISE, Schema, ValidationError

from engine.errors import Invalid

Path = tuple[str | int, ...]

#: What marshmallow says when it has no better words, and our code for it.
_CODES: Mapping[str, str] = {
    "Missing data for required field.": "field.missing",
    "Unknown field.": "field.unknown",
    "Field may not be null.": "field.missing",
}


class _Loader(yaml.SafeLoader):
    """YAML as people expect it: `09:00`, `on` and `2023-06-08` are texts, as in YAML 1.2."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", "true|false", "tf"),
    ("int", "-?(0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?[0-9]+\.[0-9]+", "-0123456789"),
    ("null", "null|~|", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


@dataclass(frozen=True)
class Problem:
    """One mistake: what is wrong, in which field and on which line."""

    code: str
    path: Path = ()
    line: int | None = None
    reason: str = ""

    @property
    def field(self) -> str:
        """The field as people write it: `campaigns[0].window.opens`."""
        parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path]
        return "".join(parts).lstrip(".")


class DataFileError(Invalid):
    """A data file that cannot be used; it names file, line, field and reason of each mistake."""

    def __init__(self, code: str, file: str, problems: Sequence[Problem]) -> None:
        errors: dict[str, list[dict[str, object]]] = {}
        for one in problems:
            params = {"line": one.line, "reason": one.reason}
            errors.setdefault(one.field, []).append({"code": one.code, "params": params})
        super().__init__(code, errors, file=file)
        self.file = file
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """One line a mistake, as a compiler would write it."""
        return "\n".join(
            f"{self.file}:{one.line or 1}: {one.field or '(file)'}: {one.reason or one.code}"
            for one in self.problems
        )


@dataclass(frozen=True)
class Document:
    """A file's data, and where each part of it stands."""

    file: str
    data: dict[str, Any]
    node: yaml.Node | None

    def line(self, path: Path) -> int | None:
        """Return the line of the field, or of the nearest part of the file that holds it."""
        node = self.node
        line = None if node is None else node.start_mark.line + 1
        for part in path:
            node = _child(node, part)
            if node is None:
                break
            line = node.start_mark.line + 1
        return line

    def problem(self, code: str, path: Path, reason: str) -> Problem:
        """Describe a mistake in the field."""
        return Problem(code, path, self.line(path), reason)


def read_yaml(content: bytes, file: str, code: str) -> Document:
    """Read a YAML file that holds one mapping."""
    text = _text(content, file, code)
    try:
        node = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer types
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        problem = Problem("file.syntax", (), line, error.problem or "no YAML")
        raise DataFileError(code, file, [problem]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise DataFileError(code, file, [Problem("file.syntax", reason=str(error))]) from None
    return _document(data, node, file, code)


def read_json(content: bytes, file: str, code: str) -> Document:
    """Read a JSON file that holds one object."""
    text = _text(content, file, code)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataFileError(
            code, file, [Problem("file.syntax", (), error.lineno, error.msg)]
        ) from None
    except RecursionError:
        raise DataFileError(
            code, file, [Problem("file.syntax", reason="nested too deeply")]
        ) from None
    try:
        # JSON is YAML, whose reader knows on which line things stand.
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        node = None
    return _document(data, node, file, code)


def validate(document: Document, schema: Schema, code: str) -> dict[str, Any]:
    """Check the data against the schema and return what it makes of them."""
    try:
        loaded: dict[str, Any] = schema.load(document.data, unknown=RAISE)
    except ValidationError as error:
        problems = [
            document.problem(_CODES.get(reason, "field.invalid"), path, reason)
            for path, reason in _flat(error.messages)
        ]
        raise DataFileError(code, document.file, problems) from None
    return loaded


def _text(content: bytes, file: str, code: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problem = Problem("file.encoding", (), line, "the file is not UTF-8")
        raise DataFileError(code, file, [problem]) from None


def _document(data: object, node: yaml.Node | None, file: str, code: str) -> Document:
    if not isinstance(data, dict):
        raise DataFileError(code, file, [Problem("file.shape", reason="no mapping of fields")])
    twice = list(_duplicates(node))
    if twice:
        raise DataFileError(code, file, twice)
    return Document(file, data, node)


def _child(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        items: list[yaml.Node] = node.value
        return items[part] if part < len(items) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def _duplicates(node: yaml.Node | None, path: Path = ()) -> Iterator[Problem]:
    """Find fields that stand twice in one mapping, of which a reader keeps the last silently."""
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _duplicates(item, (*path, number))
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                line = key.start_mark.line + 1
                yield Problem("field.twice", (*path, name), line, "the field stands there twice")
            seen.add(name)
            yield from _duplicates(value, (*path, name))


def _flat(messages: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Walk marshmallow's tree of messages; `_schema` stands for the whole of a part."""
    if isinstance(messages, Mapping):
        for key, value in messages.items():
            yield from _flat(value, path if key == "_schema" else (*path, key))
    elif isinstance(messages, Sequence) and not isinstance(messages, str):
        for each in messages:
            yield from _flat(each, path)
    else:
        yield path, str(messages)
