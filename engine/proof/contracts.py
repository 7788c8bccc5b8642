"""What operations may return, as far as a diagram can tell the difference.

A test compares these with what the operations return in a whole rehearsal.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Data = Mapping[str, Any]
Results = list[dict[str, Any]]

#: Any moment: whether a timer has fired is explored and not computed.
SOMETIME: Final = "2999-01-01T00:00:00+08:00"


def _recorded(data: Data) -> Results:
    performed = data.get("performed") != "no"
    return [{"outcome": data.get("outcome") if performed else "NOT_PERFORMED"}]


def _served(data: Data) -> Results:
    if data.get("penalty_decision") != "penalise":
        return [_dates("closure_due") | {"payable": False, "publishable": False}]
    return [
        _dates("payment_due", "publication_due", "closure_due")
        | {"payable": payable, "publishable": publishable}
        for payable in (True, False)
        for publishable in (True, False)
    ]


def _tracked(_data: Data) -> Results:
    """Legal review goes with discussion (L5 arts 50, 60); hearing and level are free."""
    return [
        {"track": track, "needs_discussion": discussed, "hearing_right": heard, "decided_by": level}
        for track, discussed in (("audit", False), ("legal", True))
        for heard in (True, False)
        for level in ("bureau", "upper")
    ]


def _dates(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, SOMETIME)


#: Topic -> process data before -> everything that it may return.
RESULTS: Final[dict[str, Callable[[Data], Results]]] = {
    "inspection.record": _recorded,
    "enforcement.open": lambda _data: [{"enforcement_opened": True}],
    "rectification.close": lambda data: [{"rectified": data.get("reinspection") == "passed"}],
    "decision.serve": _served,
    "decision:review_track": _tracked,
}


def results(topic: str, data: Data, sets: tuple[str, ...]) -> Results:
    """All results of an operation; those without a contract set dates only."""
    contract = RESULTS.get(topic)
    return contract(data) if contract else [_dates(*sets)]
