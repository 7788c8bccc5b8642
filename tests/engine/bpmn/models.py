"""Writes tiny models for tests: a process as its elements and its flows."""

from engine.bpmn import BPMN, CAMUNDA
from engine.lint import Known

KNOWN = Known(
    roles=frozenset({"inspector"}),
    topics=frozenset({"sum.up"}),
    forms={"form": frozenset({"answer"})},
    decisions=frozenset({"fine"}),
)
END = '<endEvent id="end"/>'


def sequence(*flows: str) -> str:
    """Write flows; each is `source target` or `source target condition`."""
    lines = []
    for flow in flows:
        source, target, *condition = flow.split(" ", 2)
        asked = f"<conditionExpression>{condition[0]}</conditionExpression>" if condition else ""
        lines.append(
            f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">'
            f"{asked}</sequenceFlow>"
        )
    return "".join(lines)


def a_process(process: str, body: str, *flows: str) -> str:
    """Write a process with its flows."""
    tasks = [part.split('"')[1] for part in body.split("<userTask ")[1:]]
    lane = "".join(f"<flowNodeRef>{task}</flowNodeRef>" for task in tasks)
    return (
        f'<definitions xmlns="{BPMN}" xmlns:camunda="{CAMUNDA}" id="file" targetNamespace="urn:t">'
        f'<process id="{process}" name="p" isExecutable="true">'
        f'<laneSet id="lanes"><lane id="inspector" name="i">{lane}</lane></laneSet>'
        f'<startEvent id="start"/>{body}{sequence(*flows)}</process></definitions>'
    )


def user(*names: str) -> str:
    return "".join(f'<userTask id="{one}" name="t" camunda:formRef="form"/>' for one in names)


def timer(identity: str, rest: str, kind: str = "boundaryEvent") -> str:
    return (
        f'<{kind} id="{identity}" {rest}><timerEventDefinition id="{identity}_d">'
        f'<timeDate>due</timeDate></timerEventDefinition></{kind}>'
    )  # fmt: skip


def gate(identity: str, default: str = "", kind: str = "exclusiveGateway") -> str:
    named = f' default="{default}"' if default else ""
    return f'<{kind} id="{identity}"{named}/>'


def scope(kind: str, identity: str, body: str, *flows: str, more: str = "") -> str:
    """A process inside another one."""
    return f'<{kind} id="{identity}" name="n"{more}>{body}{sequence(*flows)}</{kind}>'
