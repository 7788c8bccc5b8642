"""Kinds of penalty cases that a rehearsal mixes, so that each way through the law is taken."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from yancha.simulation import spot
from yancha.simulation.intent import Shares

#: What every kind has in common: things come back now and then, and no defence changes anything.
COMMON: Final = Shares(
    returned=0.15,
    hearing_asked=0.0,
    proposal_changed=0.0,
    no_penalty=0.0,
    grave=0.05,
    heavy_fine=0.0,
    public_notice=0.0,
    served_otherwise=0.3,
    warning_only=0.0,
    paid_late=0.0,
    measure_lapsed=0.0,
    measure_refused=0.0,
    suspension_refused=0.0,
    extension_refused=0.0,
    discussion_refused=0.0,
    deferral_refused=0.0,
    urgent=0.0,
    unconfirmed=0.0,
    gone=0.0,
    terminated=0.0,
    terminated_later=0.0,
    complaint_refused=0.0,
    complaint_agreed=1.0,
    complaint_withdrawn=0.0,
)
_HEARD: Final = {
    "heavy_fine": 1.0,
    "hearing_asked": 1.0,
    "hearing_absent": 0.0,
    "hearing_withdrawn": 0.0,
}
_LATE: Final = {"paid_late": 1.0, "demanded": 0.0, "brought_to_court": 0.0}
_COURT: Final = {"paid_late": 1.0, "demanded": 1.0, "brought_to_court": 1.0}
_IN_VAIN: Final = {"complained": 1.0, "complaint_agreed": 0.0}

#: Name of a kind -> what is certain in it: these reach every end of every process.
ESSENTIAL: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {},
    "filing declined": {"filing_declined": 1.0},
    "clue of others": {"clue_transferred": 1.0},
    "everything comes back once": {"returned": 1.0},
    "no penalty, and everything comes back": {"no_penalty": 1.0, "returned": 1.0},
    "warning only": {"warning_only": 1.0},
    "hearing held": _HEARD,
    "hearing withdrawn": _HEARD | {"hearing_withdrawn": 1.0},
    "transferred": {"transferred": 1.0},
    "transfer refused": {"transferred": 1.0, "referral_refused": 1.0},
    "public notice": {"public_notice": 1.0},
    "served otherwise": {"served_otherwise": 1.0},
    "to the court": _COURT,
    "put off": {"deferred": 1.0, "deferred_whole": 1.0},
    "parts not paid": {"deferred": 1.0, "deferred_whole": 0.0, "measure_lapsed": 1.0},
    "not put off": {"deferred": 1.0, "deferral_refused": 1.0},
    "evidence registered": {"preserved": 1.0},
    "evidence gone": {"preserved": 1.0, "gone": 1.0},
    "registration not confirmed": {"preserved": 1.0, "urgent": 1.0, "unconfirmed": 1.0},
    "registration lapsed": {"preserved": 1.0, "measure_lapsed": 1.0},
    "seized": {"seized": 1.0},
    "seizure urgent": {"seized": 1.0, "urgent": 1.0},
    "seizure refused": {"seized": 1.0, "measure_refused": 1.0},
    "seizure not confirmed": {"seized": 1.0, "urgent": 1.0, "unconfirmed": 1.0},
    "seizure lapsed": {"seized": 1.0, "measure_lapsed": 1.0},
    "suspended": {"suspended": 1.0},
    "suspended, then terminated": {"suspended": 1.0, "terminated_later": 1.0},
    "suspension refused": {"suspended": 1.0, "suspension_refused": 1.0},
    "extended": {"extended": 1.0},
    "extension refused": {"extended": 1.0, "extension_refused": 1.0},
    "talked to": {"interviewed": 1.0},
    "talk refused": {"interviewed": 1.0, "measure_refused": 1.0},
    "person fined": {"person_fined": 1.0},
    "licence revoked": {"revoked": 1.0},
    "on the spot: cash": {"on_the_spot": "cash"},
    "on the spot: uncertain": {"on_the_spot": "uncertain"},
    "defence changes the proposal": {"defence_made": 1.0, "proposal_changed": 1.0},
    "to the police": {"transferred_to_police": 1.0},
    "police do not file": {"transferred_to_police": 1.0, "referral_refused": 1.0},
    "police asked again": {
        "transferred_to_police": 1.0,
        "referral_refused": 1.0,
        "police_supplement": 1.0,
        "police_reconsidered": 1.0,
    },
    "head refuses the transfer": {"transferred_to_police": 1.0, "transfer_refused": 1.0},
    "complaint refused": {"complained": 1.0, "complaint_refused": 1.0},
    "complaint agreed on": {"complained": 1.0},
    "complaint brings up a clue": _IN_VAIN | {"clue_in_complaint": 1.0},
    "listed until the term ends": {"listed": 1.0},
    "let off the list early": {"listed": 1.0, "removal_asked": 1.0},
    "listing refused": {"listed": 1.0, "measure_refused": 1.0},
    "no consent to the listing": {"listed": 1.0, "referral_refused": 1.0},
}
#: All kinds, those that reach every end first. A season takes them in turn.
KINDS: Final[Mapping[str, Mapping[str, Any]]] = {
    **ESSENTIAL,
    "no penalty": {"no_penalty": 1.0},
    "grave": {"grave": 1.0},
    "defence made": {"defence_made": 1.0},
    "defence waived": {"defence_made": 0.0, "defence_waived": 1.0},
    "defence let pass": {"defence_made": 0.0, "defence_waived": 0.0},
    "hearing changes the proposal": _HEARD | {"proposal_changed": 1.0},
    "hearing not attended": _HEARD | {"hearing_absent": 1.0},
    "hearing comes back": _HEARD | {"returned": 1.0},
    "referred up": {"referred_up": 1.0},
    "paid late": _LATE,
    "paid after the demand": _COURT | {"brought_to_court": 0.0},
    "to the court after a hearing": _COURT | _HEARD,
    "paid in parts": {"deferred": 1.0, "deferred_whole": 0.0},
    "registration urgent": {"preserved": 1.0, "urgent": 1.0},
    "terminated": {"suspended": 1.0, "terminated": 1.0},
    "list of the banned comes back": {"revoked": 1.0, "returned": 1.0},
    "complaint withdrawn": _IN_VAIN | {"complaint_withdrawn": 1.0},
    "mediation runs out of time": {"complained": 1.0, "measure_lapsed": 1.0},
    "kept on the list": {"listed": 1.0, "removal_asked": 1.0, "removal_refused": 1.0},
    "examined again on the spot": {"on_the_spot": "bank", "returned": 1.0},
    **{f"on the spot: {way}": {"on_the_spot": way} for way in spot.WAYS},
}


def shares(kind: str) -> Shares:
    """How often things go otherwise in a case of this kind."""
    return dataclasses.replace(COMMON, **KINDS[kind])


def kind_at(place: int) -> str:
    """The kind of the case at a place in the season."""
    names = list(KINDS)
    return names[place % len(names)]
