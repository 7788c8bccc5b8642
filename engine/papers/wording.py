"""The words of forms on paper: labels of choices, names and days of who said what."""

from typing import Any

from engine import forms
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
