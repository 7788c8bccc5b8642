"""The words of what runs beside a case: measures, suspension, extension, deferral."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.clocks import ClockEvent, ClockEventKind

BESIDE_ERRORS: Final = {
    "case.measure_in_force": _l(
        "Things of the case %(number)s are still registered or seized; deal with them first."
    ),
    "case.not_under_investigation": _l("The case is not under investigation."),
    "case.resting": _l("The investigation is suspended; nothing is done until it is resumed."),
    "clock.extension_too_long": _l("%(statute)s, article %(article)s: at most %(most)s days more."),
    "clock.has_passed": _l(
        "“%(title)s” (%(statute)s, article %(article)s) has passed on %(due_on)s."
    ),
    "clock.may_not_rest": _l(
        "“%(title)s” (%(statute)s, article %(article)s) may not rest for this."
    ),
    "clock.no_extension": _l("%(statute)s, article %(article)s: no further extension is allowed."),
    "clock.none_extendable": _l("No limit of this case can be extended."),
    "clock.none_runs": _l("This limit does not run in the case %(number)s."),
    "clock.not_extended_so_far": _l("“%(title)s” was not extended beyond this day."),
    "clock.not_resting": _l("“%(title)s” (%(statute)s) does not rest for this."),
    "clock.not_running": _l("“%(title)s” (%(statute)s) does not run any more."),
    "clock.rest_in_future": _l("A rest begins today or earlier and ends after it began."),
    "clock.rests_already": _l("“%(title)s” (%(statute)s) rests for this already."),
    "clock.resumed_out_of_order": _l("A rest ends after it began and not in the future."),
    "deferral.not_in_order": _l("The instalments must have different days, the earliest first."),
    "deferral.not_later": _l("The last day must come after %(due_on)s, when the fine is due."),
    "deferral.not_the_sum": _l("The instalments do not add up to what is still to be paid."),
    "measure.begun_already": _l("This was begun already; go on with the open task."),
    "measure.no_enforcement_case": _l("This belongs to a penalty case."),
    "measure.taken_before_approval": _l(
        "It must not be taken before the leader approved it; an urgent measure is marked as such."
    ),
    "measure.test_over": _l("The testing period ended on %(until)s; ask for it again."),
    "measure.unknown": _l("There is no such process beside a case."),
    "payment.not_the_instalment": _l("This is not the amount of the instalment."),
    "penalty.nothing_payable": _l("Nothing is to be paid in this case at present."),
}
BESIDE_DEEDS: Final = {
    "clock:extend": _l("A limit was extended"),
    "clock:rest": _l("A limit rests"),
    "clock:resume": _l("A limit goes on"),
    "deferral:grant": _l("Deferral or instalments granted"),
    "deferral:miss": _l("An instalment was missed"),
    "deferral:refuse": _l("Deferral refused"),
    "deferral:request": _l("Deferral applied for"),
    "deferral:settle": _l("An instalment was paid"),
    "extension:grant": _l("Extension granted"),
    "extension:request": _l("Extension asked for"),
    "investigation:resume": _l("Investigation resumed"),
    "investigation:suspend": _l("Investigation suspended"),
    "investigation:terminate": _l("Investigation terminated"),
    "measure:begin": _l("Process begun beside the case"),
    "measure:confirm": _l("Urgent measure approved"),
    "measure:dispose_early": _l("Perishables disposed of early"),
    "measure:end": _l("Measure ended"),
    "measure:take": _l("Measure taken"),
}

_EVENTS: Final = {
    ClockEventKind.REST: _l("Rests"),
    ClockEventKind.RESUME: _l("Goes on"),
    ClockEventKind.EXTEND: _l("Extended"),
    ClockEventKind.RECOUNT: _l("Computed again"),
}


def event_title(event: ClockEvent) -> str:
    """Return what happened to a clock."""
    return str(_EVENTS[event.kind])


def event_text(
    event: ClockEvent,
    why: Mapping[str, object],
    term: str,
    approver: str,
) -> str:
    """Return when, for what or by how much, by whose approval, and to which date."""
    words = [event.on.isoformat()]
    if event.kind in {ClockEventKind.REST, ClockEventKind.RESUME}:
        words.append(str(why.get(event.reason, event.reason)))
    if event.kind is ClockEventKind.EXTEND:
        words.append(term)
        words.append(str(_("approved by %(name)s", name=approver)))
    if event.due_after != event.due_before:
        words.append(f"{event.due_before} → {event.due_after}")
    return " · ".join(one for one in words if one)
