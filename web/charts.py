"""What the charts show, as data that the browser's script gives to ECharts."""

from collections.abc import Iterable
from typing import Final

from web.labels import outcome_label

#: The colours of the badges, strong enough for a bar.
_COLOURS: Final = {
    "green": "#3f9163",
    "orange": "#d08a1d",
    "red": "#b3261e",
    "blue": "#2f6fb7",
    "purple": "#7d6bb3",
    "grey": "#8a98a8",
}


def outcomes(counts: Iterable[tuple[str, int]]) -> dict[str, object]:
    """Return a horizontal bar for each outcome."""
    bars = []
    for outcome, count in counts:
        badge = outcome_label(outcome)
        text, colour = (badge.text, badge.colour) if badge else (outcome, "grey")
        bars.append({"name": text, "value": count, "colour": _COLOURS[colour]})
    return {"bars": bars}
