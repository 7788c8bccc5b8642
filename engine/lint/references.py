"""What a model refers to outside itself: roles, forms, operations, decisions, processes, FEEL."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.bpmn import Element, Flow, Model
from engine.feel import FeelSyntaxError, compile_expression
from engine.lint import repeats
from engine.lint.problems import Problem, shortened

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
MAX_NAME = 60
#: A version is kept under the name of its process.
MAX_TITLE = 200
_NAMED = frozenset(
    {"userTask", "receiveTask", "sendTask", "serviceTask", "businessRuleTask", "callActivity"}
    | {"subProcess"}
)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the house has, that a model may name."""

    roles: frozenset[str]
    topics: frozenset[str]
    #: Form -> the fields it has.
    forms: Mapping[str, frozenset[str]]
    decisions: frozenset[str] = frozenset()
    processes: frozenset[str] = field(default_factory=frozenset)


def check(file: str, model: Model, known: Known) -> Iterator[Problem]:
    """Yield every reference that leads nowhere."""
    references = _References(file, model, known)
    yield from references.process()
    yield from references.lanes()
    for element in model.elements.values():
        yield from references.element(element)
    for flow in model.flows.values():
        yield from references.condition(flow)


class _References:
    def __init__(self, file: str, model: Model, known: Known) -> None:
        self._file = file
        self._model = model
        self._known = known

    def _at(self, element: Element | Flow, code: str, **params: object) -> Problem:
        return Problem(
            file=self._file, element=element.id, code=code, params=params, line=element.line
        )

    def _around(self, element: str, code: str, **params: object) -> Problem:
        return Problem(file=self._file, element=element, code=code, params=params)

    def process(self) -> Iterator[Problem]:
        model = self._model
        if not model.executable:
            yield self._around(model.process, "bpmn.not_executable")
        if not model.name:
            yield self._around(model.process, "name.missing", kind="process")
        elif len(model.name) > MAX_TITLE:
            yield self._around(model.process, "name.too_long", limit=MAX_TITLE)

    def lanes(self) -> Iterator[Problem]:
        placed: set[str] = set()
        for lane in self._model.lanes.values():
            if lane.id not in self._known.roles:
                yield self._around(lane.id, "lane.not_role", lane=shortened(lane.id))
            if not lane.name:
                yield self._around(lane.id, "name.missing", kind="lane")
            for member in lane.members:
                shown = shortened(member)
                if member in placed:
                    yield self._around(lane.id, "lane.twice", member=shown)
                if member not in self._model.elements:
                    yield self._around(
                        lane.id, "reference.dangling", attribute="flowNodeRef", value=shown
                    )
                placed.add(member)

    def element(self, element: Element) -> Iterator[Problem]:
        if element.id in self._known.topics:
            yield self._at(element, "id.is_operation")
        if element.kind in _NAMED and not element.name:
            yield self._at(element, "name.missing", kind=element.kind)
        if len(element.name) > MAX_NAME:
            yield self._at(element, "name.too_long", limit=MAX_NAME)
        for code, params in repeats.check(element):
            yield self._at(element, code, **params)
        match element.kind:
            case "userTask":
                yield from self._user_task(element)
            case "serviceTask" | "sendTask":
                yield from self._one_of(element, "topic", element.topic, self._known.topics)
            case "businessRuleTask":
                known = self._known.decisions
                yield from self._one_of(element, "decision", element.decision, known)
            case "callActivity":
                yield from self._one_of(element, "called", element.called, self._known.processes)
            case "boundaryEvent" | "intermediateCatchEvent":
                yield from self._timer(element)

    def _one_of(
        self, element: Element, what: str, value: str, known: frozenset[str]
    ) -> Iterator[Problem]:
        if not value:
            yield self._at(element, f"{what}.missing")
        elif value not in known:
            yield self._at(element, f"{what}.unknown", **{what: shortened(value)})

    def _user_task(self, element: Element) -> Iterator[Problem]:
        if not element.lane:
            yield self._at(element, "lane.missing")
        fields = self._known.forms.get(element.form)
        if not element.form:
            yield self._at(element, "form.missing")
        elif fields is None:
            yield self._at(element, "form.unknown", form=shortened(element.form))
        else:
            for name in element.listed("outcomes"):
                if name not in fields:
                    yield self._at(element, "outcome.unknown", form=element.form, field=name)
        for other in element.listed("not_same_as"):
            found = self._model.elements.get(other)
            if found is None or found.kind != "userTask" or found.id == element.id:
                yield self._at(element, "person.unknown", value=other)

    def _timer(self, element: Element) -> Iterator[Problem]:
        event = element.event
        if event is not None and event.timer == "timeDate":
            if not _VARIABLE.fullmatch(event.expression):
                yield self._at(element, "timer.not_variable", value=shortened(event.expression))
        elif event is not None and event.kind == "timer":
            yield self._at(element, "event.unsupported", needs="timeDate")

    def condition(self, flow: Flow) -> Iterator[Problem]:
        if flow.condition:
            try:
                compile_expression(flow.condition)
            except FeelSyntaxError as error:
                yield self._at(flow, "condition.invalid", said=shortened(str(error), 200))
