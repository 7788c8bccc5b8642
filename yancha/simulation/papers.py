"""Which hand fills in which form: every form that a shipped diagram names has one."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine import forms
from engine.errors import Broken
from yancha.simulation import (
    beside,
    collection,
    complaints,
    penalties,
    persons,
    proceedings,
    spot,
    transfers,
    visits,
)
from yancha.simulation.sheet import Sheet

Hand = Callable[[Sheet], dict[str, Any]]

HANDS: Final[Mapping[str, Hand]] = {
    **beside.HANDS,
    **complaints.HANDS,
    **persons.HANDS,
    **transfers.HANDS,
    **spot.HANDS,
    "accept_assignment": visits.accept_assignment,
    "inspect_premises": visits.inspect_premises,
    "inspect_school": visits.inspect_school,
    "review_production": visits.review_production,
    "submit_correction": visits.submit_correction,
    "reinspect": visits.reinspect,
    "publish_result": visits.publish_result,
    "propose_filing": penalties.propose_filing,
    "approve_filing": penalties.approve_filing,
    "decide_filing": penalties.decide_filing,
    "investigation_report": penalties.investigation_report,
    "review_legality": penalties.review_legality,
    "serve_document": penalties.serve,
    "audit_case": proceedings.audit_case,
    "record_defence": proceedings.record_defence,
    "reconsider_defence": proceedings.reconsider_defence,
    "appoint_chair": proceedings.appoint_chair,
    "hold_hearing": proceedings.hold_hearing,
    "conclude_hearing": proceedings.conclude_hearing,
    "review_hearing": proceedings.review_hearing,
    "discuss_case": proceedings.discuss_case,
    "approve_outcome": proceedings.approve_outcome,
    "decide_outcome": proceedings.decide_outcome,
    "send_case_file": proceedings.send_case_file,
    "record_reply": proceedings.record_reply,
    "approve_penalty": penalties.approve_penalty,
    "decide_penalty": penalties.decide_penalty,
    "record_payment": collection.record_payment,
    "demand_payment": collection.demand_payment,
    "collect_payment": collection.collect_payment,
    "apply_court": collection.apply_court,
    "record_court": collection.record_court,
    "publish_penalty": penalties.publish_penalty,
    "propose_closure": penalties.propose_closure,
    "approve_closure": penalties.approve_closure,
}
#: Filled in with people instead of words, see cast.py.
ASSIGNMENT: Final = "assign_officers"


def fill(sheet: Sheet) -> dict[str, Any]:
    """Return the data of the form of an item."""
    hand = HANDS.get(forms.base(sheet.item.form))
    if hand is None:
        raise Broken("simulation.unknown_form", form=sheet.item.form)
    return hand(sheet)
