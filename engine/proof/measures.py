"""The law of what runs beside a case, as rules on paths: measures, suspension, extension …"""

from typing import Final

from engine.proof.events import called, done
from engine.proof.rules import Before, Follows, Rule

_TAKEN = called("measure.take")
_SUSPENDED = called("investigation.suspend")
_GRANTED = done("task_decide_deferral", deferral_decision="granted")

MEASURES: Final[tuple[Rule, ...]] = (
    Before(
        "measure.after_approval",
        "L2 art 18; L5 arts 33, 36 (P08-P09)",
        "No measure without the leader's approval before, unless it is urgent.",
        called("measure.take", unapproved=False),
        ((done("task_approve_measure", measure_approval="approved"),),),
    ),
    Follows(
        "urgent_measure.is_approved_or_lifted",
        "L2 art 19; L5 arts 33, 36 (T16)",
        "An urgent measure that is not approved within 24 hours is lifted.",
        called("measure.take", unapproved=True),
        (done("task_confirm_measure", confirmation="approved"), called("measure.lift")),
    ),
    Follows(
        "measure.ends",
        "L2 arts 25-28; L4 art 61; L5 art 35 (T15, T17)",
        "Registered evidence and seized things end by a decision or with their term.",
        _TAKEN,
        (
            called("measure.lift"),
            called("preservation.end", "preservation.lapse", "seizure.lapse"),
            called("seizure.act", in_force=False),
        ),
    ),
    Before(
        "preservation.ends_by_leader",
        "L5 arts 33, 35",
        "What becomes of registered evidence is decided by the leader.",
        called("preservation.end"),
        ((done("task_decide_disposal", preservation_decision="approved"),),),
        since=done("task_propose_disposal"),
    ),
    Before(
        "seizure.changes_by_leader",
        "L4 art 61; L5 arts 38, 41",
        "A seizure is extended, ended or its things disposed of by the leader.",
        called("seizure.act"),
        ((done("task_decide_seizure_step", seizure_decision="approved"),),),
        since=done("task_propose_seizure_step"),
    ),
    Before(
        "suspension.by_leader",
        "L5 art 46 (P12)",
        "An investigation is suspended with the leader's approval.",
        _SUSPENDED,
        ((done("task_decide_suspension", suspension_decision="approved"),),),
    ),
    Before(
        "termination.by_leader",
        "L5 art 47 (P12)",
        "An investigation is terminated with the leader's approval.",
        called("investigation.terminate"),
        (
            (
                done("task_decide_suspension", suspension_decision="approved"),
                done("task_decide_termination", termination="approved"),
            ),
        ),
    ),
    Follows(
        "suspension.ends",
        "L5 art 46",
        "A suspended investigation is taken up again or terminated.",
        _SUSPENDED,
        (called("investigation.resume", "investigation.terminate"),),
    ),
    Before(
        "extension.by_named_approver",
        "L5 arts 18, 55, 64 (T12, T20, T28)",
        "A limit is extended by the leader where the leader is named.",
        called("extension.grant"),
        (
            (
                done("task_approve_extension", extension_decision="approved"),
                done("task_discuss_extension", extension_decision="approved"),
            ),
        ),
        since=done("task_request_extension"),
    ),
    Before(
        "second_extension.by_discussion",
        "L5 art 64 (T28, P17)",
        "What must be discussed together is not approved by one leader alone.",
        done("task_approve_extension"),
        ((called("extension.request", by_discussion=False),),),
    ),
    Before(
        "deferral.by_leader",
        "L1 art 66; L5 art 74 (T34)",
        "A fine is deferred with the leader's approval.",
        called("deferral.grant"),
        ((_GRANTED,),),
    ),
    Follows(
        "deferral.is_answered",
        "L5 art 74",
        "An application for deferral is answered in writing.",
        called("deferral.request"),
        (called("deferral.grant", "deferral.refuse"),),
    ),
)
