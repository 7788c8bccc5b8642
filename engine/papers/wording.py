"""The words of forms on paper: labels of choices, names and days of who said what."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents, forms
from models import clock
from models.cases import Case
from models.penalties import Delivery
from models.processes import Submission
from models.statutes import local_day


def chosen(submission: Submission, key: str) -> str:
    """The label of the choice that was made in a field, as the form words it."""
    return choice(submission.form, key, submission.data.get(key))


def choice(form: str, key: str, value: object) -> str:
    """The label of a choice."""
    choices = forms.load(form).fields[key].choices
    return next((one.label for one in choices if one.value == value), "")


def choices(submission: Submission, key: str) -> list[str]:
    """The labels of all choices that were made in a field."""
    return [choice(submission.form, key, value) for value in submission.data.get(key, [])]


def opinion(submission: Submission | None, key: str, *reasons: str) -> dict[str, Any] | None:
    """What somebody decided in a form: the choice, the words, the name and the day."""
    if submission is None:
        return None
    said = (submission.data.get(name) for name in reasons)
    return {
        "choice": chosen(submission, key),
        "words": "；".join(one for one in said if one),
        "by": submission.submitter.name if submission.submitter else "",
        "date": local_day(submission.submitted_at).isoformat(),
    }


def day_words(value: object) -> str:
    """A date as papers write it, 2026年3月2日; room for one when there is none."""
    if not value:
        return "　　年　　月　　日"
    day = dt.date.fromisoformat(str(value)[:10])
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(value: object) -> str:
    """A moment as papers write it, in the bureau's own time."""
    if not value:
        return ""
    if len(str(value)) == len("2026-03-02"):
        return day_words(value)
    moment = dt.datetime.fromisoformat(str(value)).astimezone(clock.ZONE)
    return f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时{moment.minute:02d}分"


def yuan(fen: object) -> str:
    """An amount as papers write it, without needless decimals."""
    if not isinstance(fen, int):
        return ""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}元" if not rest else f"{whole:,}.{rest:02d}元"


def earlier(session: Session, case: Case, form: str) -> dict[str, Any]:
    """A paper of the case that another one refers to: title, number, day, day of service."""
    paper = documents.newest(session, case, form)
    if paper is None:
        return {"title": "", "number": "", "date": "", "served_on": ""}
    served_on = session.scalar(
        select(Delivery.served_on)
        .where(Delivery.document_id == paper.id)
        .order_by(Delivery.id.desc())
        .limit(1)
    )
    return {
        "title": paper.title,
        "number": paper.number,
        "date": local_day(paper.issued_at).isoformat(),
        "served_on": served_on.isoformat() if served_on else "",
    }


def cause_of(session: Session, case: Case) -> str:
    """The cause (案由) as the proposal to file the case words it."""
    return (
        session.scalar(
            select(Submission.data["cause"].astext)
            .where(Submission.case_id == case.id, Submission.form == "propose_filing")
            .order_by(Submission.id.desc())
            .limit(1)
        )
        or case.title
    )
