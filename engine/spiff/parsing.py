"""From the XML of a definition to the library's specification and our own list of user tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.task_parsers import (
    ConditionalGatewayParser,
    GatewayParser,
)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.defaults import EndEvent, IntermediateThrowEvent
from SpiffWorkflow.bpmn.specs.defaults import UserTask as UserTaskSpec

from engine.authority import Rule
from engine.bpmn import DI
from engine.safe_xml import parse
from engine.spiff.elements import (
    CAMUNDA,
    DecisionParser,
    DecisionTask,
    OperationParser,
    OperationTask,
    PlainTask,
)
from engine.spiff.event_parsing import (
    CatchParser,
    EdgeParser,
    EndParser,
    ReceivingParser,
    ThrowParser,
)
from engine.spiff.events import Call, CatchEvent, EdgeEvent, EventGateway, Part, Receiving
from engine.spiff.joins import InclusiveJoin
from engine.spiff.repeats import CallParser, SubProcessParser, UserTaskParser

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True)
class UserTask:
    """A user task as the diagram draws it."""

    process: str
    element: str
    name: str
    form: str
    #: Fields of the form that enter process data.
    outcomes: tuple[str, ...]
    #: The variable that holds the item's due date, if any.
    due: str | None
    #: Variables whose clocks are met by completing it.
    meets: tuple[str, ...]
    rule: Rule


@dataclass(frozen=True)
class Message:
    """A message that a process may wait for, as the diagram declares it."""

    name: str
    #: The form that says what it carries; without one it carries nothing.
    form: str
    #: What of it enters process data.
    outcomes: tuple[str, ...]
    #: Who may hand it over; without a role only the program itself.
    role: str


@dataclass(frozen=True)
class Spec:
    """A definition that was parsed once and is shared by all its instances; never change it."""

    process: str
    name: str
    top: Any
    called: dict[str, Any]
    #: (process, element) -> user task.
    user_tasks: dict[tuple[str, str], UserTask]
    #: What the process and all that it calls may wait for, by name.
    messages: dict[str, Message]
    #: Sub-process -> the process in whose picture it stands.
    within: dict[str, str]


class Parser(BpmnParser):  # type: ignore[misc]  # the library has no types
    """The library's parser with our elements in place of its own."""

    OVERRIDE_PARSER_CLASSES: ClassVar = {
        full_tag("task"): (TaskParser, PlainTask),
        full_tag("businessRuleTask"): (DecisionParser, DecisionTask),
        full_tag("serviceTask"): (OperationParser, OperationTask),
        full_tag("sendTask"): (OperationParser, OperationTask),
        full_tag("receiveTask"): (ReceivingParser, Receiving),
        full_tag("userTask"): (UserTaskParser, UserTaskSpec),
        full_tag("callActivity"): (CallParser, Call),
        full_tag("subProcess"): (SubProcessParser, Part),
        full_tag("boundaryEvent"): (EdgeParser, EdgeEvent),
        full_tag("intermediateCatchEvent"): (CatchParser, CatchEvent),
        full_tag("intermediateThrowEvent"): (ThrowParser, IntermediateThrowEvent),
        full_tag("endEvent"): (EndParser, EndEvent),
        full_tag("eventBasedGateway"): (GatewayParser, EventGateway),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, InclusiveJoin),
    }


def parse_sources(process: str, sources: Mapping[str, str], kind: type[Parser] = Parser) -> Spec:
    """Parse a process and what it calls; the sources passed the linter before."""
    parser = kind()
    user_tasks = {}
    names = {}
    within: dict[str, str] = {}
    messages: dict[str, Message] = {}
    for name, text in sources.items():
        tree = parse(text.encode())
        for node in tree.iter(f"{_BPMN}process"):
            process_id = node.get("id", "")
            names[process_id] = str(node.get("name") or process_id)
            within |= {sub.get("id", ""): process_id for sub in node.iter(f"{_BPMN}subProcess")}
        # The picture runs nothing, and the library stops at a place in it that is no number.
        for picture in tree.findall(f"{{{DI}}}BPMNDiagram"):
            tree.remove(picture)
        parser.add_bpmn_xml(tree.getroottree(), filename=f"{name}.bpmn")
        user_tasks.update(_user_tasks(tree))
        messages.update(_messages(tree))
    top = parser.get_spec(process)
    called = parser.get_subprocess_specs(process)
    return Spec(process, names[process], top, called, user_tasks, messages, within)


def _user_tasks(root: etree._Element) -> dict[tuple[str, str], UserTask]:
    answer = {}
    for process in root.iter(f"{_BPMN}process"):
        lanes = {
            ref.text: lane.get("id")
            for lane in process.iter(f"{_BPMN}lane")
            for ref in lane.iter(f"{_BPMN}flowNodeRef")
        }
        for node in process.iter(f"{_BPMN}userTask", f"{_BPMN}manualTask"):
            # What stands in a sub-process is done in the lane of the sub-process.
            around = (one.get("id") for one in (node, *node.iterancestors()))
            role = next((lanes[one] for one in around if one in lanes), "")
            task = _user_task(process.get("id", ""), node, role)
            answer[task.process, task.element] = task
    return answer


def _messages(root: etree._Element) -> dict[str, Message]:
    answer = {}
    for node in root.iterchildren(f"{_BPMN}message"):
        properties = _properties(node)
        name = node.get("name", "")
        answer[name] = Message(
            name=name,
            form=properties.get("form", ""),
            outcomes=_names(properties.get("outcomes", "")),
            role=properties.get("role", ""),
        )
    return answer


def _properties(node: etree._Element) -> dict[str, str]:
    return {one.get("name", ""): one.get("value") or "" for one in node.iter(f"{CAMUNDA}property")}


def _user_task(process: str, node: etree._Element, role: str | None) -> UserTask:
    properties = _properties(node)
    # Whoever works in an inspector's lane handles the case (design.md section 5).
    is_officers = role == "inspector"
    handling = properties.get("handling", "true" if is_officers else "false") == "true"
    rule = Rule(
        role=role or "",
        handling=handling,
        excludes_handlers=properties.get("excludes") == "handlers",
        not_same_as=_names(properties.get("not_same_as", "")),
        both_officers=properties.get("officers") == "both",
        assigned_only=is_officers,
        assignee=properties.get("assignee") or None,
        legal_qualification=properties.get("qualification") == "legal",
        while_resting=properties.get("while_resting") == "true",
    )
    return UserTask(
        process=process,
        element=node.get("id", ""),
        name=node.get("name") or node.get("id") or "",
        form=node.get(f"{CAMUNDA}formRef", ""),
        outcomes=_names(properties.get("outcomes", "")),
        due=properties.get("due") or None,
        meets=_names(properties.get("meets", "")),
        rule=rule,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
