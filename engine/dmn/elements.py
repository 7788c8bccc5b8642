"""The parts of a decision model as they stand in the file."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Boxed:
    """An expression in a box."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Literal(Boxed):
    """FEEL text."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """An input or an output of a table."""

    name: str
    expression: str
    type: str
    values: str
    default: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a table."""

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table(Boxed):
    """A decision table."""

    inputs: tuple[Column, ...] = ()
    outputs: tuple[Column, ...] = ()
    rules: tuple[Rule, ...] = ()
    policy: str = "UNIQUE"
    aggregation: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A named part: of a context, a binding of an invocation, a cell of a relation."""

    name: str
    type: str
    value: Boxed | None


@dataclass(frozen=True, slots=True)
class Context(Boxed):
    """Named values; the entry without a name is the result."""

    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemList(Boxed):
    """A list of boxed expressions."""

    items: tuple[Boxed, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation(Boxed):
    """A list of contexts, written as rows."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Boxed | None, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Invocation(Boxed):
    """A call with named arguments."""

    function: str = ""
    bindings: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionBox(Boxed):
    """A function with parameters; `kind` is FEEL, Java or PMML."""

    parameters: tuple[tuple[str, str], ...] = ()
    body: Boxed | None = None
    kind: str = "FEEL"


@dataclass(frozen=True, slots=True)
class Conditional(Boxed):
    """`if`, `then` and `else` in boxes."""

    condition: Boxed | None = None
    then: Boxed | None = None
    otherwise: Boxed | None = None


@dataclass(frozen=True, slots=True)
class FilterBox(Boxed):
    """Those items of a list that match."""

    source: Boxed | None = None
    match: Boxed | None = None


@dataclass(frozen=True, slots=True)
class Loop(Boxed):
    """`for`, `some` or `every` in boxes."""

    kind: str = "for"
    variable: str = ""
    source: Boxed | None = None
    body: Boxed | None = None


@dataclass(frozen=True, slots=True)
class InputData:
    """What a decision is told."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A value, how it is found, and what it needs."""

    id: str
    name: str
    type: str
    logic: Boxed | None
    requires: tuple[str, ...]
    """References to input data and decisions."""
    knows: tuple[str, ...]
    """References to business knowledge models and decision services."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function with a name."""

    id: str
    name: str
    type: str
    logic: FunctionBox | None
    knows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: decisions that can be called as a function."""

    id: str
    name: str
    type: str
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item definition: a type."""

    name: str
    type: str = ""
    allowed: str = ""
    constraint: str = ""
    collection: bool = False
    components: tuple["Item", ...] = ()
    parameters: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """Another model, known under a name."""

    name: str
    namespace: str


@dataclass(slots=True)
class Definitions:
    """All of one file."""

    name: str
    namespace: str
    imports: list[Import] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    inputs: dict[str, InputData] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    knowledge: dict[str, Knowledge] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
