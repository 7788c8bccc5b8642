"""The words of what keeps a process model from being deployed: linter, proof and people."""

from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

MODEL_ERRORS: Final = {
    "model.no_file": _l("Choose at least one BPMN file."),
    "model.too_many_files": _l("At most %(limit)s files at once."),
    "model.disproved": _l("The model breaks a rule; the shortest way there is shown."),
    "model.rule_lost": _l(
        "A rule of the law that the version before was subject to no longer meets this model."
    ),
    "model.people_missing": _l("Too few people could do a step of this model."),
    "model.people": _l(
        "“%(element)s” needs %(needed)s people with the role %(role)s; there are %(found)s."
    ),
}
#: What the linter says, by code; the reasons of refused elements are below.
LINT: Final = {
    "xml.too_large": _l("The file is larger than %(limit)s bytes."),
    "xml.too_deep": _l("Elements are nested deeper than %(limit)s."),
    "xml.too_many_elements": _l("The file has more than %(limit)s elements."),
    "xml.too_many_attributes": _l("An element has more than %(limit)s attributes."),
    "xml.document_type": _l("A document type with declarations is not read."),
    "xml.empty": _l("The file is empty."),
    "xml.not_well_formed": _l("This is not well-formed XML: %(said)s."),
    "bpmn.wrong_root": _l("The root is %(found)s, not a BPMN 2.0 definitions element."),
    "bpmn.no_process": _l("There is no process."),
    "bpmn.several_processes": _l("There are %(count)s processes; one file holds one."),
    "bpmn.not_executable": _l("The process is not executable (isExecutable)."),
    "element.refused": _l("%(name)s is not supported: %(why)s."),
    "element.unknown": _l("%(name)s is not an element that is supported here."),
    "element.misplaced": _l("%(name)s cannot stand in %(parent)s."),
    "attribute.refused": _l("The attribute %(name)s of %(element)s is not supported."),
    "attribute.value": _l("The attribute %(name)s of %(element)s cannot be %(value)s."),
    "property.unknown": _l("The property %(name)s means nothing on a %(element)s."),
    "property.value": _l("The property %(name)s cannot be %(value)s."),
    "id.missing": _l("%(name)s has no id."),
    "id.invalid": _l("The id %(id)s is not plain: letters, digits, - and _, at most 100."),
    "id.duplicate": _l("The id %(id)s is used twice."),
    "id.is_operation": _l("The id is also the name of an operation."),
    "name.missing": _l("The %(kind)s has no name."),
    "name.too_long": _l("The name is longer than %(limit)s characters."),
    "reference.dangling": _l("%(attribute)s names %(value)s, which is not there."),
    "start.count": _l("A process starts at one plain start event; here are %(count)s."),
    "end.count": _l("There is no end event."),
    "flow.crosses": _l("A flow cannot cross the edge of a sub-process."),
    "flow.missing_in": _l("No flow leads here."),
    "flow.missing_out": _l("No flow leads away."),
    "flow.unwanted_in": _l("A %(kind)s cannot be entered."),
    "flow.unwanted_out": _l("An end event cannot be left."),
    "flow.condition": _l("A condition is allowed only behind an exclusive or inclusive gateway."),
    "flow.doubled": _l("Two flows lead to the same element."),
    "split.implicit": _l("%(count)s flows leave; use a gateway."),
    "gateway.no_default": _l("The gateway has no default flow."),
    "gateway.no_condition": _l("The flow %(flow)s has no condition and is not the default."),
    "gateway.default_condition": _l(
        "The default flow %(flow)s has a condition that is never asked."
    ),
    "element.unreachable": _l("Nothing leads here from the start."),
    "element.no_way_out": _l("No end event can be reached from here."),
    "flow.endless": _l("Nothing waits in the circle %(path)s."),
    "join.in_circle": _l("A join cannot be repeated; make a process of its own of what it joins."),
    "event.unsupported": _l("The event needs %(needs)s."),
    "event.missing": _l("Nothing says what it waits for."),
    "event.several": _l("There are %(count)s events in one; draw them apart."),
    "event.nameless": _l("The event names no %(kind)s."),
    "event.attached": _l("An event of the kind %(event)s cannot stand on the edge of a %(host)s."),
    "event.error_goes_on": _l("An error ends what it happens in (cancelActivity)."),
    "event.doubled": _l("%(other)s waits for the same in the same place."),
    "gateway.no_choice": _l("A gateway of events waits for two at least."),
    "gateway.not_event": _l("%(target)s is not an event that this gateway alone leads to."),
    "message.differs": _l("Another file declares the message %(name)s differently."),
    "name.twice": _l("There are two of the kind %(kind)s with the name %(name)s."),
    "code.missing": _l("The %(kind)s has no code."),
    "repeat.one_source": _l("It needs a collection or a number of instances, and not both."),
    "repeat.no_items": _l("There are no items for %(name)s without a collection."),
    "repeat.not_variable": _l("%(value)s is not the name of one variable."),
    "repeat.no_end": _l("A loop needs a condition or a number of turns (loopMaximum)."),
    "repeat.maximum": _l("The number of turns cannot be %(value)s."),
    "repeat.collects": _l("Only what is done for several instances can collect."),
    "repeat.no_outcome": _l("%(name)s is collected, but it is no outcome of the task."),
    "lane.not_role": _l("The lane %(lane)s is not a role."),
    "lane.missing": _l("The user task stands in no lane."),
    "lane.twice": _l("%(member)s stands in two lanes."),
    "form.missing": _l("The user task has no form (camunda:formRef)."),
    "form.unknown": _l("There is no form %(form)s."),
    "outcome.unknown": _l("The form %(form)s has no field %(field)s."),
    "topic.missing": _l("It has no topic (camunda:type=external, camunda:topic)."),
    "topic.unknown": _l("There is no operation %(topic)s."),
    "decision.missing": _l("The business rule task has no decision (camunda:decisionRef)."),
    "decision.unknown": _l("There is no decision %(decision)s."),
    "called.missing": _l("The call activity names no process (calledElement)."),
    "called.unknown": _l("There is no process %(called)s."),
    "called.cycle": _l("The processes call each other in a circle: %(path)s."),
    "person.unknown": _l(
        "The property not_same_as names %(value)s, which is no user task of this process."
    ),
    "condition.invalid": _l("The condition is no FEEL: %(said)s."),
    "dmn.unreadable": _l("The decision model cannot be read: %(said)s."),
    "dmn.broken": _l("%(said)s."),
    "dmn.finding": _l("%(said)s."),
    "dmn.no_decision": _l("The file has no decision %(decision)s, by which processes name it."),
    "dmn.not_drawn": _l("The decision requirements graph does not show it."),
    "timer.not_variable": _l("The timer must be the name of one variable, not %(value)s."),
    "picture.no_plane": _l("A diagram has one plane, that of the process or of its pool."),
    "picture.no_bounds": _l("The shape has no bounds in the picture."),
    "picture.number_missing": _l("In the picture %(element)s has no %(name)s."),
    "picture.not_number": _l("In the picture %(name)s of %(element)s is no number: “%(value)s”."),
    "picture.number_range": _l(
        "In the picture %(name)s of %(element)s is %(value)s; "
        "it lies between %(least)s and %(most)s."
    ),
}
#: Why an element is refused: the linter's own words are their message ids.
WHY: Final = (
    _l("a model holds no code"),
    _l("it says neither who does it nor how; use a user task or a service task"),
    _l("nobody would record that it was done; use a user task with a form"),
    _l(
        "the engine starts it with the process around it, which then never ends; "
        "use a sub-process with an event on its edge"
    ),
    _l("nothing would be compensated; use a sub-process with an event on its edge"),
    _l("the engine cannot run it; the order of steps is the law's"),
    _l("it is not drawn"),
    _l("a message reaches the case that it is handed to"),
    _l("there is one pool; a message names itself"),
    _l("it would never see what another branch changes; use a gateway or a message"),
    _l("a message reaches a case, which runs already; people and campaigns open cases"),
    _l("a signal is heard by what runs already; people and campaigns open cases"),
    _l("people and campaigns open cases"),
    _l("not executable"),
    _l("it would have no form; use a user task"),
    _l("it would have no lane; use a user task"),
    _l("use a business rule task"),
    _l("the engine does not know it; use inclusive gateways"),
    _l("the engine would read it as a plain event and compensate nothing"),
    _l("the engine would read it as a plain event and go nowhere"),
    _l("there are no transactions to cancel"),
    _l("a duration knows no working days; use timeDate with a computed variable"),
    _l("a reminder has its own date; use timeDate with a computed variable"),
    _l("use camunda:collection and camunda:elementVariable"),
    _l("use the property collects"),
    _l("nobody would hear what an instance throws"),
    _l("a lane is one role"),
    _l("a file must be complete in itself"),
    _l("facts live in tables; the process carries ids, outcomes and dates only"),
    _l("the lane says who may do it"),
    _l("operations are named by topic"),
    _l("the form says what is shown"),
    _l("it would have to be understood"),
    _l("every change is audited anyway"),
    _l("it means nothing here"),
)
#: What can be seen in the drawing or in the shape of all paths.
SHAPE: Final = {
    "people.role_exists": _l("A step belongs to a role that does not exist."),
    "people.right_role": _l("A step belongs to a role that the law does not give it to."),
    "people.no_handler": _l("A review, approval or decision lets those in who handled the case."),
    "people.two_people": _l("Approval and decision may be by the same person."),
    "people.four_eyes": _l("A visit needs the signatures of two officers."),
    "people.qualified": _l("A legal reviewer needs no legal professional qualification."),
    "people.named": _l("A hearing may be held by somebody else than its chair."),
    "people.hands_on": _l("A step does not hand on what a later step reads."),
    "people.form": _l("A step has a form that the operation behind it cannot read."),
    "people.due_is_set": _l("A step has a due date that nothing computes."),
    "deadline.fires": _l("A term that the law ends by itself has no timer."),
    "operation.sets": _l("A step does not say which dates it sets."),
    "deadline.cuts_short": _l("A term on the bureau's own power does not cut a step short."),
    "people.while_resting": _l("A step under a running term stands still with the case."),
    "clock.is_met": _l("Nothing stops a legal clock when its term is kept."),
    "waiting.has_end": _l("A case waits for nobody and for no term."),
    "soundness.can_finish": _l("From here the process cannot end."),
    "soundness.no_dead_element": _l("An element is never reached."),
    "step": _l("A step fails."),
    "size": _l("The model is too large to be proved."),
}


def rule(code: str, words: str) -> str:
    """Return what is wrong with a model that breaks a rule."""
    known = SHAPE.get(code)
    if known is not None:
        return str(known)
    if code.endswith(".reads"):
        return str(gettext("An operation would be called without the submission that it reads."))
    if code.startswith("task_") and code.endswith(".is_recorded"):
        return str(gettext("What was submitted in a step would never be recorded."))
    return str(gettext(words))


def why(reason: object) -> str:
    """Return why an element is refused."""
    return str(gettext(str(reason)))
