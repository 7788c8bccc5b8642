"""The drawing as a graph: one start, ends that can be reached, gateways that always decide."""

from collections.abc import Iterable, Iterator, Mapping

from engine.bpmn import Element, Flow, Model
from engine.lint.problems import Problem, shortened

#: Where a token rests; what is called may rest inside.
_WAITING = frozenset({"userTask", "receiveTask", "intermediateCatchEvent", "callActivity"})


def check(file: str, model: Model) -> Iterator[Problem]:
    """Yield what is wrong with the shape of the process."""
    graph = _Graph(file, model)
    dangling = list(graph.dangling())
    if not dangling:
        dangling = list(graph.crossing())
    yield from dangling
    yield from graph.counts()
    for element in model.elements.values():
        yield from graph.degree(element)
        yield from graph.gateway(element)
    if not dangling:
        yield from graph.reachability()
        yield from graph.endless()
        yield from graph.repeated_joins()


class _Graph:
    def __init__(self, file: str, model: Model) -> None:
        self._file = file
        self._model = model

    def _at(self, element: Element | Flow, code: str, **params: object) -> Problem:
        return Problem(
            file=self._file, element=element.id, code=code, params=params, line=element.line
        )

    def dangling(self) -> Iterator[Problem]:
        elements, flows = self._model.elements, self._model.flows
        for flow in flows.values():
            for attribute, value in (("sourceRef", flow.source), ("targetRef", flow.target)):
                if value not in elements:
                    yield self._dangling(flow, attribute, value)
        for element in elements.values():
            if element.default_flow and (
                element.default_flow not in flows
                or flows[element.default_flow].source != element.id
            ):
                yield self._dangling(element, "default", element.default_flow)
            if element.kind == "boundaryEvent" and element.attached_to not in elements:
                yield self._dangling(element, "attachedToRef", element.attached_to)

    def crossing(self) -> Iterator[Problem]:
        """A flow, and an event on an edge, stay in one process or sub-process."""
        elements = self._model.elements
        for flow in self._model.flows.values():
            ends = {elements[flow.source].scope, elements[flow.target].scope, flow.scope}
            if len(ends) > 1:
                yield self._at(flow, "flow.crosses")
        for element in self._model.of_kind("boundaryEvent"):
            if elements[element.attached_to].scope != element.scope:
                yield self._at(element, "flow.crosses")

    def _dangling(self, element: Element | Flow, attribute: str, value: str) -> Problem:
        return self._at(element, "reference.dangling", attribute=attribute, value=shortened(value))

    def counts(self) -> Iterator[Problem]:
        model = self._model
        for scope in (model.process, *model.scopes):
            starts = len(model.inside(scope, "startEvent"))
            if starts != 1:
                params = {"count": starts}
                yield Problem(file=self._file, element=scope, code="start.count", params=params)
            if not model.inside(scope, "endEvent"):
                yield Problem(file=self._file, element=scope, code="end.count")

    def degree(self, element: Element) -> Iterator[Problem]:
        incoming = len(self._model.incoming(element.id))
        outgoing = len(self._model.outgoing(element.id))
        starts = element.kind in {"startEvent", "boundaryEvent"}
        if starts and incoming:
            yield self._at(element, "flow.unwanted_in", kind=element.kind)
        if not starts and not incoming:
            yield self._at(element, "flow.missing_in")
        if element.kind == "endEvent" and outgoing:
            yield self._at(element, "flow.unwanted_out")
        if element.kind != "endEvent" and not outgoing:
            yield self._at(element, "flow.missing_out")
        if not element.kind.endswith("Gateway") and outgoing > 1:
            yield self._at(element, "split.implicit", count=outgoing)

    def gateway(self, element: Element) -> Iterator[Problem]:
        outgoing = self._model.outgoing(element.id)
        targets = [flow.target for flow in outgoing]
        if element.kind in {"parallelGateway", "inclusiveGateway"} and len({*targets}) < len(
            targets
        ):
            # Tokens of two flows between the same two elements cannot be told apart.
            yield self._at(element, "flow.doubled")
        if element.kind not in {"exclusiveGateway", "inclusiveGateway"}:
            for flow in outgoing:
                if flow.condition:
                    yield self._at(flow, "flow.condition")
            return
        if len(outgoing) > 1 and not element.default_flow:
            yield self._at(element, "gateway.no_default")
        for flow in outgoing:
            if flow.id == element.default_flow or len(outgoing) == 1:
                if flow.condition:
                    yield self._at(flow, "gateway.default_condition", flow=flow.id)
            elif not flow.condition:
                yield self._at(flow, "gateway.no_condition", flow=flow.id)

    def reachability(self) -> Iterator[Problem]:
        model = self._model
        onward: dict[str, set[str]] = {one: set() for one in model.elements}
        for flow in model.flows.values():
            onward[flow.source].add(flow.target)
        for element in model.of_kind("boundaryEvent"):
            onward[element.attached_to].add(element.id)
        for element in model.of_kind("startEvent"):
            if element.scope in onward:
                onward[element.scope].add(element.id)
        backward: dict[str, set[str]] = {one: set() for one in model.elements}
        for source, targets in onward.items():
            for target in targets:
                backward[target].add(source)
        starts = model.inside(model.process, "startEvent")
        reached = _closure((one.id for one in starts), onward)
        ending = _closure((one.id for one in model.of_kind("endEvent")), backward)
        for element in model.elements.values():
            if element.id not in reached:
                yield self._at(element, "element.unreachable")
            elif element.id not in ending:
                yield self._at(element, "element.no_way_out")

    def endless(self) -> Iterator[Problem]:
        """A circle in which nothing waits would go round for ever within one step."""
        passing = self._passing()
        onward = {
            one: [flow.target for flow in self._model.outgoing(one) if flow.target in passing]
            for one in self._model.elements
            if one in passing
        }
        path = any_circle(onward)
        if path:
            element = self._model.elements[path[0]]
            yield self._at(element, "flow.endless", path=" → ".join(path))

    def _passing(self) -> set[str]:
        """Where no token rests: a sub-process only if there is a way through it without rest."""
        model = self._model
        passing = {one.id for one in model.elements.values() if one.kind not in _WAITING}
        passing -= model.scopes.keys()
        # The innermost come last in the file's order.
        for scope in reversed(list(model.scopes)):
            onward = {one: {flow.target for flow in model.outgoing(one)} & passing
                      for one in passing}  # fmt: skip
            starts = [one.id for one in model.inside(scope, "startEvent")]
            ends = {one.id for one in model.inside(scope, "endEvent")}
            if ends & _closure(starts, onward):
                passing.add(scope)
        return passing

    def repeated_joins(self) -> Iterator[Problem]:
        """From its third turn on the library opens a join before all have come."""
        model = self._model
        onward: dict[str, set[str]] = {one: set() for one in model.elements}
        for flow in model.flows.values():
            onward[flow.source].add(flow.target)
        for element in model.of_kind("boundaryEvent"):
            onward[element.attached_to].add(element.id)
        for element in model.of_kind("parallelGateway", "inclusiveGateway"):
            joins = len(model.incoming(element.id)) > 1
            if joins and element.id in _closure(onward[element.id], onward):
                yield self._at(element, "join.in_circle")


def _closure(first: Iterable[str], onward: Mapping[str, set[str]]) -> set[str]:
    reached = set(first)
    waiting = list(reached)
    while waiting:
        for target in onward[waiting.pop()] - reached:
            reached.add(target)
            waiting.append(target)
    return reached


def any_circle(onward: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return a circle of a graph, or nothing; no node is visited twice."""
    done: set[str] = set()
    for first in onward:
        path = {} if first in done else {first: iter(onward[first])}
        done.add(first)
        while path:
            last = next(reversed(path))
            following = next(path[last], None)
            if following is None:
                del path[last]
            elif following in path:
                names = list(path)
                return (*names[names.index(following) :], following)
            elif following not in done:
                done.add(following)
                path[following] = iter(onward[following])
    return ()


def circle(calls: Mapping[str, Iterable[str]], start: str) -> tuple[str, ...]:
    """Return a circle of calls that begins at the process, or nothing."""
    path = [start]
    seen = {start}
    rest = [iter(calls.get(start, ()))]
    while rest:
        called = next(rest[-1], None)
        if called is None:
            rest.pop()
            path.pop()
        elif called == start:
            return (*path, start)
        elif called not in seen:
            seen.add(called)
            path.append(called)
            rest.append(iter(calls.get(called, ())))
    return ()
