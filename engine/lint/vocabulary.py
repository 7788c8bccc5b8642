"""The allow-list: every BPMN element by name, supported or refused, and why.

`docs/bpmn.md` is written from these tables (`tools/bpmn_table.py`).
"""

from collections.abc import Mapping

from engine.lint.event_vocabulary import EVENTS, ROOTS
from engine.lint.repeat_vocabulary import CHARACTERISTICS, REPEATS
from engine.lint.supported import NODE as _NODE
from engine.lint.supported import TEXT as _TEXT
from engine.lint.supported import Supported

_ANNOTATIONS = frozenset({"textAnnotation", "association", "group"})

FLOW_NODES = frozenset(
    {
        "startEvent",
        "endEvent",
        "boundaryEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "userTask",
        "receiveTask",
        "sendTask",
        "serviceTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
    }
)

SUPPORTED: Mapping[str, Supported] = {
    "definitions": Supported(
        what="the file",
        children=frozenset({"collaboration", "process", "category", "BPMNDiagram"}) | ROOTS | _TEXT,
        attributes=frozenset(
            {
                "targetNamespace",
                "expressionLanguage",
                "typeLanguage",
                "exporter",
                "exporterVersion",
            }
        ),
    ),
    "collaboration": Supported(
        what="holds the one pool around the process",
        children=frozenset({"participant"}) | _TEXT | _ANNOTATIONS,
        attributes=frozenset({"isClosed"}),
    ),
    "participant": Supported(
        what="the pool",
        children=_TEXT,
        attributes=frozenset({"processRef"}),
    ),
    "process": Supported(
        what="exactly one, executable",
        children=FLOW_NODES | {"laneSet", "sequenceFlow"} | _TEXT | _ANNOTATIONS,
        attributes=frozenset({"processType", "isClosed", "isExecutable"}),
        camunda=frozenset({"versionTag", "historyTimeToLive"}),
    ),
    "laneSet": Supported(what="the lanes", children=frozenset({"lane"}) | _TEXT),
    "lane": Supported(
        what="a role: its id is the role, its name the role's title",
        children=frozenset({"flowNodeRef"}) | _TEXT,
    ),
    "flowNodeRef": Supported(what="which element stands in the lane"),
    "incoming": Supported(what="which flow enters"),
    "outgoing": Supported(what="which flow leaves"),
    "documentation": Supported(
        what="the article of law behind a step",
        attributes=frozenset({"textFormat"}),
    ),
    "extensionElements": Supported(what="camunda:properties, nothing else"),
    "sequenceFlow": Supported(
        what="a flow; with a condition only behind an exclusive or inclusive gateway",
        children=frozenset({"conditionExpression"}) | _TEXT,
        attributes=frozenset({"sourceRef", "targetRef", "isImmediate"}),
    ),
    "conditionExpression": Supported(
        what="FEEL; a value that is neither true nor false stops the step as an incident",
        attributes=frozenset({"language"}),
    ),
    **EVENTS,
    "userTask": Supported(
        what="a work item with a form, for the role of its lane",
        children=_NODE | CHARACTERISTICS,
        attributes=frozenset({"implementation"}),
        camunda=frozenset({"formRef"}),
        properties=frozenset(
            {
                "outcomes",
                "collects",
                "officers",
                "due",
                "meets",
                "handling",
                "excludes",
                "not_same_as",
                "assignee",
                "qualification",
                "while_resting",
            }
        ),
    ),
    "serviceTask": Supported(
        what="calls the operation that its topic names, in the same transaction",
        children=_NODE,
        attributes=frozenset({"implementation"}),
        camunda=frozenset({"type", "topic"}),
        properties=frozenset({"sets"}),
    ),
    "sendTask": Supported(
        what="calls the operation that its topic names, which writes what leaves the house",
        children=_NODE,
        attributes=frozenset({"implementation", "messageRef"}),
        camunda=frozenset({"type", "topic"}),
        properties=frozenset({"sets"}),
    ),
    "receiveTask": Supported(
        what="waits for a message",
        children=_NODE,
        attributes=frozenset({"implementation", "instantiate", "messageRef"}),
    ),
    "businessRuleTask": Supported(
        what="asks a DMN decision; its outputs enter the data of the process",
        children=_NODE,
        attributes=frozenset({"implementation"}),
        camunda=frozenset({"decisionRef"}),
    ),
    "callActivity": Supported(
        what="runs another deployed process, with the data of this one",
        children=_NODE | CHARACTERISTICS,
        attributes=frozenset({"calledElement"}),
        properties=frozenset({"collects"}),
    ),
    "subProcess": Supported(
        what="a process of its own within the picture; its data go in and come back at its end",
        children=FLOW_NODES | {"sequenceFlow"} | _NODE | CHARACTERISTICS | _ANNOTATIONS,
        attributes=frozenset({"triggeredByEvent"}),
        properties=frozenset({"collects"}),
    ),
    **REPEATS,
    "exclusiveGateway": Supported(
        what="takes the first flow whose condition is true, else the default; or joins",
        children=_NODE,
        attributes=frozenset({"default", "gatewayDirection"}),
    ),
    "inclusiveGateway": Supported(
        what="starts all flows whose condition is true, else the default; or joins what comes",
        children=_NODE,
        attributes=frozenset({"default", "gatewayDirection"}),
    ),
    "parallelGateway": Supported(
        what="starts all flows, or waits for all of them",
        children=_NODE,
        attributes=frozenset({"gatewayDirection"}),
    ),
    "eventBasedGateway": Supported(
        what="waits for several events; the first to happen takes the others away",
        children=_NODE,
        attributes=frozenset({"gatewayDirection", "instantiate", "eventGatewayType"}),
    ),
    "textAnnotation": Supported(
        what="a remark in the picture",
        children=_TEXT | {"text"},
        attributes=frozenset({"textFormat"}),
    ),
    "text": Supported(what="its words"),
    "group": Supported(
        what="a frame around elements in the picture",
        children=_TEXT,
        attributes=frozenset({"categoryValueRef"}),
    ),
    "category": Supported(what="what groups are named by", children=_TEXT | {"categoryValue"}),
    "categoryValue": Supported(
        what="the name of a group", children=_TEXT, attributes=frozenset({"value"})
    ),
    "association": Supported(
        what="ties a remark to an element",
        children=_TEXT,
        attributes=frozenset({"sourceRef", "targetRef", "associationDirection"}),
    ),
}

_CODE = "a model holds no code"
_CASE = "a message reaches the case that it is handed to"
_COLLECTION = "use camunda:collection and camunda:elementVariable"
_COLLECTS = "use the property collects"
_DATA = "facts live in tables; the process carries ids, outcomes and dates only"

#: No element of its own: a sub-process with triggeredByEvent.
EVENT_SUB_PROCESS = "event sub-process"
REFUSED_KINDS: Mapping[str, str] = {
    EVENT_SUB_PROCESS: "the engine starts it with the process around it, which then never ends; "
    "use a sub-process with an event on its edge",
}

REFUSED: Mapping[str, str] = {
    "scriptTask": _CODE,
    "script": _CODE,
    "task": "it says neither who does it nor how; use a user task or a service task",
    "manualTask": "nobody would record that it was done; use a user task with a form",
    "transaction": "nothing would be compensated; use a sub-process with an event on its edge",
    "adHocSubProcess": "the engine cannot run it; the order of steps is the law's",
    "subChoreography": "not executable",
    "choreography": "not executable",
    "choreographyTask": "not executable",
    "callChoreography": "not executable",
    "conversation": "not executable",
    "globalTask": "it would have no form; use a user task",
    "globalUserTask": "it would have no lane; use a user task",
    "globalManualTask": "it would have no lane; use a user task",
    "globalScriptTask": _CODE,
    "globalBusinessRuleTask": "use a business rule task",
    "complexGateway": "the engine does not know it; use inclusive gateways",
    "implicitThrowEvent": "it is not drawn",
    "event": "it is not drawn",
    "conditionalEventDefinition": "it would never see what another branch changes; "
    "use a gateway or a message",
    "compensateEventDefinition": "the engine would read it as a plain event and compensate nothing",
    "linkEventDefinition": "the engine would read it as a plain event and go nowhere",
    "cancelEventDefinition": "there are no transactions to cancel",
    "messageFlow": "there is one pool; a message names itself",
    "timeDuration": "a duration knows no working days; use timeDate with a computed variable",
    "timeCycle": "a reminder has its own date; use timeDate with a computed variable",
    "loopDataInputRef": _COLLECTION,
    "loopDataOutputRef": _COLLECTS,
    "inputDataItem": _COLLECTION,
    "outputDataItem": _COLLECTS,
    "complexBehaviorDefinition": "nobody would hear what an instance throws",
    "childLaneSet": "a lane is one role",
    "import": "a file must be complete in itself",
    "ioSpecification": _DATA,
    "ioBinding": _DATA,
    "property": _DATA,
    "dataObject": _DATA,
    "dataObjectReference": _DATA,
    "dataStore": _DATA,
    "dataStoreReference": _DATA,
    "dataInputAssociation": _DATA,
    "dataOutputAssociation": _DATA,
    "itemDefinition": _DATA,
    "potentialOwner": "the lane says who may do it",
    "humanPerformer": "the lane says who may do it",
    "performer": "the lane says who may do it",
    "resourceRole": "the lane says who may do it",
    "resource": "the lane says who may do it",
    "interface": "operations are named by topic",
    "operation": "operations are named by topic",
    "rendering": "the form says what is shown",
    "extension": "it would have to be understood",
    "auditing": "every change is audited anyway",
    "monitoring": "every change is audited anyway",
    "correlationKey": _CASE,
    "correlationSubscription": _CASE,
    "correlationProperty": _CASE,
    "categoryValueRef": "it means nothing here",
    "relationship": "it means nothing here",
}

#: Attributes that other tools write with their default value; any other value is refused.
DEFAULT_VALUES: Mapping[str, frozenset[str]] = {
    "isForCompensation": frozenset({"false"}),
    "startQuantity": frozenset({"1"}),
    "completionQuantity": frozenset({"1"}),
    "isInterrupting": frozenset({"true"}),
    "instantiate": frozenset({"false"}),
    "eventGatewayType": frozenset({"Exclusive"}),
    "parallelMultiple": frozenset({"false"}),
    "isImmediate": frozenset({"true"}),
    "triggeredByEvent": frozenset({"false"}),
    "behavior": frozenset({"All"}),
    "implementation": frozenset({"##unspecified", "##WebService"}),
    "textFormat": frozenset({"text/plain"}),
    "expressionLanguage": frozenset(
        {
            "https://www.omg.org/spec/DMN/20191111/FEEL/",
            "https://www.omg.org/spec/DMN/20211108/FEEL/",
            "https://www.omg.org/spec/DMN/20230324/FEEL/",
            "http://www.omg.org/spec/FEEL/20140401",
            "feel",
            # The default of the standard, which tools write without meaning it.
            "http://www.w3.org/1999/XPath",
        }
    ),
    "language": frozenset(
        {
            "https://www.omg.org/spec/DMN/20191111/FEEL/",
            "https://www.omg.org/spec/DMN/20211108/FEEL/",
            "https://www.omg.org/spec/DMN/20230324/FEEL/",
            "http://www.omg.org/spec/FEEL/20140401",
            "feel",
        }
    ),
}
ACTIVITY_DEFAULTS = frozenset({"isForCompensation", "startQuantity", "completionQuantity"})

#: What a property of ours may say; None: any list of names.
PROPERTY_VALUES: Mapping[str, frozenset[str] | None] = {
    "outcomes": None,
    "collects": None,
    "form": None,
    "role": None,
    "sets": None,
    "due": None,
    "meets": None,
    "not_same_as": None,
    "assignee": None,
    "qualification": frozenset({"legal"}),
    "while_resting": frozenset({"true"}),
    "officers": frozenset({"both"}),
    "handling": frozenset({"true", "false"}),
    "excludes": frozenset({"handlers"}),
}
PROPERTY_MEANINGS: Mapping[str, str] = {
    "outcomes": "fields of the form that enter the data of the process",
    "form": "the form that says what a message carries; without one it carries nothing",
    "role": "who may hand over a message; without one only the program itself",
    "collects": "variables of each instance that come back, each as a list in the order of the "
    "instances",
    "officers": "`both`: the item completes when both officers have signed",
    "due": "the variable that holds the due date of the work item",
    "meets": "variables whose legal clocks are met when the item completes",
    "handling": "`true` or `false`: whether doing this makes one a handler of the case "
    "(default: true in the lane `inspector`)",
    "excludes": "`handlers`: nobody who handled the case may do it",
    "not_same_as": "the user task that must have been completed by another person",
    "assignee": "the variable that holds the id of the one person who may do it",
    "qualification": "`legal`: only who holds the legal professional qualification",
    "while_resting": "`true`: may be done while the investigation is suspended",
    "sets": "variables that the operation writes into the data of the process",
}
