"""The facts that each decision of the models is fed with: decision -> function of the step."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.step import Step

#: Numbers are Decimal or int, money is in fen, dates are dates; names as the DMN file has them.
FACTS: Final[dict[str, Callable[[Step], Mapping[str, Any]]]] = {}
