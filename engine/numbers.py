"""Numbers (文号、案号) of cases and papers, counted without gaps per series and year."""

from typing import Final

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine import document_forms
from models import clock, settings
from models.cases import NumberSeries

#: 机关代字 of the demonstration bureau; a setting, since every bureau has its own.
PREFIX_SETTING: Final = "numbers.prefix"
DEFAULT_PREFIX: Final = "津河北市监"

#: The word that follows the bureau's own, for cases; papers have theirs in the catalogue of forms.
#: `numbers.<series>` in the settings changes it.
WORDS: Final = {
    "inspection": "检",
    "enforcement": "罚立",
    "summary": "简",
    "complaint": "诉",
    "credit": "信",
}


def take(session: Session, series: str, count: int = 1) -> list[str]:
    """Take the next numbers of a series.

    The row of the series stays locked until the transaction ends, so that a number given back by a
    rollback is the next one given out and there are no gaps.
    """
    if count < 1:
        return []
    year = clock.today().year
    statement = insert(NumberSeries).values(series=series, year=year, last=count)
    counted = session.scalars(
        statement.on_conflict_do_update(
            index_elements=["series", "year"],
            set_={"last": NumberSeries.last + statement.excluded.last},
        ).returning(NumberSeries.last),
        execution_options={"populate_existing": True},
    ).one()
    prefix = settings.value_of(session, PREFIX_SETTING, DEFAULT_PREFIX)
    known = WORDS.get(series) or document_forms.form(series).word
    word = settings.value_of(session, f"numbers.{series}", known)
    first = counted - count + 1
    return [f"{prefix}{word}〔{year}〕{number}号" for number in range(first, counted + 1)]


def next_number(session: Session, series: str) -> str:
    """Take one number."""
    return take(session, series)[0]
