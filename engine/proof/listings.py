"""The order of a listing (严重违法失信名单): decided, consented to, entered, ended."""

from typing import Final

from engine.proof.events import called, done, ended, fired
from engine.proof.rules import Before, Follows, Rule

_DECIDED = done("task_decide_listing", listing_decision="listed")
_REFUSED = done("task_decide_listing", listing_decision="refused")
_CONSENTED = done("task_record_consent", consent="granted")
_NO_CONSENT = done("task_record_consent", consent="refused")
_GRANTED = done("task_decide_removal", removal_decision="granted")
_ENTERED = called("listing.enter")
_ENDED = called("listing.remove", "listing.expire")

LISTINGS: Final[tuple[Rule, ...]] = (
    Before(
        "listing.checked_first",
        "Order 44 (S)",
        "The leader decides on a listing that was proposed and checked.",
        done("task_decide_listing"),
        ((called("listing.check"),),),
        once=True,
    ),
    Before(
        "listing.decided_first",
        "Order 44 (S)",
        "The bureau above is asked about what the leader decided.",
        done("task_record_consent"),
        ((_DECIDED,),),
        once=True,
    ),
    Before(
        "listing.consented_first",
        "Order 44 (S)",
        "Nobody is listed without the consent of the bureau above.",
        _ENTERED,
        ((_CONSENTED,),),
        once=True,
    ),
    Follows(
        "listing.takes_effect",
        "Order 44 (S)",
        "What was consented to is listed.",
        _CONSENTED,
        (_ENTERED,),
    ),
    Follows(
        "listing.is_published",
        "Order 44 (M)",
        "Whoever is listed is published.",
        _ENTERED,
        (called("publication.publish"),),
    ),
    Before(
        "listing.published_when_entered",
        "Order 44 (M)",
        "Nobody is published before the listing was entered.",
        done("task_publish_listing"),
        ((_ENTERED,),),
        once=True,
    ),
    Before(
        "listing.was_refused",
        "Order 44 (S)",
        "A listing counts as refused only when the leader refused it.",
        ended("end_not_listed"),
        ((_REFUSED,),),
    ),
    Before(
        "listing.was_not_consented",
        "Order 44 (S)",
        "A listing fails at the bureau above only when it did not consent.",
        ended("end_consent_refused"),
        ((_NO_CONSENT,),),
    ),
    Follows(
        "listing.ends",
        "Order 44 (M)",
        "A listing ends with its term or by a removal.",
        _ENTERED,
        (_ENDED,),
    ),
    Before(
        "listing.removed_by_decision",
        "Order 44 (M)",
        "Nobody is removed early before the leader decided so.",
        called("listing.remove"),
        ((_GRANTED,),),
        since=called("removal.register"),
        once=True,
    ),
    Before(
        "listing.removal_was_applied_for",
        "Order 44 (M)",
        "A removal is decided when it was applied for.",
        done("task_decide_removal"),
        ((called("removal.register"),),),
        once=True,
    ),
    Follows(
        "listing.application_is_decided",
        "Order 44 (M)",
        "An application for removal is decided.",
        called("removal.register"),
        (done("task_decide_removal"),),
    ),
    Follows(
        "listing.granted_removal_takes_effect",
        "Order 44 (M)",
        "A removal that was granted takes effect.",
        _GRANTED,
        (called("listing.remove"),),
    ),
    Before(
        "listing.expires_by_its_term",
        "Order 44 (M)",
        "A listing expires only when its term is over.",
        called("listing.expire"),
        ((fired("timer_listing_ends"),),),
        once=True,
    ),
    Before(
        "listing.over_when_ended",
        "Order 44 (M)",
        "A matter of a listing is over only when the listing was ended.",
        ended("end_listing_over"),
        ((_ENDED,),),
    ),
    Before(
        "listing.ends_removed",
        "Order 44 (M)",
        "A listing counts as removed early only when it was.",
        ended("end_listing_removed"),
        ((called("listing.remove"),),),
    ),
    Before(
        "listing.ends_expired",
        "Order 44 (M)",
        "A listing counts as expired only when it did.",
        ended("end_listing_expired"),
        ((called("listing.expire"),),),
    ),
)
