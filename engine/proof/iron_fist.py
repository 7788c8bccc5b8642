"""The law of review, hearing, discussion and referral, as rules on paths (rules.md 3)."""

from typing import Final

from engine.proof.events import called, done, ended, fired
from engine.proof.rules import Before, Follows, Rule

_TRACK = called("decision:review_track")
_PENALISED = called("penalty.decide", case_decision="penalise")
_ASKED = done("task_record_defence", defence="hearing")
_REPORTED = done("task_report_investigation")
_REFERRED = ("transfer_agency", "transfer_judicial", "refer_up")

_NOT_OURS = done("task_decide_filing", filing_decision="transferred")

FILING: Final[tuple[Rule, ...]] = (
    Before(
        "clue_transfer.was_decided",
        "L5 arts 14, 17",
        "Only a clue that the leader decided to hand on is handed on.",
        called("clue.transfer"),
        ((_NOT_OURS,),),
        since=done("task_propose_filing"),
    ),
    Before(
        "clue_transfer.two_people",
        "L5 arts 14, 17-18",
        "The leader hands on what the supervisor approved.",
        _NOT_OURS,
        ((done("task_approve_filing", filing_approval="approved"),),),
        since=done("task_propose_filing"),
    ),
    Follows(
        "foreign_clue.is_transferred",
        "L5 arts 14, 17",
        "A clue that is not this bureau's goes to whoever has it, and the case ends so.",
        _NOT_OURS,
        (ended("end_clue_transferred"),),
    ),
    Before(
        "transferred_clue.was_sent",
        "L5 arts 14, 17",
        "A clue counts as handed on only when its letter was issued.",
        ended("end_clue_transferred"),
        ((called("clue.transfer"),),),
    ),
)

REVIEW: Final[tuple[Rule, ...]] = (
    Before(
        "review.of_the_lawful_kind",
        "L1 art 58; L5 arts 49-50 (P13-P14)",
        "What needs a legal review is not passed by an audit.",
        called("notice.issue"),
        (
            (
                called("decision:review_track", track="audit"),
                done("task_review_legality", review="agreed"),
            ),
        ),
        since=_TRACK,
    ),
    Before(
        "outcome.after_approval",
        "L5 arts 56, 60",
        "The leader decides otherwise than by a penalty what the supervisor approved.",
        called("outcome.decide"),
        ((done("task_approve_outcome", outcome_approval="approved"),),),
        since=_REPORTED,
    ),
    Before(
        "discussion.where_mandatory",
        "L1 art 57; L5 art 60 (P17)",
        "What leaders must discuss together is not imposed without their discussion.",
        _PENALISED,
        ((called("decision:review_track", needs_discussion=False), called("discussion.record")),),
        since=_TRACK,
    ),
    Before(
        "penalty.without_signs_of_crime",
        "L1 art 27; L8 arts 3, 11 (P33)",
        "What shows signs of a crime is not punished here before the police saw it.",
        _PENALISED,
        ((called("decision:transfer_trigger", transfer=False),),),
        since=_REPORTED,
    ),
    Before(
        "penalty.within_own_power",
        "L4 art 81 (R81)",
        "What a higher bureau must decide is not imposed here.",
        _PENALISED,
        ((called("decision:review_track", decided_by="bureau"),),),
        since=_REPORTED,
    ),
)

HEARING: Final[tuple[Rule, ...]] = (
    Before(
        "hearing.after_its_notice",
        "L1 arts 64, 85 (T25)",
        "No hearing without a notice that came seven working days before.",
        done("task_hold_hearing"),
        ((called("hearing.notify", notified_in_time=True),),),
        since=called("hearing.schedule"),
    ),
    Before(
        "hearing.at_its_hour",
        "L1 art 64",
        "No hearing before the hour of its notice.",
        done("task_hold_hearing"),
        ((fired("timer_hearing_at"),),),
        since=called("hearing.schedule"),
    ),
    Before(
        "hearing.notice_was_served",
        "L1 art 64; L5 art 82",
        "Whether the notice came in time is judged by its service.",
        called("hearing.notify"),
        ((called("service.record"),),),
        since=called("hearing.schedule"),
        once=True,
    ),
    Before(
        "hearing.was_asked_for",
        "L1 arts 63-64 (P19)",
        "A hearing is opened when the party asked for it, and was registered in time.",
        called("hearing.open"),
        ((_ASKED,), (called("defence.record"),)),
        since=called("notice.serve"),
    ),
    Follows(
        "asked_hearing.is_settled",
        "L1 arts 63-64 (P21)",
        "A hearing that was asked for is held, or waived by absence or in words.",
        _ASKED,
        (called("hearing.record"),),
    ),
    Follows(
        "late_notice.is_repeated",
        "L1 art 64 (T25)",
        "A hearing whose notice came too late gets another day.",
        called("hearing.notify", notified_in_time=False),
        (called("hearing.schedule"),),
    ),
    Follows(
        "held_hearing.is_reported",
        "L1 art 65 (T27)",
        "The chair reports on the hearing that was held.",
        done("task_hold_hearing", hearing_result="held"),
        (called("hearing.report"),),
    ),
    Before(
        "penalty.after_hearing_review",
        "L1 arts 58, 65; L5 art 50 (P14)",
        "After a hearing nothing is imposed before a legal review agreed again.",
        _PENALISED,
        (
            (
                called("defence.settle", heard=False),
                done("task_review_hearing", final_review="agreed"),
            ),
        ),
        since=called("notice.issue"),
    ),
    Before(
        "review_after_hearing.decides_anew",
        "L5 arts 50, 60 (P14, P17)",
        "After a hearing the way to the decision is determined anew.",
        done("task_review_hearing"),
        ((_TRACK,),),
        since=called("defence.settle"),
    ),
)

DEFENCE: Final[tuple[Rule, ...]] = (
    Follows(
        "defence.is_reconsidered",
        "L1 art 45; L5 art 58 (P18)",
        "What the party states is reconsidered.",
        done("task_record_defence", defence=("made", "hearing")),
        (done("task_reconsider_defence"),),
    ),
    Before(
        "defence.is_registered",
        "L5 art 57 (T21)",
        "What is reconsidered was registered in time.",
        done("task_reconsider_defence"),
        ((called("defence.record"),),),
        since=called("notice.serve"),
    ),
    Before(
        "penalty.after_settled_defence",
        "L1 art 45; L5 art 58",
        "Nothing is imposed before it is settled whether the proposal stands.",
        _PENALISED,
        ((called("defence.settle", informed="keep"),),),
        since=called("notice.issue"),
    ),
    Follows(
        "changed_proposal.is_reported_again",
        "L1 art 45; L5 arts 57-58 (P18)",
        "A changed proposal is reported, reviewed and told anew.",
        called("defence.settle", informed="change"),
        (_REPORTED,),
    ),
    Follows(
        "refused_hearing_review.is_reported_again",
        "L1 art 58 (P14)",
        "What the review after a hearing refuses is investigated anew.",
        done("task_review_hearing", final_review="returned"),
        (_REPORTED,),
    ),
)

REFERRAL: Final[tuple[Rule, ...]] = (
    Follows(
        "referred.is_sent",
        "L1 art 27; L5 arts 14, 17, 60",
        "What goes to another agency, to the police or up is sent with its letter.",
        called("penalty.decide", "outcome.decide", case_decision=_REFERRED),
        (called("referral.record", "transfer.send", "transfer.refuse"),),
    ),
    Before(
        "referral.has_letter",
        "L5 art 14; L8 art 6",
        "A case file is sent with its letter.",
        done("task_send_case_file"),
        ((called("referral.issue"),),),
        once=True,
    ),
    Before(
        "referral.was_decided",
        "L5 arts 14, 17, 60; L8 art 5",
        "Only what the leader decided to refer is referred.",
        called("referral.issue", "transfer.group"),
        ((called("penalty.decide", "outcome.decide", case_decision=_REFERRED),),),
        since=_REPORTED,
    ),
    Follows(
        "transferred.is_not_penalised",
        "L1 art 27; L8 art 11 (P33)",
        "A case that was taken over ends as referred, without a penalty of this bureau.",
        done("task_record_reply", referral_reply="accepted"),
        (ended("end_referred"),),
    ),
    Follows(
        "filed_crime.is_not_penalised",
        "L1 art 27; L8 art 11 (P33)",
        "A case in which the police filed ends as referred, without a penalty of this bureau.",
        called("police.hand_over"),
        (ended("end_referred"),),
    ),
    Follows(
        "declined_transfer.is_taken_up",
        "L8 art 10 (P35)",
        "A case that does not go to the police after all is investigated on.",
        called("transfer.refuse", "police.take_back"),
        (_REPORTED,),
    ),
    Follows(
        "refused_referral.is_taken_up",
        "L1 art 27; L5 arts 14-15 (P35)",
        "A case that nobody takes over is investigated on.",
        done("task_record_reply", referral_reply="refused"),
        (_REPORTED,),
    ),
    Before(
        "referred_end.was_accepted",
        "L5 arts 14, 60, 77",
        "Only a case that was taken over ends as referred.",
        ended("end_referred"),
        ((done("task_record_reply", referral_reply="accepted"), called("police.hand_over")),),
    ),
)

COLLECTION: Final[tuple[Rule, ...]] = (
    Before(
        "demand.after_overdue",
        "L2 art 54; L5 art 76 (T39)",
        "What is demanded is overdue.",
        called("demand.issue"),
        ((called("payment.overdue"),),),
    ),
    Before(
        "demand.was_served",
        "L2 arts 35, 38, 54",
        "The ten working days of a demand run from its service.",
        called("demand.serve"),
        ((called("service.record"),),),
        since=called("demand.issue"),
        once=True,
    ),
    Before(
        "court.after_demand",
        "L2 art 54 (T39)",
        "No court is asked before the demand was served and its days have passed.",
        called("court.apply"),
        ((called("demand.serve"),), (fired("timer_court_opens_at"),)),
        since=called("payment.overdue"),
    ),
    Before(
        "court.has_term",
        "L2 art 53 (T40)",
        "The three months for the court run before anybody applies.",
        done("task_apply_court"),
        ((called("court.open"),),),
        since=called("demand.serve"),
        once=True,
    ),
    Before(
        "court.was_asked",
        "L2 arts 53, 56-58",
        "A court answers what it was asked.",
        done("task_record_court"),
        ((called("court.apply"),),),
        once=True,
    ),
    Follows(
        "demand.is_collected_or_brought_to_court",
        "L1 art 72; L2 arts 53-54",
        "What was demanded is collected, or the court is asked.",
        called("demand.serve"),
        (done("task_collect_payment"), called("court.apply")),
    ),
    Before(
        "closure.ground_was_checked",
        "L5 art 77",
        "A closure is approved on a ground that the case bears out.",
        done("task_approve_closure"),
        ((called("closure.check"),),),
        once=True,
    ),
)

IRON_FIST: Final = (*FILING, *REVIEW, *DEFENCE, *HEARING, *REFERRAL, *COLLECTION)
