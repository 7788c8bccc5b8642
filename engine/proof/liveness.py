"""Which variables can still be read at a place of a model: the others make no difference there.

A classic analysis backwards along the flows, through calls without regard to the caller. It keeps
apart only states that can go on differently; an outcome that was read for the last time is
forgotten.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engine.bpmn import Element, Model
from engine.feel import compile_expression
from engine.proof.contracts import READS, RESULTS
from engine.spiff.elements import DECISION

Place = tuple[str, str]

#: Elements behind which nothing of the same process follows.
_ENDS: Final = "endEvent"


class Liveness:
    """Live variables of a process with all that it calls."""

    def __init__(self, models: Iterable[Model]) -> None:
        self._models = {model.process: model for model in models}
        self._callers = self._find_callers()
        self._live: dict[Place, frozenset[str]] = dict.fromkeys(self._places(), frozenset())
        self._settle()

    def at(self, process: str, element: str) -> frozenset[str] | None:
        """What may be read from here on; None for a place that the diagram does not name."""
        model = self._models.get(process)
        # The library puts parts of its own around an activity with a timer.
        found = model.elements.get(element.split(".", maxsplit=1)[0]) if model else None
        if found is None:
            return None
        if found.kind == "callActivity" or found.id != element:
            # What was called carries all data on.
            return frozenset()
        return self._live[process, element]

    def _places(self) -> Iterator[Place]:
        for model in self._models.values():
            for element in model.elements:
                yield model.process, element

    def _find_callers(self) -> Mapping[str, list[Place]]:
        callers: dict[str, list[Place]] = {}
        for model in self._models.values():
            for call in model.of_kind("callActivity"):
                callers.setdefault(call.called, []).append((model.process, call.id))
        return callers

    def _settle(self) -> None:
        changed = True
        while changed:
            changed = False
            for process, name in reversed(list(self._live)):
                live = self._before(process, self._models[process].elements[name])
                if live != self._live[process, name]:
                    self._live[process, name] = live
                    changed = True

    def _before(self, process: str, element: Element) -> frozenset[str]:
        model = self._models[process]
        if element.kind == "callActivity":
            called = self._models[element.called]
            return self._live[called.process, called.of_kind("startEvent")[0].id]
        after = self._after(process, element)
        written = {*element.listed("outcomes"), *element.listed("sets"), *_answers(element)}
        live = (after - written) | READS.get(element.topic, frozenset())
        for timer in model.boundary_events(element.id):
            live |= self._live[process, timer.id]
        for flow in model.outgoing(element.id):
            if flow.condition:
                live |= compile_expression(flow.condition).names
        return live

    def _after(self, process: str, element: Element) -> frozenset[str]:
        if element.kind == _ENDS:
            live = frozenset[str]()
            for caller, call in self._callers.get(process, ()):
                model = self._models[caller]
                live |= self._after(caller, model.elements[call])
            return live
        targets = [flow.target for flow in self._models[process].outgoing(element.id)]
        return frozenset().union(*(self._live[process, target] for target in targets))


def _answers(element: Element) -> Iterator[str]:
    """What a business rule task writes: the outputs of its decision."""
    if element.decision:
        for answer in RESULTS[f"{DECISION}{element.decision}"]({}):
            yield from answer
