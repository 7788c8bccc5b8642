"""Checklists (监督检查要点表): reading `workflows/checklists/` and the answers to them."""

import enum
import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final

import yaml

from models.subjects import SubjectKind


class ChecklistError(ValueError):
    """The checklist file is not well formed."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"workflows/checklists/{name}.yaml: {reason}")
        self.name = name
        self.reason = reason


class Result(enum.IntEnum):
    """The answer to an item, numbered as the official forms number it (rules.md 4.3)."""

    MET = 1
    NOT_MET = 2
    NOT_APPLICABLE = 3


class Status(enum.StrEnum):
    """How sure the source of an item is: V read in the law, S secondary and so a setting."""

    VERIFIED = "V"
    SETTING = "S"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """检查项目."""

    no: str
    #: 重点项目 when true, else 一般项目 (L6 art 13).
    key: bool
    text: Mapping[str, str]
    basis: str
    status: Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """One chapter of a checklist."""

    no: int
    title: Mapping[str, str]
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """监督检查要点表 of one kind of premises."""

    name: str
    title: Mapping[str, str]
    version: str
    note: Mapping[str, str]
    groups: tuple[Group, ...]
    digest: str
    _by_no: Mapping[str, Item] = field(repr=False)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._by_no.values())

    def __len__(self) -> int:
        return len(self._by_no)

    def has(self, no: str) -> bool:
        """Whether there is an item of this number."""
        return no in self._by_no

    def item(self, no: str) -> Item:
        """Return the item of this number."""
        return self._by_no[no]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the officers found on one item."""

    result: Result
    note: str = ""
    #: Asked of a failed item only (L6 arts 32-33).
    affects_safety: bool | None = None
    evidence: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the answer as it is stored in a submission."""
        stored: dict[str, Any] = {"result": int(self.result)}
        if self.note:
            stored["note"] = self.note
        if self.affects_safety is not None:
            stored["affects_safety"] = self.affects_safety
        if self.evidence:
            stored["evidence"] = list(self.evidence)
        return stored


def answers_of(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    """Read the answers of a submission back."""
    return {
        no: Answer(
            result=Result(answer["result"]),
            note=answer.get("note", ""),
            affects_safety=answer.get("affects_safety"),
            evidence=tuple(answer.get("evidence", ())),
        )
        for no, answer in stored.items()
    }


def load(name: str) -> Checklist:
    """Return the shipped checklist of this name."""
    file = resources.files("workflows") / "checklists" / f"{name}.yaml"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise ChecklistError(name, "there is no such checklist")
    return read(name, file.read_text(encoding="utf-8"))


def names() -> list[str]:
    """Return the names of the shipped checklists."""
    folder = resources.files("workflows") / "checklists"
    found = (entry.name for entry in folder.iterdir())
    return sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml"))


@functools.lru_cache(maxsize=64)
def read(name: str, text: str) -> Checklist:
    """Read a checklist and refuse what is not well formed."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ChecklistError(name, f"no YAML: {error}") from error
    _require(name, raw, {"title", "version", "note", "groups"}, "the file")
    groups = tuple(_group(name, group) for group in raw["groups"])
    items = [item for group in groups for item in group.items]
    by_no = {item.no: item for item in items}
    if len(by_no) != len(items):
        raise ChecklistError(name, "two items have the same number")
    if not any(item.key for item in items):
        raise ChecklistError(name, "there is no key item (L6 art 13)")
    return Checklist(
        name=name,
        title=_both(name, raw["title"], "title"),
        version=str(raw["version"]),
        note=_both(name, raw["note"], "note"),
        groups=groups,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        _by_no=by_no,
    )


#: Kind of a subject -> what its premises are checked by (L6 arts 15, 17, 20).
OF_KIND: Final[Mapping[SubjectKind, str]] = {
    SubjectKind.SCHOOL: "school_canteen",
    SubjectKind.MAKER: "producer",
    SubjectKind.SELLER: "seller",
    SubjectKind.CATERER: "caterer",
}

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER: Final = re.compile(r"[1-9]\d?\.[1-9]\d?")


def _group(name: str, raw: Any) -> Group:
    _require(name, raw, {"number", "title", "items"}, "a group")
    where = f"group {raw['number']}"
    if not raw["items"]:
        raise ChecklistError(name, f"{where} has no items")
    items = tuple(_item(name, raw["number"], item) for item in raw["items"])
    return Group(no=int(raw["number"]), title=_both(name, raw["title"], where), items=items)


def _item(name: str, group: Any, raw: Any) -> Item:
    _require(name, raw, {"number", "key", "text", "basis", "status"}, f"an item of group {group}")
    no = raw["number"]
    if not isinstance(no, str):
        raise ChecklistError(name, f"item {no}: write the number in quotes, 3.10 is not 3.1")
    if not _NUMBER.fullmatch(no) or no.split(".")[0] != str(group):
        raise ChecklistError(name, f"item {no} does not carry the number of group {group}")
    if not isinstance(raw["key"], bool):
        raise ChecklistError(name, f"item {no}: key is true or false")
    if raw["status"] not in set(Status):
        raise ChecklistError(name, f"item {no}: status is V or S")
    if not raw["basis"]:
        raise ChecklistError(name, f"item {no} names no article")
    return Item(
        no=no,
        key=raw["key"],
        text=_both(name, raw["text"], f"item {no}"),
        basis=str(raw["basis"]),
        status=Status(raw["status"]),
    )


def _both(name: str, raw: Any, where: str) -> Mapping[str, str]:
    if not isinstance(raw, dict) or set(raw) != {"zh", "en"} or not all(raw.values()):
        raise ChecklistError(name, f"{where} must be given in zh and en")
    return {language: str(text).strip() for language, text in raw.items()}


def _require(name: str, raw: Any, keys: set[str], where: str) -> None:
    if not isinstance(raw, dict):
        raise ChecklistError(name, f"{where} is no mapping")
    for key in sorted(keys - set(raw)):
        raise ChecklistError(name, f"{where} lacks {key}")
    for key in sorted(set(raw) - keys, key=str):
        raise ChecklistError(name, f"{where} has an unknown entry {key}")
