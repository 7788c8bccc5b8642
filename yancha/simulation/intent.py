"""What a simulated season is to bring: outcomes by licence, and how often things go otherwise."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.outcomes import Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """How often, from 0 to 1, something takes the less common turn."""

    #: An officer returns the assignment.
    assignment_returned: float = 0.03
    #: A paper of the officers comes back once before it is agreed to.
    returned: float = 0.08
    filing_declined: float = 0.0
    #: What the clue is about is another authority's.
    clue_transferred: float = 0.0
    #: The party states its case; most let the days pass.
    defence_made: float = 0.25
    defence_waived: float = 0.25
    #: It asks for a hearing where it may; some do not come, some think better of it.
    hearing_asked: float = 0.5
    hearing_absent: float = 0.1
    hearing_withdrawn: float = 0.1
    #: What the party said changes the proposal, which is then told anew.
    proposal_changed: float = 0.1
    no_penalty: float = 0.05
    #: The case goes elsewhere, and is sometimes sent back.
    transferred: float = 0.0
    transferred_to_police: float = 0.0
    referred_up: float = 0.0
    referral_refused: float = 0.0
    #: The head refuses a transfer; the police ask for more, or are asked to reconsider.
    transfer_refused: float = 0.0
    police_supplement: float = 0.0
    police_reconsidered: float = 0.0
    #: Facts that need a legal review and a discussion; a fine that gives the right to a hearing.
    grave: float = 0.1
    heavy_fine: float = 0.1
    #: A paper that cannot be served otherwise; one that is left, mailed, entrusted or sent.
    public_notice: float = 0.02
    served_otherwise: float = 0.0
    warning_only: float = 0.2
    #: The fine is not paid in time; half of these end at the court.
    paid_late: float = 0.15
    #: Who is late is asked in writing, and some go on to the court.
    demanded: float = 0.5
    brought_to_court: float = 0.3
    #: The subject does not report its correction, so that the deadline fires.
    correction_unreported: float = 0.2
    rectification_failed: float = 0.0
    rectification_refused: float = 0.0
    #: What is begun beside a case; none of it in a season of inspections.
    preserved: float = 0.0
    seized: float = 0.0
    suspended: float = 0.0
    extended: float = 0.0
    deferred: float = 0.0
    #: The leader refuses what the officers ask for, or the leaders do together.
    measure_refused: float = 0.2
    suspension_refused: float = 0.2
    extension_refused: float = 0.2
    discussion_refused: float = 0.3
    deferral_refused: float = 0.2
    #: A measure is urgent and later approved or not; what was to be taken is gone.
    urgent: float = 0.4
    unconfirmed: float = 0.2
    gone: float = 0.1
    #: An investigation ends for good, at once or after it rested.
    terminated: float = 0.3
    terminated_later: float = 0.3
    #: The whole fine is put off, instead of paid in parts.
    deferred_whole: float = 0.4
    #: Nobody deals with what was taken, or pays an instalment, before its day.
    measure_lapsed: float = 0.1
    #: It begins with a consumer's complaint instead of a clue, which may bring up a clue.
    complained: float = 0.0
    clue_in_complaint: float = 0.0
    #: A complaint is none of the bureau's business; else agreed, or withdrawn, or in vain.
    complaint_refused: float = 0.2
    complaint_agreed: float = 0.5
    complaint_withdrawn: float = 0.3
    #: The way of a penalty on the spot (spot.WAYS); empty leaves it to chance.
    on_the_spot: str = ""
    #: The licence is revoked; a person of the unit is fined too.
    revoked: float = 0.0
    interviewed: float = 0.0
    #: The subject is considered for the list of serious violations, and asks to be let off early.
    listed: float = 0.0
    removal_asked: float = 0.0
    removal_refused: float = 0.0
    person_fined: float = 0.0
    #: The party refuses to sign the record.
    signature_refused: float = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """The whole of a simulated season; the same intent plays the same."""

    seed: int = 1
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    #: Licences in the order in which they are visited.
    order: tuple[str, ...] = ()
    shares: Shares = field(default_factory=Shares)
    #: Used where a licence has no outcome of its own.
    otherwise: Outcome = Outcome.NO_PROBLEM

    def outcome(self, licence: str) -> Outcome:
        """What the visit is to find."""
        return self.outcomes.get(licence, self.otherwise)

    def dice(self, licence: str, *what: object) -> random.Random:
        """Chance that depends on the seed and the thing alone, not on the order of events."""
        parts = "|".join(str(one) for one in (self.seed, licence, *what))
        return random.Random(parts)  # noqa: S311 - a simulation, no secret

    def happens(self, licence: str, what: str, share: float) -> bool:
        """Whether the less common thing happens in this case."""
        return self.dice(licence, what).random() < share
