"""The words of what the engine records: deeds of the history, reasons, kinds of penalty, clocks."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from engine import checklists
from engine.checklists import ChecklistError
from models.clocks import Clock, ClockEvent
from models.statutes import STATUTES
from web import languages
from web.beside_words import BESIDE_DEEDS, event_text, event_title
from web.complaint_words import COMPLAINT_DEEDS
from web.credit_words import CREDIT_DEEDS
from web.person_words import PERSON_DEEDS
from web.publicity_words import PUBLICITY_DEEDS
from web.spot_words import SPOT_DEEDS
from web.transfer_words import TRANSFER_DEEDS

#: `subject:action` of an audit entry -> what was done.
DEEDS: Final = {
    **BESIDE_DEEDS,
    **COMPLAINT_DEEDS,
    **CREDIT_DEEDS,
    **PERSON_DEEDS,
    **TRANSFER_DEEDS,
    **PUBLICITY_DEEDS,
    **SPOT_DEEDS,
    "campaign:kick_off": _l("Campaign opened"),
    "campaign:closed": _l("Campaign closed"),
    "campaign:cancelled": _l("Campaign cancelled"),
    "draw:draw": _l("Officers drawn by lot"),
    "case:cancel": _l("Case cancelled"),
    "case_file:ask": _l("Case file asked for"),
    "case_file:make": _l("Case file made"),
    "case:close": _l("Case closed"),
    "evidence:classify": _l("Kind of evidence noted"),
    "case:close_by_hand": _l("Case closed by hand"),
    "officers:reassign": _l("Officers of the case changed"),
    "clock:passed": _l("A term passed"),
    "clock:recompute": _l("A term was computed again after a holiday notice"),
    "decision:ask": _l("Decision table asked"),
    "court:apply": _l("Applied to the court"),
    "court:open": _l("The term for the court began"),
    "demand:issue": _l("Demand issued"),
    "demand:serve": _l("Demand served"),
    "payment:annulled": _l("Nothing is owed any more"),
    "remedy:begin": _l("Review or litigation began"),
    "remedy:end": _l("Review or litigation ended"),
    "defence:record": _l("Answer of the party registered"),
    "defence:settle": _l("Answer of the party settled"),
    "discussion:record": _l("Leaders discussed the case"),
    "hearing:notify": _l("Notice of the hearing checked"),
    "hearing:open": _l("Hearing opened"),
    "hearing:record": _l("Hearing recorded"),
    "hearing:report": _l("Hearing reported"),
    "hearing:schedule": _l("Hearing scheduled"),
    "referral:issue": _l("Letter of referral issued"),
    "referral:record": _l("Referral recorded"),
    "review:record": _l("Opinion of the review recorded"),
    "document:announce": _l("Public notice of service"),
    "document:issue": _l("Paper written and issued"),
    "document:replace": _l("Paper corrected"),
    "document:serve": _l("Document served"),
    "draft:save": _l("Draft saved"),
    "enforcement:open": _l("Enforcement case opened"),
    "enforcement:register": _l("Lead registered"),
    "evidence:attach": _l("Evidence attached"),
    "evidence:remove": _l("Evidence taken out"),
    "filing:record": _l("Case filed"),
    "inspection:not_performed": _l("Inspection not performed"),
    "inspection:record": _l("Result of the inspection recorded"),
    "message:deliver": _l("Message taken up by the process"),
    "message:receive": _l("Message received"),
    "notice:issue": _l("Notice of the penalty issued"),
    "officers:assign": _l("Officers assigned"),
    "payment:court": _l("Application to the court recorded"),
    "payment:overdue": _l("Payment overdue"),
    "payment:record": _l("Payment recorded"),
    "penalty:decide": _l("Penalty decided"),
    "penalty:propose": _l("Penalty proposed"),
    "process:deadline": _l("A deadline fired"),
    "process:start": _l("Process started"),
    "publication:publish": _l("Published"),
    "publication:schedule": _l("Publication scheduled"),
    "rectification:close": _l("Rectification closed"),
    "rectification:order": _l("Rectification ordered"),
    "rectification:remind": _l("Reminded of the rectification"),
    "seal:open": _l("Seal of the unannounced check opened"),
    "work_item:claim": _l("Task taken"),
    "work_item:complete": _l("Task completed"),
    "submission:correct": _l("Submission corrected"),
    "work_item:hand_over": _l("Task given to somebody else"),
    "work_item:release": _l("Task given back"),
    "work_item:sign": _l("Signed"),
    "work_item:withdraw": _l("Submission withdrawn"),
}
_ACTORS: Final = {"clock": _l("System"), "console": _l("Console")}
_REASONS: Final = {
    "target.kind.school": _l("A school of the plan's range"),
    "target.kind.maker": _l("A food maker of the plan's range"),
    "target.kind.seller": _l("A food shop of the plan's range"),
    "target.kind.caterer": _l("A caterer of the plan's range"),
    "opening_missed": _l("the system was not running at the time of opening"),
    "window_ended": _l("the window had ended while the system was not running"),
    "too_late": _l("the time for catching up had passed"),
    "imported_after_opening": _l("the plan was brought in after the opening"),
    "imported_after_window": _l("the plan was brought in after the window had ended"),
    "draw.too_few_officers": _l("Fewer than two officers could be drawn"),
}
_PENALTIES: Final = {
    "warning": _l("warning"),
    "criticism": _l("circulated criticism"),
    "fine": _l("fine"),
    "confiscate_gains": _l("confiscation of illegal gains"),
    "confiscate_goods": _l("confiscation of illegal property"),
    "suspend": _l("order to suspend production or business"),
    "revoke": _l("revocation of the licence"),
}
_NOT_COUNTED: Final = {
    "weekend": _l("weekend"),
    "holiday": _l("holiday"),
    "testing": _l("testing"),
    "hearing": _l("hearing"),
    "suspension": _l("suspension"),
    "announcement": _l("public announcement"),
    "appraisal": _l("appraisal"),
    "public_notice": _l("service by public notice"),
    "identification": _l("identification of goods"),
    "refund_order": _l("order to refund"),
    "review": _l("administrative review"),
    "litigation": _l("administrative litigation"),
}


def deed(action: str) -> str:
    """Return what an audit entry says was done; `source:subject:action` names it."""
    return str(DEEDS.get(action.split(":", 1)[-1], action))


def actor(name: str) -> str:
    """Return the name of a person, or what the system calls itself."""
    return str(_ACTORS.get(name, name))


def reason(text: str) -> str:
    """Return the words of a reason's code; what a person wrote stands as it is."""
    return str(_REASONS.get(text, text))


def penalty_kind(kind: str) -> str:
    """Return the words for a kind of penalty (L1 art 9)."""
    return str(_PENALTIES.get(kind, kind))


def finding_title(checklist: str, item: str, recorded: str) -> str:
    """Return what a checklist asks for, in the language of the request; else as recorded."""
    if languages.language() == "zh":
        return recorded
    try:
        known = checklists.load(checklist)
    except ChecklistError:
        return recorded
    return known.item(item).text["en"] if known.has(item) else recorded


def detail(value: object) -> str:
    """Return a value of an audit entry for a reader."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {detail(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(detail(one) for one in value)
    return "—" if value is None else str(value)


def clock_title(clock: Clock) -> str:
    """Return what a clock is about."""
    row = STATUTES.get(clock.statute)
    if row is None:
        return clock.statute
    return row.zh if languages.language() == "zh" else row.en


def clock_term(how: Mapping[str, Any]) -> str:
    """Return the length of a term with its unit."""
    number = how.get("number")
    if number is None:
        return str(_("as ordered in writing"))
    return _with_unit(int(number), str(how.get("unit"))) + _extension(how)


def _extension(how: Mapping[str, Any]) -> str:
    longer = how.get("extension")
    return f" + {_with_unit(int(longer), str(how.get('unit')))}" if longer else ""


def _with_unit(number: int, unit: str) -> str:
    words = {
        "working_day": lambda: ngettext("%(num)d working day", "%(num)d working days", number),
        "day": lambda: ngettext("%(num)d calendar day", "%(num)d calendar days", number),
        "month": lambda: ngettext("%(num)d month", "%(num)d months", number),
        "year": lambda: ngettext("%(num)d year", "%(num)d years", number),
        "hour": lambda: ngettext("%(num)d hour", "%(num)d hours", number),
    }
    make = words.get(unit)
    return str(make()) if make else f"{number} {unit}"


_UNITS: Final = {
    "working_day": _l("working days"),
    "day": _l("calendar days"),
    "month": _l("months"),
    "year": _l("years"),
    "hour": _l("hours"),
}


def clock_unit(unit: str) -> str:
    """Return what a term is counted in."""
    return str(_UNITS.get(unit, unit))


def clock_law(how: Mapping[str, Any]) -> str:
    """Return the law and article of a term."""
    law = how.get("law") or {}
    name = law.get(languages.language()) or law.get("zh", "")
    article = str(how.get("article") or "")
    if not article:
        return str(name)
    return str(_("%(law)s, art. %(article)s", law=name, article=article))


def clock_event(event: ClockEvent, how: Mapping[str, Any], approver: str) -> str:
    """Return what happened to a clock, with the days of an extension in their unit."""
    term = _with_unit(event.days or 0, str(how.get("unit")))
    return event_text(event, _NOT_COUNTED, term, approver)


def not_counted(note: Mapping[str, str]) -> str:
    """Return why a day was not counted."""
    if languages.language() == "zh" and note.get("name"):
        return str(note["name"])
    return str(_NOT_COUNTED.get(note.get("why", ""), note.get("why", "")))


GLOBALS: Final = {
    "action_text": deed,
    "actor_text": actor,
    "reason_text": reason,
    "detail_text": detail,
    "finding_title": finding_title,
    "clock_title": clock_title,
    "clock_term": clock_term,
    "clock_law": clock_law,
    "not_counted_text": not_counted,
    "clock_event_title": event_title,
    "clock_event_text": clock_event,
}
