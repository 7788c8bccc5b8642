"""The words of the credit file, of talks, grades and listings."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web import labels

CREDIT_ERRORS: Final = {
    "grade.invalid": _l("The subject cannot be graded like this."),
    "grade.score_outside": _l("The static score is a number from 0 to %(most)s."),
}
CREDIT_DEEDS: Final = {
    "grade:decide": _l("Risk grade decided"),
    "interview:record": _l("Accountability talk recorded"),
}
#: Kind and result of a line of the credit file.
ENTRIES: Final = {
    "inspection": _l("Inspection"),
    "rectification": _l("Rectification"),
    "failed_sample": _l("Failed sample"),
    "penalty": _l("Penalty"),
    "ban": _l("Industry ban"),
    "interview": _l("Accountability talk"),
    "listing": _l("Serious violation list"),
    "static": _l("Static factors"),
}
RESULTS: Final = {
    "rectification.passed": _l("passed"),
    "rectification.failed": _l("failed"),
    "rectification.refused": _l("refused"),
    "failed_sample.failed": _l("failed"),
    "penalty.penalised": _l("decided"),
    "penalty.annulled": _l("annulled"),
    "ban.revoked": _l("licence revoked"),
    "ban.prison": _l("prison sentence"),
    "interview.held": _l("held"),
    "interview.absent": _l("did not come"),
    "listing.listed": _l("listed"),
    "listing.removed": _l("removed"),
}


def entry_title(kind: str, result: str) -> str:
    """Return what a line of the file is, with what came of it."""
    if kind == "inspection":
        label = labels.outcome_label(result)
        came = label.text if label is not None else result
    else:
        came = str(RESULTS.get(f"{kind}.{result}", result))
    return f"{ENTRIES[kind]} · {came}"


def setting_title(key: str) -> str:
    """Return the title of a setting of risk grades."""
    _grade, matter, what = key.split(".", 2)
    if matter == "band":
        return str(_("Grade %(grade)s: up to this score", grade=what))
    if matter == "least":
        return str(_("Grade %(grade)s: least inspections in a year", grade=what))
    title = entry_title(*what.split(".", 1))
    if matter == "lift":
        return str(_("%(what)s: lifts the grade by one", what=title))
    return str(_("%(what)s: points of risk", what=title))


#: The rules of engine/proof/interviews.py: their words are their message ids.
INTERVIEW_RULES: Final = (
    _l("The leader approves a talk that was proposed."),
    _l("Nobody is summoned to a talk before the leader approved it."),
    _l("A talk that was approved is held."),
    _l("A talk goes into the credit file."),
    _l("A talk that was proposed is approved or refused."),
    _l("A talk counts as refused only when it was."),
    _l("A talk counts as held only when it was recorded."),
)
