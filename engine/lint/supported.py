"""What the allow-list says of one element."""

from dataclasses import dataclass

#: What may stand in nearly everything.
TEXT = frozenset({"documentation", "extensionElements"})
#: What may stand in whatever a flow enters or leaves.
NODE = TEXT | {"incoming", "outgoing"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Supported:
    """An element that may stand in a model, and what may stand in it."""

    what: str
    #: Elements of BPMN that it may contain.
    children: frozenset[str] = frozenset()
    #: Attributes without namespace, besides `id` and `name`.
    attributes: frozenset[str] = frozenset()
    #: Attributes of the camunda extension.
    camunda: frozenset[str] = frozenset()
    #: Properties of ours (`camunda:property`).
    properties: frozenset[str] = frozenset()
