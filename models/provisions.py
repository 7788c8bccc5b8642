"""The provisions under which a penalty is proposed, in the words of the law (provisions.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, kw_only=True, slots=True)
class Provision:
    """处罚条款: one paragraph that states a penalty."""

    id: str
    #: Its title in `zh` and `en`.
    title: Mapping[str, str]
    words: str
    #: Number -> words of the cases, one of which must be chosen.
    items: Mapping[str, str]
    status: str
    #: The fine falls on a person of the unit (处罚到人).
    person: bool


@lru_cache(maxsize=1)
def provisions() -> Mapping[str, Provision]:
    """All provisions by their row in the rules, in the order of the law."""
    text = (resources.files("models") / "provisions.yaml").read_text(encoding="utf-8")
    return {row["id"]: _read(row) for row in yaml.safe_load(text)}


def _read(row: Mapping[str, Any]) -> Provision:
    return Provision(
        id=row["id"],
        title=row["title"],
        words=row["words"],
        items=row.get("items", {}),
        status=row.get("status", "V"),
        person=row.get("person", False),
    )
