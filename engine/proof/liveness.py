"""Which variables can still be read at a place of a model: the others make no difference there.

A classic analysis backwards along the flows, for each way in which a called process is called. It
keeps apart only states that can go on differently; an outcome that was read for the last time is
forgotten.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from engine.bpmn import Element, Model, Repeat
from engine.feel import compile_expression
from engine.proof.contracts import READS, RESULTS
from engine.spiff.elements import DECISION

#: The call activities and sub-processes that led to a place, the outermost first.
Calls = tuple[str, ...]
Place = tuple[Calls, str]
Names = frozenset[str]

NOTHING: Final[Names] = frozenset()
#: Events that are thrown out of a process or sub-process.
_TELLS: Final = frozenset({"error", "escalation"})
_CALLS: Final = ("callActivity", "subProcess")


class Liveness:
    """Live variables of a process with all that it calls."""

    def __init__(self, process: str, models: Mapping[str, Model]) -> None:
        self._models = models
        #: Calls -> the process, and the scope in its picture.
        self._scopes = dict(self._contexts((), process, process))
        self._live: dict[Place, Names] = {
            (calls, element.id): NOTHING
            for calls, (name, scope) in self._scopes.items()
            for element in models[name].elements.values()
            if element.scope == scope
        }
        self._settle()

    def at(self, calls: Calls, element: str) -> Names | None:
        """What may be read from here on; None for a place that the diagram does not name."""
        # One of several instances is followed by its number.
        calls = tuple(call.split(" ", maxsplit=1)[0] for call in calls)
        if calls not in self._scopes:
            return None
        # The library puts parts of its own around an activity with a timer.
        drawn = element.split(".", maxsplit=1)[0].split(" ", maxsplit=1)[0]
        process, scope = self._scopes[calls]
        if drawn == scope:
            # A token that has ended waits at a place of the library's for the others.
            return self._after(calls, self._models[process].inside(scope, "endEvent")[0])
        found = self._models[process].elements.get(drawn)
        if found is None:
            return None
        if found.repeat and found.id == element:
            return self._live[calls, element] | _read_again(found.repeat)
        if found.kind in _CALLS or found.id != element:
            # What was called carries all data on.
            return NOTHING
        return self._live[calls, element]

    def after(self, process: str, element: str) -> Names:
        """What may be read once this element is done, wherever its process is called."""
        done = self._models[process].elements[element]
        place = (process, done.scope)
        contexts = (calls for calls, scope in self._scopes.items() if scope == place)
        return NOTHING.union(*(self._after(calls, done) for calls in contexts))

    @property
    def collections(self) -> Names:
        """The variables that hold one item for each instance of an activity."""
        elements = (one for model in self._models.values() for one in model.elements.values())
        return frozenset(one.repeat.collection for one in elements if one.repeat)

    def _contexts(
        self, calls: Calls, process: str, scope: str
    ) -> Iterator[tuple[Calls, tuple[str, str]]]:
        yield calls, (process, scope)
        for call in self._models[process].inside(scope, *_CALLS):
            inner = (*calls, call.id)
            if call.kind == "subProcess":
                yield from self._contexts(inner, process, call.id)
            elif call.called in self._models:
                yield from self._contexts(inner, call.called, call.called)

    def _settle(self) -> None:
        changed = True
        while changed:
            changed = False
            for calls, name in reversed(list(self._live)):
                live = self._before(calls, name)
                if live != self._live[calls, name]:
                    self._live[calls, name] = live
                    changed = True

    def _before(self, calls: Calls, name: str) -> Names:
        model = self._models[self._scopes[calls][0]]
        element = model.elements[name]
        edge = (self._live[calls, timer.id] for timer in model.boundary_events(name))
        live = NOTHING.union(*edge)
        if element.kind in _CALLS:
            inner = (*calls, name)
            process, scope = self._scopes[inner]
            (start,) = self._models[process].inside(scope, "startEvent")
            live |= self._live[inner, start.id]
            return live | self._after_all(calls, element) if element.repeat else live
        if element.repeat:
            return live | self._after_all(calls, element)
        live |= self._after(calls, element) - _written(model, element)
        live |= READS.get(element.topic, NOTHING)
        for flow in model.outgoing(name):
            if flow.condition:
                live |= compile_expression(flow.condition).names
        return live

    def _after_all(self, calls: Calls, element: Element) -> Names:
        """What is read by what repeats an activity, and after it."""
        repeat = element.repeat
        if repeat is None:
            return NOTHING
        read = compile_expression(repeat.cardinality).names if repeat.cardinality else NOTHING
        read |= {repeat.collection} if repeat.collection else NOTHING
        after = self._after(calls, element) - frozenset(repeat.collects)
        return read | after | (_read_again(repeat) - frozenset(repeat.collects))

    def _after(self, calls: Calls, element: Element) -> Names:
        kind = element.event.kind if element.event else ""
        if kind in _TELLS:
            # What is thrown takes all data along.
            caught = self._caught(calls, kind)
            return caught if kind == "error" else caught | self._onward(calls, element)
        return self._onward(calls, element)

    def _caught(self, calls: Calls, kind: str) -> Names:
        """What may be read behind the events that catch this on the edges around."""
        return NOTHING.union(
            *(
                self._live[calls[:depth], edge.id]
                for depth, activity in enumerate(calls)
                for edge in self._models[self._scopes[calls[:depth]][0]].boundary_events(activity)
                if edge.event is not None and edge.event.kind == kind
            )
        )

    def _onward(self, calls: Calls, element: Element) -> Names:
        if element.kind == "endEvent":
            if not calls:
                return NOTHING
            caller = self._models[self._scopes[calls[:-1]][0]].elements[calls[-1]]
            if caller.repeat:
                # Another turn may come, or another instance.
                return self._live[calls[:-1], caller.id] | _read_again(caller.repeat)
            return self._after(calls[:-1], caller)
        model = self._models[self._scopes[calls][0]]
        targets = [flow.target for flow in model.outgoing(element.id)]
        return NOTHING.union(*(self._live[calls, target] for target in targets))


def _read_again(repeat: Repeat) -> Names:
    """What is read whenever an instance or a turn is over."""
    condition = compile_expression(repeat.condition).names if repeat.condition else NOTHING
    return condition | frozenset(repeat.collects)


def _written(model: Model, element: Element) -> Names:
    """What the element gives another value, whatever it was."""
    answers = RESULTS[f"{DECISION}{element.decision}"]({}) if element.decision else []
    decided = {name for answer in answers for name in answer}
    message = model.referred(element)
    carried = message.listed("outcomes") if message else ()
    return frozenset({*element.listed("outcomes"), *element.listed("sets"), *carried, *decided})
