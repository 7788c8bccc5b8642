"""The part of the allow-list that is about events, and what they refer to."""

from collections.abc import Mapping

from engine.lint.supported import NODE, TEXT, Supported

#: What events refer to.
ROOTS = frozenset({"message", "signal", "error", "escalation"})
_WAITED_FOR = frozenset({"timerEventDefinition", "messageEventDefinition", "signalEventDefinition"})
_THROWN = frozenset(
    {"messageEventDefinition", "signalEventDefinition", "escalationEventDefinition"}
)

EVENTS: Mapping[str, Supported] = {
    "startEvent": Supported(
        what="a plain start, one in a process",
        children=NODE,
        attributes=frozenset({"isInterrupting", "parallelMultiple"}),
    ),
    "endEvent": Supported(
        what="ends its own token, and throws its event; a termination ends its whole process",
        children=NODE | _THROWN | {"errorEventDefinition", "terminateEventDefinition"},
        properties=frozenset({"sets"}),
    ),
    "boundaryEvent": Supported(
        what="an event on the edge of what lasts, interrupting or not (an error always is); "
        "errors and escalations come from inside a called process or a sub-process",
        children=NODE | _WAITED_FOR | {"errorEventDefinition", "escalationEventDefinition"},
        attributes=frozenset({"attachedToRef", "cancelActivity", "parallelMultiple"}),
    ),
    "intermediateCatchEvent": Supported(
        what="waits for a timer, a message or a signal",
        children=NODE | _WAITED_FOR,
        attributes=frozenset({"parallelMultiple"}),
    ),
    "intermediateThrowEvent": Supported(
        what="throws its event and goes on; without one, a milestone",
        children=NODE | _THROWN,
        properties=frozenset({"sets"}),
    ),
    "timerEventDefinition": Supported(what="a timer", children=frozenset({"timeDate"})),
    "timeDate": Supported(
        what="the name of one variable that holds an instant with its zone",
        attributes=frozenset({"language"}),
    ),
    "messageEventDefinition": Supported(
        what="waits for the message that it names; where it is thrown, calls an operation",
        attributes=frozenset({"messageRef"}),
        camunda=frozenset({"type", "topic"}),
    ),
    "message": Supported(
        what="what may reach a case from outside: its form says what it carries",
        children=TEXT,
        properties=frozenset({"form", "outcomes", "role"}),
    ),
    "signalEventDefinition": Supported(
        what="is heard wherever the same instance waits for it, in what it calls too",
        attributes=frozenset({"signalRef"}),
    ),
    "signal": Supported(what="its name", children=TEXT),
    "errorEventDefinition": Supported(
        what="ends the process or sub-process around it, and goes on at the edge that catches it",
        attributes=frozenset({"errorRef"}),
    ),
    "error": Supported(what="its code", children=TEXT, attributes=frozenset({"errorCode"})),
    "escalationEventDefinition": Supported(
        what="tells whoever called the process or sub-process around it",
        attributes=frozenset({"escalationRef"}),
    ),
    "escalation": Supported(
        what="its code", children=TEXT, attributes=frozenset({"escalationCode"})
    ),
    "terminateEventDefinition": Supported(
        what="takes away whatever is still open in the process or sub-process around it"
    ),
}

#: What may stand elsewhere but not here, and why: (element, what stands in it).
REFUSED_IN: Mapping[tuple[str, str], str] = {
    ("startEvent", "messageEventDefinition"): "a message reaches a case, which runs already; "
    "people and campaigns open cases",
    ("startEvent", "timerEventDefinition"): "people and campaigns open cases",
    ("startEvent", "signalEventDefinition"): "a signal is heard by what runs already; "
    "people and campaigns open cases",
}
