"""The words of notices (engine/notices.py): a code and its parameters become a sentence."""

from typing import Any, Final

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.notices import Notice
from web import texts
from web.publicity_words import PUBLICITY_SENTENCES
from web.spot_words import SPOT_NOTICES

#: Code -> sentence; the parameters are those that the notice carries.
SENTENCES: Final = {
    **PUBLICITY_SENTENCES,
    **SPOT_NOTICES,
    "case.assigned": _l("You are an officer of the case %(number)s, %(subject)s."),
    "case.cancelled": _l("The case %(number)s, %(subject)s, was cancelled: %(reason)s"),
    "case.closed": _l("The case %(number)s, %(subject)s, is closed."),
    "enforcement.opened": _l("The enforcement case %(number)s, %(subject)s, was opened."),
    "enforcement.filed": _l("The case %(number)s, %(subject)s, is filed."),
    "penalty.penalised": _l("The penalty in the case %(number)s, %(subject)s, is decided."),
    "penalty.no_penalty": _l("No penalty is imposed in the case %(number)s, %(subject)s."),
    "penalty.transferred": _l("The case %(number)s, %(subject)s, is to be transferred."),
    "penalty.referred_up": _l("The case %(number)s, %(subject)s, goes to the higher bureau."),
    "referral.accepted": _l("The case %(number)s, %(subject)s, was taken over."),
    "referral.refused": _l("The case %(number)s, %(subject)s, was sent back to this bureau."),
    "hearing.requested": _l("The party of the case %(number)s, %(subject)s, asks for a hearing."),
    "hearing.scheduled": _l("The hearing of the case %(number)s is on %(hold_at)s, %(place)s."),
    "hearing.notified_too_late": _l(
        "The notice of the hearing of the case %(number)s came too late; set another day."
    ),
    "hearing.reported": _l("The hearing of the case %(number)s, %(subject)s, was reported."),
    "court.open": _l(
        "The court can be asked in the case %(number)s, %(subject)s, until %(due_on)s."
    ),
    "remedy.began": _l("%(body)s reviews the penalty of the case %(number)s, %(subject)s."),
    "remedy.upheld": _l("The penalty of the case %(number)s, %(subject)s, was upheld."),
    "remedy.changed": _l("The penalty of the case %(number)s, %(subject)s, was changed."),
    "remedy.annulled": _l("The penalty of the case %(number)s, %(subject)s, was annulled."),
    "remedy.withdrawn": _l("The party of the case %(number)s, %(subject)s, withdrew."),
    "payment.overdue": _l("The party of the case %(number)s, %(subject)s, did not pay in time."),
    "rectification.reminder": _l(
        "%(subject)s has to report its correction by %(due_on)s (case %(number)s)."
    ),
    "submission.corrected": _l("%(by)s corrected “%(item)s” of the case %(number)s."),
    "work_item.handed_over": _l("%(by)s handed “%(item)s” of the case %(number)s over to you."),
    "clock.near": _l("“%(title)s” of the case %(number)s, %(subject)s, ends on %(due_on)s."),
    "clock.passed": _l("“%(title)s” of the case %(number)s, %(subject)s, passed on %(due_on)s."),
    "clock.moved": _l("“%(title)s” of the case %(number)s now ends on %(after)s."),
    "clock.extended": _l("“%(title)s” of the case %(number)s is extended to %(after)s."),
    "complaint.ended": _l("The mediation %(number)s ended; tell both parties."),
    "complaint.received": _l("A complaint about %(subject)s was received: %(number)s."),
    "ban.flagged": _l("Banned, or of the same name as somebody banned: %(names)s, at %(subject)s."),
    "listing.ended": _l("The listing %(number)s of %(subject)s has ended."),
    "deferral.missed": _l("The instalment of %(day)s of the case %(number)s was not paid."),
    "investigation.suspended": _l("The investigation of the case %(number)s is suspended."),
    "investigation.resumed": _l("The investigation of the case %(number)s is resumed."),
    "investigation.terminated": _l("The investigation of the case %(number)s is terminated."),
    "measure.released": _l("A measure of the case %(number)s, %(subject)s, was released."),
    "measure.lapsed": _l("A measure of the case %(number)s, %(subject)s, lapsed by itself."),
    "measure.disposed": _l("Goods of the case %(number)s, %(subject)s, were disposed of."),
    "measure.lifted": _l("A measure of the case %(number)s, %(subject)s, was lifted."),
}
#: What needs doing soon stands out.
URGENT: Final = frozenset({"clock.near", "clock.passed", "payment.overdue", "deferral.missed"})


def sentence(notice: Notice) -> str:
    """Return the notice in the reader's language."""
    words = SENTENCES.get(notice.code)
    if words is None:
        return str(_("There is news (%(code)s).", code=notice.code))
    return str(words) % _Params(_in_language(notice.params))


def _in_language(params: dict[str, Any]) -> dict[str, Any]:
    """Titles in the reader's language; names of tasks are diagram texts."""
    english = str(get_locale()) == "en"
    answer = dict(params)
    if "title_zh" in params:
        answer["title"] = params["title_en"] if english else params["title_zh"]
    if isinstance(params.get("item"), str):
        answer["item"] = texts.diagram_text(params["item"])
    return answer


class _Params(dict[str, Any]):
    """What an older version did not write yet is a dash and no error."""

    def __missing__(self, _key: str) -> str:
        return "—"
