"""Who may do what in a model, read off its drawing: roles, four eyes, forms and deadlines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine import forms
from engine.bpmn import Element, Model
from engine.proof import contracts
from engine.proof.liveness import Liveness
from engine.proof.records import FORMS
from engine.spiff.parsing import Spec, UserTask
from models.accounts import ROLES

#: Reviews, approvals and decisions that no handler may take part in (design.md section 5).
_NO_HANDLER: Final = (
    "task_review_",
    "task_audit_",
    "task_approve_",
    "task_confirm_",
    "task_discuss_",
    "task_decide_",
    "task_publish_listing",
    "task_publish_penalty",
    # Who decided and collected a fine does not pay it in (L1 art 67).
    "task_deposit_fine",
    # A hearing's chair did not investigate (L1 art 64).
    "task_hold_hearing",
    "task_conclude_hearing",
)
#: A reviewer of grave cases holds the legal professional qualification (L1 art 58; L5 art 51).
_QUALIFIED: Final = ("task_review_legality", "task_review_hearing")
#: What only the one person does whom the case names.
_NAMED: Final = {"task_hold_hearing": "chair_id", "task_conclude_hearing": "chair_id"}
#: Decision -> the approval that another person gave.
_TWO_PEOPLE: Final = {
    "task_decide_filing": "task_approve_filing",
    "task_decide_penalty": "task_approve_penalty",
    "task_decide_outcome": "task_approve_outcome",
}
#: Visits and measures that two officers sign (L6 art 23; L2 art 18).
_FOUR_EYES: Final = (
    "task_examine_on_spot",
    "task_hear_on_spot",
    "task_hold_interview",
    "task_inspect_",
    "task_reinspect",
    "task_report_crime",
    "task_take_measure",
)
#: Beginning of a user task's id -> who does it (L5 arts 5, 19, 48-60, 77; L6 art 21).
_ROLES: Final = {
    "task_accept_assignment": "inspector",
    "task_accept_complaint": "supervisor",
    "task_answer_reporter": "inspector",
    "task_appoint_chair": "leader",
    "task_approve_closure": "leader",
    "task_approve_extension": "leader",
    "task_approve_filing": "supervisor",
    "task_approve_interview": "leader",
    "task_approve_measure": "leader",
    "task_approve_outcome": "supervisor",
    "task_approve_penalty": "supervisor",
    "task_assign_officers": "supervisor",
    "task_audit_case": "legal_reviewer",
    "task_conclude_hearing": "legal_reviewer",
    "task_confirm_": "leader",
    "task_decide_": "leader",
    "task_discuss_": "leader",
    "task_follow_suspension": "inspector",
    "task_apply_court": "inspector",
    "task_choose_step": "leader",
    "task_collect_payment": "inspector",
    "task_demand_payment": "inspector",
    "task_deposit_fine": "supervisor",
    "task_examine_on_spot": "inspector",
    "task_form_group": "supervisor",
    "task_hand_in_fine": "inspector",
    "task_hand_over": "inspector",
    "task_hear_on_spot": "inspector",
    "task_hold_hearing": "legal_reviewer",
    "task_hold_interview": "inspector",
    "task_inspect_": "inspector",
    "task_mediate_": "inspector",
    "task_name_": "inspector",
    "task_propose_": "inspector",
    "task_publish_": "supervisor",
    "task_reconsider_defence": "inspector",
    "task_record_": "inspector",
    "task_reinspect": "inspector",
    "task_report_": "inspector",
    "task_request_": "inspector",
    "task_review_": "legal_reviewer",
    "task_send_case_file": "inspector",
    "task_send_transfer": "inspector",
    "task_serve_": "inspector",
    "task_submit_correction": "inspector",
    "task_submit_material": "inspector",
    "task_supplement": "inspector",
    "task_take_measure": "inspector",
    "task_tell_parties": "inspector",
    "task_urge_police": "leader",
}
#: Operation -> the term that it starts and that must end the waiting by itself.
_TERMS: Final = {
    "complaint.accept": "mediation_due",
    "decision.serve": "payment_due",
    "demand.serve": "court_opens_at",
    "notice.serve": "defence_due",
    "police.answer": "reconsider_due",
    "rectification.order": "rectification_due",
}
#: Terms on the bureau's own power: whoever waits under one is cut short by it.
_OWN_POWER: Final = frozenset({"approval_due", "instalment_due", "preservation_due", "seizure_due"})
#: What goes on while the investigation rests: it was suspended, these terms were not.
_WHILE_RESTING: Final = (
    "task_approve_measure",
    "task_confirm_measure",
    "task_decide_disposal",
    "task_decide_seizure_step",
    "task_decide_termination",
    "task_follow_suspension",
    "task_propose_disposal",
    "task_propose_seizure_step",
    "task_request_measure",
    "task_take_measure",
)
#: Clock -> the operations that stop it because its term was kept.
_MEETS: Final = {
    "acceptance_due": (),
    "answer_due": (),
    "case_due": ("penalty.decide", "outcome.decide", "summary.close"),
    "chair_due": (),
    "closure_due": ("case.close", "summary.close"),
    # The way to the court goes on only with the application itself (T40).
    "court_due": (),
    "defence_due": (),
    "demand_due": ("court.open", "payment.record"),
    "deposit_due": ("fine.deposit",),
    "filing_due": ("filing.record", "case.close", "clue.transfer"),
    "hand_in_due": (),
    "handover_due": (),
    "hearing_report_due": (),
    "listing_ends": ("listing.remove", "listing.expire"),
    "material_due": ("summary.file",),
    "mediation_due": (),
    "payment_due": ("payment.record",),
    "police_due": ("police.answer",),
    "publication_due": ("publication.publish",),
    "public_notice_due": ("service.record",),
    "reconsider_due": (),
    "rectification_due": ("rectification.close",),
    "removal_due": (),
    "review_due": ("review.record",),
    "send_due": (),
    "service_due": (),
    "supplement_due": (),
    "told_due": (),
    "transfer_due": (),
}


#: Rule -> where the law says so, and what it demands.
RULES: Final[Mapping[str, tuple[str, str]]] = {
    "people.role_exists": (
        "L1 arts 15, 42; L5 art 5",
        "Every step of a person belongs to a role that exists.",
    ),
    "people.right_role": (
        "L5 arts 5, 19, 48-60, 77; L6 art 21",
        "Every step belongs to the role that the law gives it to.",
    ),
    "people.no_handler": (
        "L1 arts 57-58, 64; L5 arts 49, 60 (P13, P21)",
        "Who reviews, discusses, approves, decides or chairs a hearing did not handle the case.",
    ),
    "people.two_people": (
        "L5 arts 19, 56, 60",
        "Who approves and who decides are two people.",
    ),
    "people.four_eyes": (
        "L1 art 42; L2 art 18; L6 art 23 (P01-P02)",
        "Visits and measures bear the signatures of two officers.",
    ),
    "people.qualified": (
        "L1 art 58; L5 art 51 (P15)",
        "A legal reviewer holds the legal professional qualification.",
    ),
    "people.named": ("L1 art 64 (P21)", "A hearing is held by the chair whom the leader named."),
    "people.form": ("design.md section 3", "Every step has the form that its operation reads."),
    "people.hands_on": (
        "design.md section 3",
        "What a form asks and a later step reads is handed on.",
    ),
    "people.due_is_set": ("design.md section 4", "Every due date of a step is computed."),
    "people.while_resting": (
        "L5 arts 33-41, 46-47",
        "What has a term of its own goes on while the investigation rests.",
    ),
    "deadline.cuts_short": (
        "L1 art 66; L2 arts 19, 25; L5 art 35",
        "A term on the bureau's own power ends the waiting by itself.",
    ),
    "deadline.fires": (
        "L1 arts 44-45, 64, 67; L2 art 54; L6 art 33",
        "A term that the law ends by itself has a timer.",
    ),
    "operation.sets": ("design.md section 3", "Every step says which variables it sets."),
    "clock.is_met": ("design.md section 4", "Every legal clock is stopped when its term is kept."),
}


@dataclass(frozen=True)
class Look:
    """One rule looked up at one place of the drawing."""

    rule: str
    holds: bool
    #: What is wrong there, when it does not hold.
    words: str
    #: `process:element`.
    place: str


def looks(spec: Spec, models: Mapping[str, Model], liveness: Liveness) -> Iterator[Look]:
    """Everything that can be seen without running the model."""
    dates = _dates(models)
    for task in spec.user_tasks.values():
        yield from _role(task)
        yield from _eyes(task)
        yield from _papers(task, dates, liveness.after(task.process, task.element))
        if task.element in _WHILE_RESTING:
            resting = task.rule.while_resting
            yield _seen("while_resting", task, f"{task.element} stands still.", holds=resting)
    yield from _cut_short(models)
    yield from _operations(models)
    yield from _clocks(spec, models)


def _role(task: UserTask) -> Iterator[Look]:
    role, element = task.rule.role, task.element
    exists = role in ROLES or role.startswith("department:")
    yield _seen("role_exists", task, f"{element}: no role {role}.", holds=exists)
    wanted = next((one for start, one in _ROLES.items() if element.startswith(start)), None)
    if exists and wanted is not None:
        words = f"{element} is for {wanted}, not {role}."
        yield _seen("right_role", task, words, holds=role == wanted)


def _eyes(task: UserTask) -> Iterator[Look]:
    rule, element = task.rule, task.element
    if element.startswith(_NO_HANDLER):
        words = f"{element} lets handlers in."
        yield _seen("no_handler", task, words, holds=rule.excludes_handlers)
    other = _TWO_PEOPLE.get(element)
    if other is not None:
        words = f"{element} may be {other}'s person."
        yield _seen("two_people", task, words, holds=other in rule.not_same_as)
    if element in _QUALIFIED:
        words = f"{element} needs no legal qualification."
        yield _seen("qualified", task, words, holds=rule.legal_qualification)
    if element in _NAMED:
        words = f"{element} is not kept for {_NAMED[element]}."
        yield _seen("named", task, words, holds=rule.assignee == _NAMED[element])
    if element.startswith(_FOUR_EYES):
        words = f"{element} needs one signature only."
        yield _seen("four_eyes", task, words, holds=rule.both_officers)


def _papers(task: UserTask, dates: frozenset[str], read: frozenset[str]) -> Iterator[Look]:
    """The form, what it hands on, and the dates that the task shows."""
    form = FORMS.get(task.element)
    if form is not None:
        words = f"{task.element} is read with the form {form}."
        yield _seen("form", task, words, holds=task.form == form)
    if task.form in forms.names():
        for name in sorted(read & forms.load(task.form).fields.keys()):
            words = f"{task.element} asks for {name}, which is read later, and does not hand it on."
            yield _seen("hands_on", task, words, holds=name in task.outcomes)
    for date in (task.due, *task.meets):
        if date:
            words = f"Nothing computes {date} of {task.element}."
            yield _seen("due_is_set", task, words, holds=date in dates)


def _cut_short(models: Mapping[str, Model]) -> Iterator[Look]:
    for model in models.values():
        for task in model.of_kind("userTask"):
            due = task.properties.get("due", "")
            if due in _OWN_POWER:
                timers = {
                    edge.event.expression
                    for edge in model.boundary_events(task.id)
                    if edge.interrupting and edge.event is not None
                }
                words = f"No timer ends {task.id} with the term {due}."
                place = f"{model.process}:{task.id}"
                yield Look("deadline.cuts_short", due in timers, words, place)


def _operations(models: Mapping[str, Model]) -> Iterator[Look]:
    ending = {
        event.event.expression
        for model in models.values()
        for event in model.of_kind("boundaryEvent")
        if event.interrupting and event.event is not None
    }
    for place, task in _operating(models):
        term = _TERMS.get(task.topic)
        if term is not None:
            words = f"No timer ends the waiting for {term}, which {task.topic} starts."
            yield Look("deadline.fires", term in ending, words, place)
        expected = contracts.names(task.topic)
        if expected is not None:
            words = f"{task.id} must say that it sets {', '.join(sorted(expected)) or 'nothing'}."
            said = frozenset(task.listed("sets"))
            yield Look("operation.sets", expected == said, words, place)


def _clocks(spec: Spec, models: Mapping[str, Model]) -> Iterator[Look]:
    """Every clock that starts is met somewhere: by an operation or by completing a task."""
    met = {name for task in spec.user_tasks.values() for name in task.meets}
    topics = {task.topic for _place, task in _operating(models)}
    met.update(name for name, by in _MEETS.items() if not topics.isdisjoint(by))
    for place, task in _operating(models):
        for name in task.listed("sets"):
            if name in _MEETS:
                words = f"Nothing stops the clock {name} when its term is kept."
                yield Look("clock.is_met", name in met, words, place)


def _operating(models: Mapping[str, Model]) -> Iterator[tuple[str, Element]]:
    for model in models.values():
        for task in model.operating:
            yield f"{model.process}:{task.id}", task


def _dates(models: Mapping[str, Model]) -> frozenset[str]:
    return frozenset(name for _place, task in _operating(models) for name in task.listed("sets"))


def _seen(rule: str, task: UserTask, words: str, *, holds: bool) -> Look:
    return Look(f"people.{rule}", holds, words, f"{task.process}:{task.element}")


def needed(spec: Spec) -> Iterator[tuple[UserTask, int]]:
    """How many people of its role each user task needs: two where four eyes are needed."""
    tasks = spec.user_tasks.values()
    roles = {task.element: task.rule.role for task in tasks}
    for task in tasks:
        rule = task.rule
        # Whoever did the other task may not do this one.
        others = [one for one in rule.not_same_as if roles.get(one) == rule.role]
        yield task, 1 + max(int(rule.both_officers), len(others))
