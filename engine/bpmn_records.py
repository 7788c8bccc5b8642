"""What is drawn in a BPMN file, as plain records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What an event waits for or throws: `timer`, `error`, `terminate`."""

    kind: str
    #: Of a timer: `timeDate`, `timeDuration` or `timeCycle`, and its FEEL text.
    timer: str = ""
    expression: str = ""
    #: Of an error, message, signal or escalation: the id of what it refers to.
    ref: str = ""
    #: How many events the element has; here it may be one.
    count: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Root:
    """What events refer to: a `message`, `signal`, `error` or `escalation`."""

    id: str
    kind: str
    name: str = ""
    #: Of an error or an escalation.
    code: str = ""
    properties: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    line: int = 0

    def listed(self, name: str) -> tuple[str, ...]:
        """Return a property that is a list with commas."""
        return tuple(part.strip() for part in self.properties.get(name, "").split(",") if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """How often an activity is done."""

    #: `parallel`, `sequential` or, for turns as long as a condition is true, `loop`.
    kind: str
    #: The variable that holds a list with one item for each instance, and the item's own name.
    collection: str = ""
    variable: str = ""
    #: Or how many instances there are, in FEEL.
    cardinality: str = ""
    #: FEEL: what ends all instances early, or what a loop goes on with.
    condition: str = ""
    #: Of a loop: how many turns at most, and whether the condition is asked before the first.
    maximum: str = ""
    test_before: bool = False
    #: What comes back: a list of each instance's value.
    collects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """One flow node."""

    id: str
    kind: str
    name: str = ""
    #: The process or sub-process that it stands in.
    scope: str = ""
    #: The id of its lane, which is the role that may do it.
    lane: str = ""
    documentation: str = ""
    form: str = ""
    topic: str = ""
    decision: str = ""
    #: Of a call activity: the id of the process that it calls.
    called: str = ""
    properties: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    #: Of a boundary event: its activity, and whether it ends it.
    attached_to: str = ""
    interrupting: bool = True
    event: Event | None = None
    default_flow: str = ""
    repeat: Repeat | None = None
    line: int = 0

    def listed(self, name: str) -> tuple[str, ...]:
        """Return a property that is a list with commas, for example `outcomes`."""
        return tuple(part.strip() for part in self.properties.get(name, "").split(",") if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """One sequence flow."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    scope: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """One lane: its id is a role."""

    id: str
    name: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Model:
    """One executable process and what is drawn in it."""

    process: str
    name: str
    documentation: str = ""
    executable: bool = True
    lanes: Mapping[str, Lane]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    roots: Mapping[str, Root] = field(default_factory=dict)
    #: Sub-processes and the like, by the scope around them; the process itself has none.
    scopes: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    #: Ids of elements that have a shape or an edge in the diagram part.
    drawn: frozenset[str] = frozenset()
    _outgoing: dict[str, tuple[Flow, ...]] = field(init=False, repr=False, compare=False)
    _incoming: dict[str, tuple[Flow, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        outgoing: dict[str, list[Flow]] = {}
        incoming: dict[str, list[Flow]] = {}
        for flow in self.flows.values():
            outgoing.setdefault(flow.source, []).append(flow)
            incoming.setdefault(flow.target, []).append(flow)
        object.__setattr__(self, "_outgoing", {k: tuple(v) for k, v in outgoing.items()})
        object.__setattr__(self, "_incoming", {k: tuple(v) for k, v in incoming.items()})

    def outgoing(self, element: str) -> tuple[Flow, ...]:
        """Return the flows that leave the element, in the order of the file."""
        return self._outgoing.get(element, ())

    def incoming(self, element: str) -> tuple[Flow, ...]:
        """Return the flows that enter the element, in the order of the file."""
        return self._incoming.get(element, ())

    def inside(self, scope: str, *kinds: str) -> tuple[Element, ...]:
        """Return the elements of these kinds that stand in a scope itself, not deeper."""
        return tuple(one for one in self.of_kind(*kinds) if one.scope == scope)

    def boundary_events(self, element: str) -> tuple[Element, ...]:
        """Return the events on the edge of an activity."""
        return tuple(one for one in self.elements.values() if one.attached_to == element)

    def of_kind(self, *kinds: str) -> tuple[Element, ...]:
        """Return the elements of these kinds, in the order of the file."""
        return tuple(one for one in self.elements.values() if one.kind in kinds)

    def referred(self, element: Element) -> Root | None:
        """Return the message, signal, error or escalation that an event refers to."""
        return self.roots.get(element.event.ref) if element.event else None

    @property
    def operating(self) -> tuple[Element, ...]:
        """The elements that call an operation."""
        return tuple(one for one in self.elements.values() if one.topic)

    @property
    def called(self) -> tuple[str, ...]:
        """The processes that this one calls."""
        return tuple(dict.fromkeys(one.called for one in self.of_kind("callActivity")))
