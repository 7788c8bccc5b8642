"""What the linter says: a code, where, and parameters; the edge turns codes into sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Code -> what it means, with the parameters in braces.
REASONS: Mapping[str, str] = {
    "xml.too_large": "the file is larger than {limit} bytes",
    "xml.too_deep": "elements are nested deeper than {limit}",
    "xml.too_many_elements": "the file has more than {limit} elements",
    "xml.too_many_attributes": "an element has more than {limit} attributes",
    "xml.document_type": "a document type with declarations is not read",
    "xml.empty": "the file is empty",
    "xml.not_well_formed": "this is not well-formed XML: {said}",
    "bpmn.wrong_root": "the root is {found}, not a BPMN 2.0 definitions element",
    "bpmn.no_process": "there is no process",
    "bpmn.several_processes": "there are {count} processes; one file holds one",
    "bpmn.not_executable": "the process is not executable (isExecutable)",
    "element.refused": "{name} is not supported: {why}",
    "element.unknown": "{name} is not an element that is supported here",
    "element.misplaced": "{name} cannot stand in {parent}",
    "attribute.refused": "the attribute {name} of {element} is not supported",
    "attribute.value": "the attribute {name} of {element} cannot be {value}",
    "property.unknown": "the property {name} means nothing on a {element}",
    "property.value": "the property {name} cannot be {value}",
    "id.missing": "{name} has no id",
    "id.invalid": "the id {id} is not plain: letters, digits, - and _, at most 100",
    "id.duplicate": "the id {id} is used twice",
    "id.is_operation": "the id is also the name of an operation",
    "name.missing": "the {kind} has no name",
    "name.too_long": "the name is longer than {limit} characters",
    "reference.dangling": "{attribute} names {value}, which is not there",
    "start.count": "a process starts at one plain start event; here are {count}",
    "end.count": "there is no end event",
    "flow.crosses": "a flow cannot cross the edge of a sub-process",
    "flow.missing_in": "no flow leads here",
    "flow.missing_out": "no flow leads away",
    "flow.unwanted_in": "a {kind} cannot be entered",
    "flow.unwanted_out": "an end event cannot be left",
    "flow.condition": "a condition is allowed only behind an exclusive or inclusive gateway",
    "flow.doubled": "two flows lead to the same element",
    "split.implicit": "{count} flows leave; use a gateway",
    "gateway.no_default": "the gateway has no default flow",
    "gateway.no_condition": "the flow {flow} has no condition and is not the default",
    "gateway.default_condition": "the default flow {flow} has a condition that is never asked",
    "element.unreachable": "nothing leads here from the start",
    "element.no_way_out": "no end event can be reached from here",
    "flow.endless": "nothing waits in the circle {path}",
    "join.in_circle": "a join cannot be repeated; make a process of its own of what it joins",
    "gateway.no_choice": "a gateway of events waits for two at least",
    "gateway.not_event": "{target} is not an event that this gateway alone leads to",
    "event.unsupported": "the event needs {needs}",
    "event.missing": "nothing says what it waits for",
    "event.several": "there are {count} events in one; draw them apart",
    "event.nameless": "the event names no {kind}",
    "event.attached": "an event of the kind {event} cannot stand on the edge of a {host}",
    "event.error_goes_on": "an error ends what it happens in (cancelActivity)",
    "event.doubled": "{other} waits for the same in the same place",
    "message.differs": "another file declares the message {name} differently",
    "name.twice": "there are two of the kind {kind} with the name {name}",
    "code.missing": "the {kind} has no code",
    "repeat.one_source": "it needs a collection or a number of instances, and not both",
    "repeat.no_items": "there are no items for {name} without a collection",
    "repeat.not_variable": "{value} is not the name of one variable",
    "repeat.no_end": "a loop needs a condition or a number of turns (loopMaximum)",
    "repeat.maximum": "the number of turns cannot be {value}",
    "repeat.collects": "only what is done for several instances can collect",
    "repeat.no_outcome": "{name} is collected, but it is no outcome of the task",
    "lane.not_role": "the lane {lane} is not a role",
    "lane.missing": "the user task stands in no lane",
    "lane.twice": "{member} stands in two lanes",
    "form.missing": "the user task has no form (camunda:formRef)",
    "form.unknown": "there is no form {form}",
    "outcome.unknown": "the form {form} has no field {field}",
    "topic.missing": "it has no topic (camunda:type=external, camunda:topic)",
    "topic.unknown": "there is no operation {topic}",
    "decision.missing": "the business rule task has no decision (camunda:decisionRef)",
    "decision.unknown": "there is no decision {decision}",
    "called.missing": "the call activity names no process (calledElement)",
    "called.unknown": "there is no process {called}",
    "called.cycle": "the processes call each other in a circle: {path}",
    "person.unknown": "not_same_as names {value}, which is no user task of this process",
    "condition.invalid": "the condition is no FEEL: {said}",
    "dmn.unreadable": "the decision model cannot be read: {said}",
    "dmn.broken": "{said}",
    "dmn.finding": "{said}",
    "dmn.no_decision": "the file has no decision {decision}, by which processes name it",
    "dmn.not_drawn": "the decision requirements graph does not show it",
    "timer.not_variable": "the timer must be the name of one variable, not {value}",
    "picture.no_plane": "a diagram has one plane, that of the process or of its pool",
    "picture.no_bounds": "the shape has no bounds in the picture",
    "picture.number_missing": "in the picture {element} has no {name}",
    "picture.not_number": "in the picture {name} of {element} is no number: {value}",
    "picture.number_range": "in the picture {name} of {element} is {value}; "
    "it lies between {least} and {most}",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong with a model."""

    file: str
    #: The id of the element, or of the nearest one around it that has an id;
    #: in the picture that of what is drawn.
    element: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int = 0

    @property
    def reason(self) -> str:
        """The reason in English, for the command line and the log."""
        return REASONS[self.code].format_map(self.params)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.element or '-'}: {self.reason} [{self.code}]"


def shortened(value: str, limit: int = 80) -> str:
    """Return what fits into a message of something that a stranger wrote."""
    return value if len(value) <= limit else value[: limit - 1] + "…"
