"""The order of what runs beside a case: measures, suspension, extension of terms, deferral."""

from typing import Final

from engine.proof.events import called, done, ended, fired
from engine.proof.rules import Before, Follows, Rule

_EXTENSION_DECIDED = done("task_approve_extension", "task_discuss_extension")
_EXTENSION_APPROVED = done(
    "task_approve_extension", "task_discuss_extension", extension_decision="approved"
)
_SUSPENSION_APPROVED = done("task_decide_suspension", suspension_decision="approved")
_TERMINATION_APPROVED = done("task_decide_termination", termination="approved")
_MEASURE_APPROVED = done("task_approve_measure", measure_approval="approved")
_CONFIRMED = done("task_confirm_measure", confirmation="approved")

EXTENSION: Final[tuple[Rule, ...]] = (
    Before(
        "extension.checked_first",
        "L5 arts 18, 55, 64",
        "Who decides on an extension is clear before anybody decides.",
        _EXTENSION_DECIDED,
        ((called("extension.request"),),),
        once=True,
    ),
    Follows(
        "extension.is_decided",
        "L5 arts 18, 55, 64",
        "A request for an extension is decided.",
        called("extension.request"),
        (_EXTENSION_DECIDED,),
    ),
    Follows(
        "extension.is_granted",
        "L5 arts 18, 55, 64",
        "An extension that was approved is granted and ends so.",
        _EXTENSION_APPROVED,
        (ended("end_term_extended"),),
    ),
    Before(
        "extension.was_granted",
        "L5 arts 18, 55, 64",
        "A term counts as extended only when it was.",
        ended("end_term_extended"),
        ((called("extension.grant"),),),
    ),
    Before(
        "extension.was_refused",
        "L5 arts 18, 55, 64",
        "An extension counts as refused only when it was decided.",
        ended("end_extension_refused"),
        ((_EXTENSION_DECIDED,),),
    ),
)

SUSPENSION: Final[tuple[Rule, ...]] = (
    Before(
        "suspension.requested_first",
        "L5 arts 46-47",
        "The leader decides on a suspension or termination that was requested.",
        done("task_decide_suspension"),
        ((done("task_request_suspension"),),),
        once=True,
    ),
    Follows(
        "suspension.is_decided",
        "L5 arts 46-47",
        "A requested suspension or termination is decided.",
        done("task_request_suspension"),
        (done("task_decide_suspension"),),
    ),
    Follows(
        "suspension.takes_effect",
        "L5 arts 46-47",
        "An approved suspension or termination takes effect.",
        _SUSPENSION_APPROVED,
        (called("investigation.suspend", "investigation.terminate"),),
    ),
    Before(
        "suspension.was_requested",
        "L5 art 46",
        "Only an investigation whose suspension was requested is suspended.",
        called("investigation.suspend"),
        ((done("task_request_suspension", suspension_proposal="suspend"),),),
        once=True,
    ),
    Before(
        "termination.was_requested",
        "L5 art 47",
        "Only an investigation whose termination was requested is terminated.",
        called("investigation.terminate"),
        (
            (
                done("task_request_suspension", suspension_proposal="terminate"),
                _TERMINATION_APPROVED,
            ),
        ),
        once=True,
    ),
    Before(
        "rest.is_followed",
        "L5 art 46",
        "Only a suspended investigation is taken up again.",
        called("investigation.resume"),
        ((called("investigation.suspend"),), (done("task_follow_suspension"),)),
        once=True,
    ),
    Before(
        "resumption.was_chosen",
        "L5 art 46",
        "An investigation is taken up again when its officers found that the reason is gone.",
        called("investigation.resume"),
        ((done("task_follow_suspension", follow_up="resume"),),),
        since=done("task_follow_suspension"),
    ),
    Follows(
        "termination.is_decided",
        "L5 art 47",
        "A proposed termination is decided by the leader.",
        done("task_follow_suspension", follow_up="terminate"),
        (done("task_decide_termination"),),
    ),
    Before(
        "termination.was_proposed",
        "L5 art 47",
        "The leader decides on a termination that was proposed.",
        done("task_decide_termination"),
        ((done("task_follow_suspension", follow_up="terminate"),),),
        once=True,
    ),
    Follows(
        "termination.takes_effect",
        "L5 art 47",
        "An approved termination takes effect.",
        _TERMINATION_APPROVED,
        (called("investigation.terminate"),),
    ),
    Follows(
        "suspension.ends_so",
        "L5 arts 46-47",
        "A suspended or terminated investigation does not end as refused.",
        called("investigation.suspend", "investigation.terminate"),
        (ended("end_investigation_resumed", "end_investigation_terminated"),),
    ),
    Before(
        "resumed.was_resumed",
        "L5 art 46",
        "An investigation counts as taken up again only when it was.",
        ended("end_investigation_resumed"),
        ((called("investigation.resume"),),),
    ),
    Before(
        "terminated.was_terminated",
        "L5 art 47",
        "An investigation counts as terminated only when it was.",
        ended("end_investigation_terminated"),
        ((called("investigation.terminate"),),),
    ),
    Before(
        "suspension.was_refused",
        "L5 arts 46-47",
        "A suspension counts as refused only when it was decided.",
        ended("end_suspension_refused"),
        ((done("task_decide_suspension"),),),
    ),
)

MEASURE: Final[tuple[Rule, ...]] = (
    Before(
        "measure.requested_first",
        "L2 art 18; L5 arts 33, 36",
        "The leader decides on a measure that was requested.",
        done("task_approve_measure"),
        ((done("task_request_measure"),),),
        once=True,
    ),
    Before(
        "measure.allowed_first",
        "L2 arts 18-19; L5 arts 33, 36",
        "Officers take a measure that is approved or urgent.",
        done("task_take_measure"),
        ((_MEASURE_APPROVED, done("task_request_measure", urgent="yes")),),
        once=True,
    ),
    Follows(
        "measure.is_answered",
        "L2 art 18",
        "A requested measure is decided or taken.",
        done("task_request_measure"),
        (done("task_approve_measure", "task_take_measure"),),
    ),
    Follows(
        "approved_measure.is_carried_out",
        "L2 art 19",
        "An approved measure is carried out, or it is said that it was not needed.",
        _MEASURE_APPROVED,
        (done("task_take_measure"),),
    ),
    Follows(
        "urgent_measure.goes_on",
        "L2 art 19",
        "An urgent measure does not wait for an approval.",
        done("task_request_measure", urgent="yes"),
        (done("task_take_measure"),),
    ),
    Follows(
        "measure.is_recorded",
        "L2 arts 18, 24",
        "A measure that was taken is recorded.",
        done("task_take_measure", taken="yes"),
        (called("measure.take"),),
    ),
    Before(
        "measure.was_taken",
        "L2 arts 18, 24",
        "Only a measure that was taken is recorded.",
        called("measure.take"),
        ((done("task_take_measure", taken="yes"),),),
        once=True,
    ),
    Before(
        "confirmation.is_needed",
        "L2 art 19",
        "Only an urgent measure is approved afterwards, and once.",
        done("task_confirm_measure"),
        ((called("measure.take", unapproved=True),),),
        once=True,
    ),
    Before(
        "confirmation.was_given",
        "L2 art 19",
        "A measure counts as approved afterwards only when it was.",
        called("measure.confirm"),
        ((_CONFIRMED,),),
        once=True,
    ),
    Follows(
        "confirmation.is_recorded",
        "L2 art 19",
        "An approval afterwards is recorded.",
        _CONFIRMED,
        (called("measure.confirm"),),
    ),
    Before(
        "lifting.has_ground",
        "L2 arts 19, 28",
        "An urgent measure is lifted when its approval is refused or does not come in time.",
        called("measure.lift"),
        ((done("task_confirm_measure"), fired("timer_approval_due")),),
        once=True,
    ),
    Before(
        "disposal.proposed_first",
        "L5 art 35",
        "The leader decides on a disposal of evidence that was proposed.",
        done("task_decide_disposal"),
        ((done("task_propose_disposal"),),),
        once=True,
    ),
    Before(
        "seizure_step.proposed_first",
        "L5 arts 38, 41",
        "The leader decides on a step in a seizure that was proposed.",
        done("task_decide_seizure_step"),
        ((done("task_propose_seizure_step"),),),
        once=True,
    ),
    Before(
        "nothing_taken.was_said",
        "L2 art 18",
        "That no measure was taken is said only when it was refused or not needed.",
        ended("end_no_preservation", "end_no_seizure"),
        (
            (
                done("task_take_measure", taken="no"),
                done("task_approve_measure", measure_approval="refused"),
            ),
        ),
        since=called("measure.take"),
    ),
    Before(
        "lifted.was_lifted",
        "L2 arts 19, 28",
        "A measure counts as lifted only when it was.",
        ended("end_preservation_lifted", "end_seizure_lifted"),
        ((called("measure.lift"),),),
    ),
    Before(
        "lapsed.has_lapsed",
        "L2 arts 25-28; L5 art 35",
        "A measure counts as lapsed only when its term has ended.",
        ended("end_preservation_lapsed", "end_seizure_expired"),
        ((called("preservation.lapse", "seizure.lapse"),),),
    ),
    Before(
        "disposed.was_disposed",
        "L2 arts 27-28; L5 arts 35, 41",
        "A measure counts as ended by decision only when it was.",
        ended("end_preservation_decided", "end_seizure_ended"),
        ((called("preservation.end"), called("seizure.act", in_force=False)),),
    ),
)

DEFERRAL: Final[tuple[Rule, ...]] = (
    Before(
        "deferral.checked_first",
        "L5 art 74",
        "The leader decides on an application that was registered.",
        done("task_decide_deferral"),
        ((called("deferral.request"),),),
        once=True,
    ),
    Before(
        "deferral.granted_once",
        "L1 art 66; L5 art 74",
        "Each deferral has a decision of its own.",
        called("deferral.grant"),
        ((done("task_decide_deferral", deferral_decision="granted"),),),
        once=True,
    ),
    Before(
        "refusal.was_decided",
        "L5 art 74",
        "A deferral is refused when the leader refused it.",
        called("deferral.refuse"),
        ((done("task_decide_deferral", deferral_decision="refused"),),),
        once=True,
    ),
    Follows(
        "instalment.is_paid_or_missed",
        "L1 arts 66, 72",
        "An instalment is paid, or its date passes and the deferral ends.",
        called("deferral.grant", "deferral.settle", more_instalments=True),
        (called("deferral.settle", "deferral.miss"),),
    ),
    Before(
        "instalment.was_missed",
        "L1 art 72",
        "A deferral ends early only when the date of an instalment has passed.",
        called("deferral.miss"),
        ((fired("timer_instalment_due"),),),
        once=True,
    ),
    Follows(
        "missed_instalment.ends_it",
        "L1 art 72",
        "A missed instalment ends the deferral.",
        fired("timer_instalment_due"),
        (called("deferral.miss"),),
    ),
    Before(
        "refused.was_refused",
        "L5 art 74",
        "A deferral counts as refused only when it was.",
        ended("end_deferral_refused"),
        ((called("deferral.refuse"),),),
    ),
    Before(
        "missed.was_missed",
        "L1 art 72",
        "A deferral counts as missed only when it was.",
        ended("end_deferral_missed"),
        ((called("deferral.miss"),),),
    ),
    Before(
        "settled.was_settled",
        "L1 art 66",
        "A deferral counts as settled only when no instalment is left.",
        ended("end_deferral_settled"),
        ((called("deferral.grant", "deferral.settle", more_instalments=False),),),
        since=called("deferral.grant", "deferral.settle"),
    ),
)

BESIDE: Final = (*EXTENSION, *SUSPENSION, *MEASURE, *DEFERRAL)
