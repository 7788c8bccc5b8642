"""Every element and event of BPMN 2.0 with a tiny model that shows it; the linter judges each.

`make bpmn-coverage` prints it. A test of meaning names its rows with the marker
`@pytest.mark.bpmn("boundaryEvent/timer/interrupting", …)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.lint import Problem, lint
from engine.lint.vocabulary import REFUSED, SUPPORTED
from tests.engine.bpmn.models import END, KNOWN, a_process, gate, scope, user

A = user("a")
ONCE = ("start a", "a end")
#: What events refer to, by the attribute that does.
ROOTS = {
    "messageRef": '<message id="m" name="m"/>',
    "signalRef": '<signal id="s" name="s"/>',
    "escalationRef": '<escalation id="c" name="c" escalationCode="c"/>',
    "errorRef": '<error id="r" name="r" errorCode="r"/>',
}
OPERATION = ' camunda:type="external" camunda:topic="sum.up"'
#: Event -> what stands in the element.
DEFINITIONS = {
    "none": "",
    "message": '<messageEventDefinition id="d" messageRef="m"/>',
    "timer": '<timerEventDefinition id="d"><timeDate>due</timeDate></timerEventDefinition>',
    "timer with a duration": '<timerEventDefinition id="d"><timeDuration>"P1D"</timeDuration>'
    "</timerEventDefinition>",
    "timer with a cycle": '<timerEventDefinition id="d"><timeCycle>"R/P1D"</timeCycle>'
    "</timerEventDefinition>",
    "escalation": '<escalationEventDefinition id="d" escalationRef="c"/>',
    "error": '<errorEventDefinition id="d" errorRef="r"/>',
    "conditional": '<conditionalEventDefinition id="d"><condition>answer = "a"</condition>'
    "</conditionalEventDefinition>",
    "signal": '<signalEventDefinition id="d" signalRef="s"/>',
    "compensation": '<compensateEventDefinition id="d"/>',
    "link": '<linkEventDefinition id="d" name="l"/>',
    "cancel": '<cancelEventDefinition id="d"/>',
    "terminate": '<terminateEventDefinition id="d"/>',
    "multiple": '<messageEventDefinition id="d" messageRef="m"/>'
    '<signalEventDefinition id="d2" signalRef="s"/>',
}
# What the standard lets each event be (BPMN 2.0.2, table 10.93).
STARTS = ("none", "message", "timer", "conditional", "signal", "multiple")
CATCHES = (
    "message", "timer", "timer with a duration", "timer with a cycle", "conditional", "link",
    "signal", "multiple",
)  # fmt: skip
THROWS = ("none", "message", "escalation", "compensation", "link", "signal", "multiple")
ENDS = (
    "none", "message", "escalation", "error", "cancel", "compensation", "signal", "terminate",
    "multiple",
)  # fmt: skip
EDGES = ("message", "timer", "escalation", "conditional", "signal", "multiple")
ONLY_INTERRUPTING = ("error", "cancel", "compensation")


@dataclass(frozen=True)
class Row:
    """One element or event and the smallest model in which it stands."""

    name: str
    xml: str

    def problems(self) -> list[Problem]:
        """What the linter has against the model; nothing when the element is supported."""
        known = replace(KNOWN, processes=frozenset({"called"}))
        return lint("tiny.bpmn", self.xml.encode(), known)


def row(name: str, body: str, *flows: str) -> Row:
    """A row whose model is a process with this in it."""
    return Row(name, rooted(a_process("p", body, *flows)))


def rooted(text: str) -> str:
    """Add the messages, signals, escalations and errors that the process refers to."""
    roots = "".join(root for attribute, root in ROOTS.items() if f" {attribute}=" in text)
    return text.replace("<process ", f"{roots}<process ", 1)


#: A sub-process with one user task.
INSIDE = ('<startEvent id="i"/>' + user("b") + '<endEvent id="o"/>', "i b", "b o")
#: What may be repeated, by name.
REPEATED = {
    "userTask": '<userTask id="a" name="t" camunda:formRef="form">{}</userTask>',
    "callActivity": '<callActivity id="a" name="a" calledElement="called">{}</callActivity>',
    "subProcess": scope("subProcess", "a", "{}" + INSIDE[0], *INSIDE[1:]),
}
LOOPS = {
    "standardLoopCharacteristics": '<standardLoopCharacteristics loopMaximum="3">'
    '<loopCondition>answer = "a"</loopCondition></standardLoopCharacteristics>',
    "multiInstanceLoopCharacteristics/parallel": "<multiInstanceLoopCharacteristics>"
    "<loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>",
    "multiInstanceLoopCharacteristics/sequential": "<multiInstanceLoopCharacteristics "
    'isSequential="true"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>',
    "multiInstanceLoopCharacteristics/over a list": "<multiInstanceLoopCharacteristics "
    'camunda:collection="list" camunda:elementVariable="one"/>',
    "multiInstanceLoopCharacteristics/completion condition": "<multiInstanceLoopCharacteristics>"
    "<loopCardinality>3</loopCardinality><completionCondition>numberOfCompletedInstances = 2"
    "</completionCondition></multiInstanceLoopCharacteristics>",
}


def activities() -> Iterator[Row]:
    """Tasks, called processes and sub-processes, once and repeated."""
    for name in ("task", "manualTask", "scriptTask", "sendTask", "receiveTask"):
        more = ' messageRef="m"' if name in {"sendTask", "receiveTask"} else ""
        more += OPERATION if name == "sendTask" else ""
        yield row(name, f'<{name} id="a" name="a"{more}/>{END}', *ONCE)
    service = 'serviceTask id="a" name="a" camunda:type="external" camunda:topic="sum.up"'
    yield row("serviceTask", f"<{service}/>{END}", *ONCE)
    rule = '<businessRuleTask id="a" name="a" camunda:decisionRef="fine"/>'
    yield row("businessRuleTask", rule + END, *ONCE)
    for name, text in REPEATED.items():
        yield row(name, text.format("") + END, *ONCE)
    within = scope("subProcess", "a", *INSIDE)
    nested = scope("subProcess", "n", f'<startEvent id="k"/>{within}<endEvent id="l"/>', "k a",
                   "a l")  # fmt: skip
    yield row("subProcess/nested", nested + END, "start n", "n end")
    yield row("transaction", scope("transaction", "a", *INSIDE) + END, *ONCE)
    yield row("adHocSubProcess", scope("adHocSubProcess", "a", user("b", "c")) + END, *ONCE)
    for loop, text in LOOPS.items():
        for name, activity in REPEATED.items():
            yield row(f"{loop}/{name}", activity.format(text) + END, *ONCE)


def gateways() -> Iterator[Row]:
    """Splits and joins."""
    for name in ("exclusiveGateway", "inclusiveGateway", "complexGateway"):
        body = gate("f", "f_b", name) + user("a", "b") + gate("j", kind=name) + END
        yield row(name, body, "start f", 'f a answer = "a"', "f b", "a j", "b j", "j end")
    body = gate("f", kind="parallelGateway") + user("a", "b") + gate("j", kind="parallelGateway")
    yield row("parallelGateway", body + END, "start f", "f a", "f b", "a j", "b j", "j end")
    catches = "".join(
        f'<intermediateCatchEvent id="{one}">{DEFINITIONS[what]}</intermediateCatchEvent>'
        for one, what in (("a", "timer"), ("b", "message"))
    ).replace('id="d"', 'id="e"', 1)
    body = gate("f", kind="eventBasedGateway") + catches + END
    yield row("eventBasedGateway", body, "start f", "f a", "f b", "a end", "b end")


def events() -> Iterator[Row]:
    """Every event in every place."""
    for what in STARTS:
        started = a_process("p", A + END, *ONCE).replace(
            '<startEvent id="start"/>',
            f'<startEvent id="start">{DEFINITIONS[what]}</startEvent>',
        )
        yield Row(f"startEvent/{what}", rooted(started))
    for kind, possible in (("intermediateCatchEvent", CATCHES), ("intermediateThrowEvent", THROWS)):
        for what in possible:
            inside = thrown(what) if kind.endswith("ThrowEvent") else DEFINITIONS[what]
            body = f'<{kind} id="a">{inside}</{kind}>'
            yield row(f"{kind}/{what}", body + END, *ONCE)
    for what in ENDS:
        body = f'<endEvent id="end">{thrown(what)}</endEvent>'
        yield row(f"endEvent/{what}", A + body, *ONCE)
    for what in (*EDGES, *ONLY_INTERRUPTING):
        for mode in ("interrupting", "not interrupting"):
            if mode == "interrupting" or what in EDGES:
                yield edge(what, mode)
                yield event_sub_process(what, mode)


def thrown(what: str) -> str:
    """What is thrown: a message by an operation."""
    return DEFINITIONS[what].replace(
        "<messageEventDefinition", f"<messageEventDefinition{OPERATION}"
    )


def edge(what: str, mode: str) -> Row:
    """An event on the edge of a sub-process, or of a user task where that can throw nothing."""
    cancel = "true" if mode == "interrupting" else "false"
    hosts = {"cancel": "transaction", "error": "subProcess", "escalation": "subProcess"}
    host = scope(hosts[what], "a", *INSIDE) if what in hosts else A
    body = (
        f'{host}<boundaryEvent id="e" attachedToRef="a" cancelActivity="{cancel}">'
        f"{DEFINITIONS[what]}</boundaryEvent>{END}"
    )
    return row(f"boundaryEvent/{what}/{mode}", body, *ONCE, "e end")


def event_sub_process(what: str, mode: str) -> Row:
    """A sub-process that an event starts while the process around it runs."""
    interrupting = "true" if mode == "interrupting" else "false"
    start = f'<startEvent id="i" isInterrupting="{interrupting}">{DEFINITIONS[what]}</startEvent>'
    body = start + INSIDE[0].replace('<startEvent id="i"/>', "")
    sub = scope("subProcess", "v", body, *INSIDE[1:], more=' triggeredByEvent="true"')
    return row(f"event subProcess/{what}/{mode}", A + sub + END, *ONCE)


def the_rest() -> Iterator[Row]:
    """Lanes, pools, flows, data, artifacts, and what is not executable."""
    plain = a_process("p", A + END, *ONCE)
    yield Row("process", plain)
    yield Row("laneSet", plain)
    nested = '<childLaneSet id="l2"><lane id="leader" name="l"/></childLaneSet></lane>'
    yield Row("childLaneSet", plain.replace("</lane>", nested))
    pool = '<collaboration id="z"><participant id="y" name="y" processRef="p"/></collaboration>'
    yield Row("collaboration", plain.replace("<process", f"{pool}<process", 1))
    two = pool.replace("</coll", '<participant id="w" name="w"/></coll')
    yield Row("participant/empty", plain.replace("<process", f"{two}<process", 1))
    yield row("sequenceFlow", A + END, *ONCE)
    yield row("sequenceFlow/conditional", A + user("b") + END, "start a", "a end",
              'a b answer = "a"', "b end")  # fmt: skip
    yield row("sequenceFlow/implicit split", user("a", "b") + END, "start a", "start b", "a end",
              "b end")  # fmt: skip
    note = '<textAnnotation id="x"><text>x</text></textAnnotation>'
    tie = '<association id="y" sourceRef="a" targetRef="x"/>'
    yield Row("textAnnotation", plain.replace("</process>", f"{note}{tie}</process>"))
    yield Row("association", plain.replace("</process>", f"{note}{tie}</process>"))
    named = '<category id="w"><categoryValue id="v" value="一"/></category>'
    for name in ("group", "category", "categoryValue"):
        framed = plain.replace("</process>", '<group id="x" categoryValueRef="v"/></process>')
        yield Row(name, framed.replace("<process", f"{named}<process", 1))
    for name in ("dataInput", "dataOutput"):
        data = f'<ioSpecification id="x"><{name} id="y"/></ioSpecification>'
        yield Row(name, plain.replace("</process>", f"{data}</process>"))


def table() -> list[Row]:
    """The whole table; what the linter refuses and no row has shown yet stands at its end."""
    rows = [*activities(), *gateways(), *events(), *the_rest()]
    shown = "".join(one.xml for one in rows)
    names = {*SUPPORTED, *REFUSED}
    left = [name for name in sorted(names) if f"<{name} " not in shown]
    plain = a_process("p", A + END, *ONCE)
    rows += [
        Row(name, plain.replace("</process>", f'<{name} id="x"/></process>'))
        for name in left
        if name in REFUSED
    ]
    return rows


TABLE = {one.name: one for one in table()}
