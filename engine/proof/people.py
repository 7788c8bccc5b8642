"""Who may do what in a model, read off its drawing: roles, four eyes, forms and deadlines."""

from collections.abc import Iterator, Mapping
from typing import Final

from engine.bpmn import Model
from engine.proof import contracts
from engine.proof.explorer import Violation
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
    "task_publish_penalty",
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
_FOUR_EYES: Final = ("task_inspect_", "task_reinspect", "task_take_measure")
#: Beginning of a user task's id -> who does it (L5 arts 5, 19, 48-60, 77; L6 art 21).
_ROLES: Final = {
    "task_accept_assignment": "inspector",
    "task_appoint_chair": "leader",
    "task_approve_closure": "leader",
    "task_approve_extension": "leader",
    "task_approve_filing": "supervisor",
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
    "task_collect_payment": "inspector",
    "task_demand_payment": "inspector",
    "task_hold_hearing": "legal_reviewer",
    "task_inspect_": "inspector",
    "task_propose_": "inspector",
    "task_publish_": "supervisor",
    "task_reconsider_defence": "inspector",
    "task_record_": "inspector",
    "task_reinspect": "inspector",
    "task_report_": "inspector",
    "task_request_": "inspector",
    "task_review_": "legal_reviewer",
    "task_send_case_file": "inspector",
    "task_serve_": "inspector",
    "task_submit_correction": "inspector",
    "task_take_measure": "inspector",
}
#: Operation -> the term that it starts and that must end the waiting by itself.
_TERMS: Final = {
    "decision.serve": "payment_due",
    "demand.serve": "court_opens_at",
    "notice.serve": "defence_due",
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
    "case_due": ("penalty.decide", "outcome.decide"),
    "chair_due": (),
    "closure_due": ("case.close",),
    "court_due": ("payment.record",),
    "defence_due": (),
    "demand_due": ("court.open", "payment.record"),
    "filing_due": ("filing.record", "case.close"),
    "hearing_report_due": (),
    "payment_due": ("payment.record",),
    "publication_due": ("publication.publish",),
    "public_notice_due": ("service.record",),
    "rectification_due": ("rectification.close",),
    "review_due": ("review.record",),
    "service_due": (),
}


def violations(spec: Spec, models: Mapping[str, Model]) -> Iterator[Violation]:
    """Everything that can be seen without running the model."""
    dates = _dates(models)
    for task in spec.user_tasks.values():
        yield from _role(task)
        yield from _eyes(task)
        form = FORMS.get(task.element)
        if form is not None and task.form != form:
            yield _broken("form", f"{task.element} is read with the form {form}.", task)
        for name in (task.due, *task.meets):
            if name and name not in dates:
                yield _broken("due_is_set", f"Nothing computes {name} of {task.element}.", task)
        if task.element in _WHILE_RESTING and not task.rule.while_resting:
            yield _broken("while_resting", f"{task.element} stands still with the case.", task)
    yield from _cut_short(models)
    yield from _operations(models)
    yield from _clocks(spec, models)


def _role(task: UserTask) -> Iterator[Violation]:
    role = task.rule.role
    if role not in ROLES and not role.startswith("department:"):
        yield _broken("role_exists", f"{task.element}: no role {role}.", task)
        return
    wanted = next((one for start, one in _ROLES.items() if task.element.startswith(start)), role)
    if role != wanted:
        yield _broken("right_role", f"{task.element} is for {wanted}, not {role}.", task)


def _eyes(task: UserTask) -> Iterator[Violation]:
    rule, element = task.rule, task.element
    if element.startswith(_NO_HANDLER) and not rule.excludes_handlers:
        yield _broken("no_handler", f"{element} lets handlers in.", task)
    other = _TWO_PEOPLE.get(element)
    if other is not None and other not in rule.not_same_as:
        yield _broken("two_people", f"{element} may be {other}'s person.", task)
    if element in _QUALIFIED and not rule.legal_qualification:
        yield _broken("qualified", f"{element} needs no legal qualification.", task)
    if rule.assignee != _NAMED.get(element, rule.assignee):
        yield _broken("named", f"{element} is not kept for {_NAMED[element]}.", task)
    if element.startswith(_FOUR_EYES) and not rule.both_officers:
        yield _broken("four_eyes", f"{element} needs one signature only.", task)


def _cut_short(models: Mapping[str, Model]) -> Iterator[Violation]:
    for model in models.values():
        for task in model.of_kind("userTask"):
            due = task.properties.get("due", "")
            timers = {
                edge.event.expression
                for edge in model.boundary_events(task.id)
                if edge.interrupting and edge.event is not None
            }
            if due in _OWN_POWER - timers:
                words = f"No timer ends {task.id} with the term {due}."
                yield _drawn("deadline.cuts_short", words, f"{model.process}:{task.id}")


def _operations(models: Mapping[str, Model]) -> Iterator[Violation]:
    ending = {
        event.event.expression
        for model in models.values()
        for event in model.of_kind("boundaryEvent")
        if event.interrupting and event.event is not None
    }
    for model in models.values():
        for task in model.of_kind("serviceTask"):
            place = f"{model.process}:{task.id}"
            term = _TERMS.get(task.topic)
            if term is not None and term not in ending:
                words = f"No timer ends the waiting for {term}, which {task.topic} starts."
                yield _drawn("deadline.fires", words, place)
            expected = contracts.names(task.topic)
            if expected is not None and expected != frozenset(task.listed("sets")):
                words = (
                    f"{task.id} must say that it sets {', '.join(sorted(expected)) or 'nothing'}."
                )
                yield _drawn("operation.sets", words, place)


def _clocks(spec: Spec, models: Mapping[str, Model]) -> Iterator[Violation]:
    """Every clock that starts is met somewhere: by an operation or by completing a task."""
    met = {name for task in spec.user_tasks.values() for name in task.meets}
    tasks = [(model, task) for model in models.values() for task in model.of_kind("serviceTask")]
    topics = {task.topic for _model, task in tasks}
    met.update(name for name, by in _MEETS.items() if not topics.isdisjoint(by))
    for model, task in tasks:
        for name in task.listed("sets"):
            if name in _MEETS and name not in met:
                words = f"Nothing stops the clock {name} when its term is kept."
                yield _drawn("clock.is_met", words, f"{model.process}:{task.id}")


def _dates(models: Mapping[str, Model]) -> frozenset[str]:
    return frozenset(
        name
        for model in models.values()
        for task in model.of_kind("serviceTask")
        for name in task.listed("sets")
    )


def _broken(rule: str, words: str, task: UserTask) -> Violation:
    return _drawn(f"people.{rule}", words, f"{task.process}:{task.element}")


def _drawn(rule: str, words: str, place: str) -> Violation:
    return Violation(rule, words, (f"at {place}",), (), (place,))
