"""The words of on-the-spot penalties and of registered clues."""

from typing import Final

from flask_babel import lazy_gettext as _l

SPOT_ERRORS: Final = {
    "clue.invalid": _l("The clue cannot be registered like this."),
    "clue.not_for_others": _l("Only the supervisor registers a clue for others to check."),
    "clue.sender_missing": _l("Name the authority or the laboratory that it came from."),
    "filing.conditions_missing": _l(
        "The proposal does not state the four conditions of a filing (Penalty Procedure, art. 19); "
        "return it to the officers."
    ),
    "summary.begun_already": _l("An on-the-spot penalty was begun here already; go on with it."),
    "summary.fine_not_small": _l(
        "On this ground at most %(most_fen)s are collected on the spot (Penalty Law, art. 68)."
    ),
    "summary.no_inspection": _l("An on-the-spot penalty begins in an inspection."),
    "summary.nothing_to_collect": _l("There is no fine to collect."),
}
SPOT_DEEDS: Final = {
    "clue:register": _l("Clue registered"),
    "clue:transfer": _l("Clue handed on"),
    "fine:deposit": _l("Fine paid into the bank"),
    "fine:hand_in": _l("Fine collected on the spot was handed in"),
    "summary:file": _l("Material of the on-the-spot penalty filed"),
    "summary:impose": _l("Penalty imposed on the spot"),
    "summary:open": _l("On-the-spot penalty begun"),
}
SPOT_NOTICES: Final = {
    "clue.transferred": _l("The clue %(number)s, %(subject)s, was handed on to %(receiver)s."),
    "summary.filed": _l(
        "The on-the-spot penalty of the case %(number)s, %(subject)s, was reported for the record."
    ),
}
