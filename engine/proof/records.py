"""What people submit and operations record belongs together: neither stands without the other.

A test compares `READS` with the source of the operations.
"""

from typing import Final

from engine.operations.inspections import VISITS
from engine.proof.events import called, done
from engine.proof.rules import Before, Follows, Rule

#: Topic -> the user tasks whose newest submission the operation reads (one of each group).
READS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "deferral.request": (("task_request_deferral",),),
    "deferral.settle": (("task_record_instalment",),),
    "complaint.accept": (("task_accept_complaint",),),
    "complaint.mediate": (("task_mediate_complaint",),),
    "complaint.refuse": (("task_accept_complaint",),),
    "extension.request": (("task_request_extension",),),
    "defence.record": (("task_record_defence",),),
    "discussion.record": (("task_discuss_case",),),
    "filing.record": (("task_propose_filing",),),
    "inspection.not_performed": (VISITS,),
    "inspection.record": (VISITS,),
    "hearing.record": (("task_hold_hearing",),),
    "hearing.report": (("task_conclude_hearing",),),
    "hearing.schedule": (("task_appoint_chair",),),
    "officers.assign": (("task_assign_officers",),),
    "outcome.decide": (
        ("task_report_investigation",),
        ("task_decide_outcome",),
        ("task_approve_outcome",),
    ),
    "closure.check": (("task_propose_closure",),),
    "court.apply": (("task_apply_court",),),
    "demand.issue": (("task_demand_payment",),),
    "payment.record": (
        (
            "task_record_payment",
            "task_demand_payment",
            "task_collect_payment",
            "task_record_court",
        ),
    ),
    "penalty.decide": (
        ("task_report_investigation",),
        ("task_decide_penalty",),
        ("task_approve_penalty",),
    ),
    "penalty.propose": (("task_report_investigation",),),
    "publication.publish": (("task_publish_result", "task_publish_penalty"),),
    "referral.issue": (("task_decide_penalty", "task_decide_outcome"),),
    "referral.record": (("task_send_case_file",), ("task_record_reply",)),
    "review.record": (("task_review_legality", "task_audit_case", "task_review_hearing"),),
    "rectification.close": (("task_reinspect",),),
    "rectification.order": (VISITS,),
    "service.announce": (("task_serve_document",),),
    "service.record": (("task_serve_document",),),
}
#: User task -> the form that the operation behind it reads.
FORMS: Final[dict[str, str]] = {
    "task_accept_complaint": "accept_complaint",
    "task_appoint_chair": "appoint_chair",
    "task_approve_closure": "approve_closure",
    "task_approve_extension": "approve_extension",
    "task_approve_filing": "approve_filing",
    "task_approve_measure": "approve_measure",
    "task_approve_penalty": "approve_penalty",
    "task_assign_officers": "assign_officers",
    "task_confirm_measure": "confirm_measure",
    "task_decide_deferral": "decide_deferral",
    "task_decide_disposal": "decide_disposal",
    "task_approve_outcome": "approve_outcome",
    "task_audit_case": "audit_case",
    "task_conclude_hearing": "conclude_hearing",
    "task_decide_filing": "decide_filing",
    "task_decide_outcome": "decide_outcome",
    "task_decide_penalty": "decide_penalty",
    "task_decide_seizure_step": "decide_seizure_step",
    "task_decide_suspension": "decide_suspension",
    "task_decide_termination": "decide_termination",
    "task_discuss_extension": "discuss_extension",
    "task_follow_suspension": "follow_suspension",
    "task_discuss_case": "discuss_case",
    "task_apply_court": "apply_court",
    "task_collect_payment": "collect_payment",
    "task_demand_payment": "demand_payment",
    "task_record_court": "record_court",
    "task_inspect_premises": "inspect_premises",
    "task_inspect_production": "review_production",
    "task_hold_hearing": "hold_hearing",
    "task_mediate_complaint": "mediate_complaint",
    "task_inspect_school": "inspect_school",
    "task_propose_closure": "propose_closure",
    "task_propose_disposal": "propose_disposal",
    "task_propose_filing": "propose_filing",
    "task_propose_seizure_step": "propose_seizure_step",
    "task_publish_penalty": "publish_penalty",
    "task_publish_result": "publish_result",
    "task_record_defence": "record_defence",
    "task_record_instalment": "record_instalment",
    "task_reconsider_defence": "reconsider_defence",
    "task_record_payment": "record_payment",
    "task_record_reply": "record_reply",
    "task_reinspect": "reinspect",
    "task_report_investigation": "investigation_report",
    "task_request_deferral": "request_deferral",
    "task_request_extension": "request_extension",
    "task_request_measure": "request_measure",
    "task_request_suspension": "request_suspension",
    "task_review_hearing": "review_hearing",
    "task_review_legality": "review_legality",
    "task_send_case_file": "send_case_file",
    "task_serve_document": "serve_document",
    "task_submit_correction": "submit_correction",
    "task_take_measure": "take_measure",
    "task_tell_parties": "tell_parties",
}
#: User task -> the operations one of which must record what was submitted there.
_RECORDED: Final[dict[str, tuple[str, ...]]] = {
    "task_record_instalment": ("deferral.settle",),
    "task_request_deferral": ("deferral.request",),
    "task_request_extension": ("extension.request",),
    "task_accept_complaint": ("complaint.accept", "complaint.refuse"),
    "task_appoint_chair": ("hearing.schedule",),
    "task_audit_case": ("review.record",),
    "task_conclude_hearing": ("hearing.report",),
    "task_discuss_case": ("discussion.record",),
    "task_hold_hearing": ("hearing.record",),
    "task_mediate_complaint": ("complaint.mediate",),
    "task_record_defence": ("defence.record",),
    "task_record_reply": ("referral.record",),
    "task_review_hearing": ("review.record",),
    "task_review_legality": ("review.record",),
    "task_send_case_file": ("referral.record",),
    "task_assign_officers": ("officers.assign",),
    **dict.fromkeys(VISITS, ("inspection.record", "inspection.not_performed")),
    "task_propose_closure": ("case.close",),
    "task_propose_filing": ("filing.record", "case.close"),
    "task_publish_penalty": ("publication.publish",),
    "task_publish_result": ("publication.publish",),
    "task_record_payment": ("payment.record",),
    "task_apply_court": ("court.apply",),
    "task_collect_payment": ("payment.record",),
    "task_demand_payment": ("payment.record", "demand.issue"),
    "task_record_court": ("payment.record",),
    "task_reinspect": ("rectification.close",),
    "task_report_investigation": ("penalty.propose",),
    "task_serve_document": ("service.record",),
}

RECORDS: Final[tuple[Rule, ...]] = (
    *(
        Before(
            f"{topic}.reads",
            "design.md section 3",
            f"What {topic} reads was submitted since it was called last.",
            called(topic),
            tuple(tuple(done(one) for one in group) for group in groups),
            once=True,
        )
        for topic, groups in READS.items()
    ),
    *(
        Follows(
            f"{element}.is_recorded",
            "design.md section 3",
            f"What was submitted in {element} is recorded.",
            done(element),
            tuple(called(topic) for topic in topics),
        )
        for element, topics in _RECORDED.items()
    ),
)
