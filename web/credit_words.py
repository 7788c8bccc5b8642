"""The words of the credit file, of talks, grades and listings."""

from typing import Final

from flask_babel import lazy_gettext as _l

CREDIT_ERRORS: Final = {
    "measure.other_kind": _l("This does not belong to a case of this kind."),
}
CREDIT_DEEDS: Final = {
    "interview:record": _l("Accountability talk recorded"),
}
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
