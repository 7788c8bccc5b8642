"""What events wait for, throw and refer to; where they stand; what stands behind their gateway."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from engine.bpmn import Element, Model, Root
from engine.lint.problems import Problem, shortened
from engine.lint.references import MAX_NAME, Known

#: What lasts, so that something can happen meanwhile.
_HOSTS = frozenset({"userTask", "receiveTask", "callActivity", "subProcess"})
#: Inside which something can go wrong or be told.
_AROUND = frozenset({"callActivity", "subProcess"})
_COMES_FROM_INSIDE = frozenset({"error", "escalation"})
_CATCHES = frozenset({"intermediateCatchEvent", "boundaryEvent", "receiveTask"})
_THROWS = frozenset({"intermediateThrowEvent", "endEvent"})
_NAMED = frozenset({"message", "signal", "error", "escalation"})
#: What may follow an event-based gateway.
_AWAITED = frozenset({"intermediateCatchEvent", "receiveTask"})
_AT_LEAST = 2
#: Where the library keeps whether an event has happened, beside what it carried.
_TAKEN = frozenset({"event_fired", "event_value"})


def check(file: str, model: Model, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with the events of a model."""
    events = _Events(file, model, known)
    yield from events.roots()
    for element in model.elements.values():
        yield from events.element(element)


def differing(models: Mapping[str, Model]) -> Iterator[Problem]:
    """Yield the messages that two files declare differently, since a case has one of a name."""
    seen: dict[str, Mapping[str, str]] = {}
    for file, model in models.items():
        for root in model.roots.values():
            if root.kind == "message" and seen.setdefault(root.name, root.properties) != (
                root.properties
            ):
                yield Problem(
                    file=file, element=root.id, code="message.differs",
                    params={"name": shortened(root.name)}, line=root.line,
                )  # fmt: skip


class _Events:
    def __init__(self, file: str, model: Model, known: Known) -> None:
        self._file = file
        self._model = model
        self._known = known
        #: Activity -> the events on its edge; looked for once, since a file may be large.
        self._edges: dict[str, list[Element]] = defaultdict(list)
        for edge in model.of_kind("boundaryEvent"):
            self._edges[edge.attached_to].append(edge)

    def _at(self, where: Element | Root, code: str, **params: object) -> Problem:
        return Problem(file=self._file, element=where.id, code=code, params=params, line=where.line)

    def roots(self) -> Iterator[Problem]:
        """Messages, signals, errors and escalations."""
        seen: set[tuple[str, str]] = set()
        for root in self._model.roots.values():
            if not root.name:
                yield self._at(root, "name.missing", kind=root.kind)
            elif len(root.name) > MAX_NAME:
                yield self._at(root, "name.too_long", limit=MAX_NAME)
            elif root.name in _TAKEN:
                shown = {"name": "name", "element": root.kind, "value": root.name}
                yield self._at(root, "attribute.value", **shown)
            elif (root.kind, root.name) in seen:
                yield self._at(root, "name.twice", kind=root.kind, name=shortened(root.name))
            seen.add((root.kind, root.name))
            if root.kind in _COMES_FROM_INSIDE and not root.code:
                yield self._at(root, "code.missing", kind=root.kind)
            if root.kind == "message":
                yield from self._message(root)

    def _message(self, root: Root) -> Iterator[Problem]:
        form, role = root.properties.get("form"), root.properties.get("role")
        fields = self._known.forms.get(form, frozenset()) if form else frozenset()
        if form and form not in self._known.forms:
            yield self._at(root, "form.unknown", form=shortened(form))
        else:
            for name in root.listed("outcomes"):
                if name not in fields:
                    yield self._at(root, "outcome.unknown", form=form or "", field=name)
        if role and role not in self._known.roles:
            yield self._at(root, "lane.not_role", lane=shortened(role))

    def element(self, element: Element) -> Iterator[Problem]:
        """One element: its event, and where it stands."""
        event = element.event
        if event is not None and event.count > 1:
            yield self._at(element, "event.several", count=event.count)
        if element.kind in _CATCHES:
            yield from self._catches(element)
        elif element.kind in _THROWS and event is not None:
            yield from self._throws(element, event.kind)
        if element.kind == "boundaryEvent":
            yield from self._edge(element)
        if element.id in self._edges:
            yield from self._doubled(self._edges[element.id])
        if element.kind == "eventBasedGateway":
            yield from self._gateway(element)

    def _catches(self, element: Element) -> Iterator[Problem]:
        kind = element.event.kind if element.event else ""
        if not kind:
            yield self._at(element, "event.missing")
        elif kind in _NAMED:
            # What comes from inside may be caught whatever its code.
            yield from self._reference(element, kind, needed=kind not in _COMES_FROM_INSIDE)
        if element.topic:
            yield self._at(element, "attribute.refused", name="camunda:topic", element=element.kind)

    def _throws(self, element: Element, kind: str) -> Iterator[Problem]:
        if kind == "message":
            yield from self._reference(element, kind, needed=False)
            if not element.topic:
                yield self._at(element, "topic.missing")
            elif element.topic not in self._known.topics:
                yield self._at(element, "topic.unknown", topic=shortened(element.topic))
        elif kind in _NAMED:
            yield from self._reference(element, kind, needed=True)

    def _reference(self, element: Element, kind: str, *, needed: bool) -> Iterator[Problem]:
        ref = element.event.ref if element.event else ""
        found = self._model.roots.get(ref)
        if ref and (found is None or found.kind != kind):
            shown = shortened(ref)
            yield self._at(element, "reference.dangling", attribute=f"{kind}Ref", value=shown)
        elif needed and not ref:
            yield self._at(element, "event.nameless", kind=kind)

    def _edge(self, element: Element) -> Iterator[Problem]:
        host, event = self._model.elements.get(element.attached_to), element.event
        if host is None or event is None:
            return
        inside = event.kind in _COMES_FROM_INSIDE
        if host.kind not in (_AROUND if inside else _HOSTS):
            yield self._at(element, "event.attached", event=event.kind, host=host.kind)
        if event.kind == "error" and not element.interrupting:
            yield self._at(element, "event.error_goes_on")

    def _gateway(self, element: Element) -> Iterator[Problem]:
        model = self._model
        behind = [model.elements[flow.target] for flow in model.outgoing(element.id)
                  if flow.target in model.elements]  # fmt: skip
        if len(behind) < _AT_LEAST:
            yield self._at(element, "gateway.no_choice")
        for one in behind:
            alone = len(model.incoming(one.id)) == 1 and one.id not in self._edges
            if one.kind not in _AWAITED or not alone:
                yield self._at(element, "gateway.not_event", target=one.id)
        yield from self._doubled(behind)

    def _doubled(self, beside: list[Element]) -> Iterator[Problem]:
        """Two events that wait for the same in the same place; a timer has its own variable."""
        seen: dict[tuple[str, str], str] = {}
        for one in beside:
            if one.event is not None and one.event.kind != "timer":
                other = seen.setdefault((one.event.kind, one.event.ref), one.id)
                if other != one.id:
                    yield self._at(one, "event.doubled", other=other)
