"""The words of the credit file, of talks, grades and listings."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web import labels

CREDIT_ERRORS: Final = {
    "listing.considered_already": _l("A listing was considered already in the case %(number)s."),
    "listing.no_penalty": _l("Nobody is listed without a penalty that stands."),
    "listing.not_heavier": _l(
        "The decision imposes %(kind)s; the heavier penalty that is named here is not among it."
    ),
    "listing.nothing_heavier": _l(
        "The decision in the case %(number)s imposes no heavier penalty, so that nobody is listed."
    ),
    "listing.fine_not_heavier": _l(
        "The report fines nothing with heavier discretion, so that the fine is no heavier penalty."
    ),
    "listing.removal_too_early": _l(
        "A removal may be applied for from %(earliest)s on, a year after the listing."
    ),
    "grade.invalid": _l("The subject cannot be graded like this."),
    "grade.score_outside": _l("The static score is a number from 0 to %(most)s."),
}
CREDIT_DEEDS: Final = {
    "listing:consider": _l("Listing considered"),
    "listing:end": _l("Removed from the list"),
    "listing:enter": _l("Entered into the list of serious violations"),
    "listing:propose": _l("Listing proposed"),
    "removal:register": _l("Removal from the list applied for"),
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
    "penalty.changed": _l("changed by a remedy"),
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
#: Those of engine/proof/listings.py.
LISTING_RULES: Final = (
    _l("The leader decides on a listing that was proposed and checked."),
    _l("The bureau above is asked about what the leader decided."),
    _l("Nobody is listed without the consent of the bureau above."),
    _l("What was consented to is listed."),
    _l("Whoever is listed is published."),
    _l("Nobody is published before the listing was entered."),
    _l("A listing counts as refused only when the leader refused it."),
    _l("A listing fails at the bureau above only when it did not consent."),
    _l("A listing ends with its term or by a removal."),
    _l("Nobody is removed early before the leader decided so."),
    _l("A removal is decided when it was applied for."),
    _l("An application for removal is decided."),
    _l("A removal that was granted takes effect."),
    _l("A listing expires only when its term is over."),
    _l("A matter of a listing is over only when the listing was ended."),
    _l("A listing counts as removed early only when it was."),
    _l("A listing counts as expired only when it did."),
)
INTERVIEW_RULES: Final = (
    _l("The leader approves a talk that was proposed."),
    _l("Nobody is summoned to a talk before the leader approved it."),
    _l("A talk that was approved is held."),
    _l("A talk goes into the credit file."),
    _l("A talk that was proposed is approved or refused."),
    _l("A talk counts as refused only when it was."),
    _l("A talk counts as held only when it was recorded."),
)
