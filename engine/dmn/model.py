"""A decision model: requirements resolved, logic compiled, decisions evaluated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn import elements as e
from engine.dmn.boxed import Boxes, nothing, typed
from engine.dmn.errors import DmnError, Problem
from engine.dmn.item_types import ItemTypes
from engine.dmn.names import all_names
from engine.dmn.tables import FiredRule
from engine.feel.calls import UserFunction
from engine.feel.errors import Diagnostic, Fault, FeelSyntaxError
from engine.feel.expression import BROKEN, note_failure
from engine.feel.frame import Closure, Frame, Run
from engine.feel.types import Type, conform
from engine.feel.values import normal, weigh


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision gave: the value, the rules that fired, and why something is null."""

    value: object
    fired_rules: tuple[FiredRule, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class Evaluation:
    """Values found so far; each decision is evaluated once."""

    run: Run
    inputs: Mapping[str, Any]
    values: dict[tuple[int, str], object] = field(default_factory=dict)
    fixed: dict[tuple[int, str], object] = field(default_factory=dict)
    open: set[tuple[int, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Need:
    """Something required: its model, its id, and the names it is known under."""

    model: "Model"
    id: str
    name: str
    prefix: str


class Model:
    """One DMN file, ready to decide."""

    def __init__(self, found: e.Definitions, imports: Mapping[str, "Model"]) -> None:
        self.definitions = found
        self.name = found.name
        self.namespace = found.namespace
        self.problems: list[Problem] = []
        self.imports = {part.namespace: (part.name, imports[part.namespace])
                        for part in found.imports if part.namespace in imports}  # fmt: skip
        self._refuse_missing(found.imports, imports)
        self.names: frozenset[str] = all_names(found) | frozenset(
            name for _, model in self.imports.values() for name in model.names
        )
        self.names |= {prefix for prefix, _ in self.imports.values() if prefix}
        self.types = ItemTypes(found.items, self._imported_types(), self.names, self._type_problem)
        self.boxes = Boxes(self.names, self.types, self.problems)
        self.logic: dict[str, Closure] = {}
        self.found: dict[str, Need | None] = {}
        self._compile()

    def _refuse_missing(self, wanted: list[e.Import], given: Mapping[str, "Model"]) -> None:
        for part in wanted:
            if part.namespace not in given:
                self.problems.append(Problem(part.name, "the import is missing", None, "import"))

    def _imported_types(self) -> dict[str, Type]:
        return {
            f"{prefix}.{name}" if prefix else name: found
            for prefix, model in self.imports.values()
            for name, found in model.types.types.items()
        }

    def _type_problem(self, name: str, error: FeelSyntaxError | Fault) -> None:
        position = error.position if isinstance(error, FeelSyntaxError) else None
        self.problems.append(Problem(name, error.message, position, error.code))

    def _compile(self) -> None:
        for decision in self.definitions.decisions.values():
            self.boxes.where = decision.name
            closure = self.boxes.compile(decision.logic)
            self.logic[decision.id] = typed(closure, self.types.find(decision.type), decision.name)
            self._check_requirements(decision.name, (*decision.requires, *decision.knows))
        for knowledge in self.definitions.knowledge.values():
            self.boxes.where = knowledge.name
            logic = self.boxes.compile(knowledge.logic) if knowledge.logic else nothing
            self.logic[knowledge.id] = logic
            self._check_requirements(knowledge.name, knowledge.knows)
        for service in self.definitions.services.values():
            targets = (*service.outputs, *service.input_decisions, *service.input_data)
            self._check_requirements(service.name, targets)

    def _check_requirements(self, name: str, references: Iterable[str]) -> None:
        for reference in references:
            if self._find(reference) is None:
                message = f"{reference!r} leads nowhere"
                self.problems.append(Problem(name, message, None, "reference"))

    def _find(self, reference: str) -> Need | None:
        """What a reference means: `#id` here, `namespace#id` in an import."""
        if reference not in self.found:
            self.found[reference] = self._look_up(reference)
        return self.found[reference]

    def _look_up(self, reference: str) -> Need | None:
        namespace, _, identifier = reference.rpartition("#")
        if namespace and namespace != self.namespace:
            if namespace not in self.imports:
                return None
            prefix, model = self.imports[namespace]
            found = model._find(f"#{identifier}")  # noqa: SLF001 -- the same class
            return found and Need(found.model, found.id, found.name, prefix)
        parts = self.definitions
        for table in (parts.inputs, parts.decisions, parts.knowledge, parts.services):
            if identifier in table:
                return Need(self, identifier, table[identifier].name, "")
        return None

    def decision(self, name: str) -> e.Decision:
        """The decision with that name or id."""
        for decision in self.definitions.decisions.values():
            if name in {decision.name, decision.id}:
                return decision
        raise DmnError(f"there is no decision {name!r}")

    def evaluate(self, decision: str, inputs: Mapping[str, object]) -> Outcome:
        """The value of a decision; what has no value is null with a diagnostic."""
        identifier = self.decision(decision).id
        return self._outcome(inputs, lambda state: self._decide(identifier, state))

    def evaluate_service(self, name: str, inputs: Mapping[str, object]) -> Outcome:
        """The value of a decision service, its parameters by name."""
        for service in self.definitions.services.values():
            if name in {service.name, service.id}:
                return self._outcome(inputs, lambda state, s=service: self._serve(s, state))
        raise DmnError(f"there is no decision service {name!r}")

    def invoke(self, name: str, arguments: Mapping[str, object]) -> Outcome:
        """The value of a business knowledge model, its parameters by name."""
        for knowledge in self.definitions.knowledge.values():
            if name in {knowledge.name, knowledge.id}:
                return self._outcome(arguments, lambda state, k=knowledge: self._call(k, state))
        raise DmnError(f"there is no business knowledge model {name!r}")

    def _outcome(self, inputs: Mapping[str, object], work: Any) -> Outcome:
        run = Run()
        try:
            given = {name: normal(value) for name, value in inputs.items()}
            value = work(Evaluation(run, given))
            weigh(value)
        except BROKEN as error:
            note_failure(run, error)
            value = None
        return Outcome(value, tuple(run.fired), tuple(run.diagnostics))

    def _call(self, knowledge: e.Knowledge, state: Evaluation) -> object:
        function: Any = self._function(knowledge.id, state)
        return function.invoke_named(state.run, dict(state.inputs))

    def _serve(self, service: e.Service, state: Evaluation) -> object:
        function: Any = self._service(service, state)
        wanted = [name for name, _ in function.parameters]
        missing = [name for name in wanted if name not in state.inputs]
        if missing:
            raise Fault(f"{service.name} wants {', '.join(missing)}", "arguments")
        return function.invoke(state.run, [state.inputs[name] for name in wanted])

    def _value(self, need: Need, state: Evaluation) -> object:
        """The value of something required, of whichever sort it is."""
        parts = need.model.definitions
        key = (id(need.model), need.id)
        if key in state.fixed:
            return state.fixed[key]
        if need.id in parts.inputs:
            return need.model._input(parts.inputs[need.id], need.prefix, state)  # noqa: SLF001
        if need.id in parts.decisions:
            return need.model._decide(need.id, state)  # noqa: SLF001
        if need.id in parts.knowledge:
            return need.model._function(need.id, state)  # noqa: SLF001
        return need.model._service(parts.services[need.id], state)  # noqa: SLF001

    def _input(self, item: e.InputData, prefix: str, state: Evaluation) -> object:
        inner = state.inputs.get(prefix) if prefix else None
        source = inner if isinstance(inner, dict) and item.name in inner else state.inputs
        value = source.get(item.name)
        expected = self.types.find(item.type)
        if expected is None:
            return value
        try:
            return conform(value, expected)
        except Fault as fault:
            state.run.report_in(item.name, fault)
            return None

    def _decide(self, identifier: str, state: Evaluation) -> object:
        key = (id(self), identifier)
        if key in state.fixed:
            return state.fixed[key]
        if key not in state.values:
            decision = self.definitions.decisions[identifier]
            if key in state.open:
                raise Fault(f"{decision.name} requires itself", "cycle")
            state.open.add(key)
            frame = self._frame((*decision.requires, *decision.knows), state)
            if not decision.requires:
                # Modelers let a lone table read its inputs without drawing them.
                frame.parent = Frame(dict(state.inputs), None, state.run)
            state.values[key] = self.logic[identifier](frame)
            state.open.discard(key)
        return state.values[key]

    def _frame(self, references: Iterable[str], state: Evaluation) -> Frame:
        values: dict[str, Any] = {}
        for reference in references:
            need = self._find(reference)
            if need is None:
                continue
            found = self._value(need, state)
            if need.prefix:
                values.setdefault(need.prefix, {})[need.name] = found
            else:
                values[need.name] = found
        return Frame(values, None, state.run)

    def _function(self, identifier: str, state: Evaluation) -> object:
        key = (id(self), identifier)
        if key not in state.values:
            knowledge = self.definitions.knowledge[identifier]
            frame = Frame({}, None, state.run)
            made = self.logic[identifier](frame)
            if isinstance(made, UserFunction):
                made.name = knowledge.name
                made.result = self.types.find(knowledge.type)
            state.values[key] = made
            frame.values[knowledge.name] = made
            frame.values.update(self._frame(knowledge.knows, state).values)
        return state.values[key]

    def _service(self, service: e.Service, state: Evaluation) -> object:
        """A service as a function: first its input data, then its input decisions."""
        needs = [self._find(r) for r in (*service.input_data, *service.input_decisions)]
        known = [need for need in needs if need is not None]
        outputs = [need for need in map(self._find, service.outputs) if need is not None]

        def body(frame: Frame) -> object:
            inner = Evaluation(frame.run, state.inputs)
            inner.fixed = {(id(n.model), n.id): frame.values[n.name] for n in known}
            found = {need.name: self._value(need, inner) for need in outputs}
            return next(iter(found.values())) if len(found) == 1 else found

        parameters = tuple((need.name, need.model._type_of(need.id)) for need in known)  # noqa: SLF001
        result = self.types.find(service.type)
        return UserFunction(parameters, body, Frame({}, None, state.run), result, service.name)

    def _type_of(self, identifier: str) -> Type | None:
        parts = self.definitions
        found = parts.inputs.get(identifier) or parts.decisions[identifier]
        return self.types.find(found.type)
