"""Which wording of a provision applies when the law changed after the act (L1 art 37; P31).

An act is judged by the law of its day, unless the law of the day of the decision is milder or
punishes it no more. The tables hold the wording of today; what it was before an amendment is data
that the bureau's legal office writes into the setting `law.amendments`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.bands import Band
from models import settings

SETTING: Final = "law.amendments"
LEX_MITIOR: Final = {"rule": "P31", "article": "《行政处罚法》第三十七条"}


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """A change of one provision: what it was until the day before, or that it fell away."""

    provision: str
    since: dt.date
    #: The act is lawful from that day on.
    legal: bool = False
    #: The fine before, in fen or in times of the goods value.
    lower: int = 0
    upper: int = 0
    times: bool = False
    article: str = ""

    def before(self, band: Band, goods_value_fen: int) -> Band:
        """The band as it was before the amendment."""
        unit = goods_value_fen if self.times else 1
        return replace(
            band,
            lower_fen=self.lower * unit,
            upper_fen=self.upper * unit,
            article=self.article or band.article,
        )


def amendments(session: Session) -> Sequence[Amendment]:
    """The known changes, the oldest first."""
    rows: Sequence[Mapping[str, Any]] = settings.value_of(session, SETTING, [])
    known = [Amendment(**{**row, "since": dt.date.fromisoformat(row["since"])}) for row in rows]
    return sorted(known, key=lambda one: one.since)


def applicable(
    band: Band,
    goods_value_fen: int,
    known: Sequence[Amendment],
    *,
    acted_on: dt.date,
    decided_on: dt.date,
) -> Band | None:
    """The band of an act of that day in a decision of this day; None when it is lawful by now."""
    of_then = of_now = band
    # Backwards from the wording of today: each amendment after a day takes one wording back.
    for one in reversed(known):
        if one.since > decided_on:
            of_now = one.before(band, goods_value_fen)
        elif one.legal:
            return None
        if one.since > acted_on:
            of_then = one.before(band, goods_value_fen)
    return min(of_now, of_then, key=lambda one: (one.upper_fen, one.lower_fen))
