"""The words beside a field that names somebody who is banned, or bears such a name."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask import flash
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from engine import flags
from engine.bans import Hit
from engine.forms import Form
from web import texts

Rows = Iterable[Mapping[str, Any]]


#: (sure who it is, for life) -> the sentence.
_SENTENCES: Final = {
    (True, False): _l(
        "%(name)s is banned from managing jobs with food until %(day)s (%(number)s; Food Safety "
        "Law art 135)."
    ),
    (True, True): _l(
        "%(name)s is banned from managing jobs with food for life (%(number)s; Food Safety Law "
        "art 135)."
    ),
    (False, False): _l(
        "%(name)s bears the name of somebody who is banned until %(day)s (%(number)s; Food Safety "
        "Law art 135); check whether it is the same person."
    ),
    (False, True): _l(
        "%(name)s bears the name of somebody who is banned for life (%(number)s; Food Safety Law "
        "art 135); check whether it is the same person."
    ),
}


def said(row: Mapping[str, Any]) -> str:
    """Return the sentence of a flag (engine/flags.py)."""
    until = row["until_on"]
    sentence = _SENTENCES[row["certain"], until is None]
    day = texts.day(dt.date.fromisoformat(until)) if until else ""
    return str(sentence) % {"name": row["name"], "day": day, "number": row["decision"]}


def by_field(rows: Rows) -> dict[str, list[str]]:
    """Return the sentences under the place that each belongs beside."""
    beside: dict[str, list[str]] = {}
    for row in rows:
        beside.setdefault(str(row["field"]), []).append(said(row))
    return beside


def beside(session: Session, form: Form, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the sentences beside the fields of a form as it is filled in now."""
    return by_field(flags.rows(session, flags.of_form(session, form, data)))


def of_hits(session: Session, hits: Sequence[Hit]) -> list[str]:
    """Return the sentences of banned people who turned up outside of a form."""
    return [said(row) for row in flags.rows(session, {"": hits})]


def tell(rows: Rows) -> None:
    """Say them on the next page that is shown."""
    for sentence in dict.fromkeys(said(row) for row in rows):
        flash(sentence, "warning")
