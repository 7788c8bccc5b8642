"""Why a row of a file is not taken: a code and its facts; the edge has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a row; `column` is the heading of the file's own column."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
