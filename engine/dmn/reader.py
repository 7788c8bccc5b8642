"""XML elements to the parts of a decision model."""

from collections.abc import Callable

from engine.dmn import elements as e
from engine.dmn.errors import DmnError
from engine.dmn.source import Element, child, children, href, local, text
from engine.feel.lexer import normal_name

POLICIES = {"UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"}
AGGREGATIONS = {"", "SUM", "MIN", "MAX", "COUNT"}


def name_of(element: Element | None) -> str:
    return "" if element is None else normal_name(str(element.get("name") or ""))


def id_of(element: Element) -> str:
    return str(element.get("id") or element.get("name") or "")


def type_of(element: Element | None) -> str:
    """The type as attribute (1.2 on) or as an element (1.1), without a prefix for FEEL's own."""
    if element is None:
        return ""
    inner = child(element, "typeRef")
    given = element.get("typeRef") or (text(inner) if inner is not None else "")
    return str(given).removeprefix("feel:").strip()


def definitions(root: Element) -> e.Definitions:
    found = e.Definitions(name_of(root), str(root.get("namespace") or ""))
    for element in children(root):
        kind = local(element)
        if kind == "import":
            found.imports.append(e.Import(name_of(element), str(element.get("namespace") or "")))
        elif kind == "itemDefinition":
            found.items.append(item(element))
        elif kind in PARTS:
            getattr(found, PARTS[kind][0])[id_of(element)] = PARTS[kind][1](element)
    return found


def variable_type(element: Element) -> str:
    return type_of(child(element, "variable"))


def input_data(element: Element) -> e.InputData:
    return e.InputData(id_of(element), name_of(element), variable_type(element))


def _references(element: Element, requirement: str, *names: str) -> tuple[str, ...]:
    return tuple(
        href(target) for part in children(element, requirement) for target in children(part, *names)
    )


def decision(element: Element) -> e.Decision:
    return e.Decision(
        id_of(element),
        name_of(element),
        variable_type(element),
        _only_box(element),
        _references(element, "informationRequirement", "requiredInput", "requiredDecision"),
        _references(element, "knowledgeRequirement", "requiredKnowledge"),
    )


def knowledge(element: Element) -> e.Knowledge:
    logic = child(element, "encapsulatedLogic")
    return e.Knowledge(
        id_of(element),
        name_of(element),
        variable_type(element),
        None if logic is None else function(logic),
        _references(element, "knowledgeRequirement", "requiredKnowledge"),
    )


def service(element: Element) -> e.Service:
    def targets(name: str) -> tuple[str, ...]:
        return tuple(href(part) for part in children(element, name))

    return e.Service(
        id_of(element),
        name_of(element),
        variable_type(element),
        targets("outputDecision"),
        targets("encapsulatedDecision"),
        targets("inputDecision"),
        targets("inputData"),
    )


def item(element: Element) -> e.Item:
    functional = child(element, "functionItem")
    return e.Item(
        name_of(element),
        type_of(element) if functional is None else "",
        text(child(element, "allowedValues")),
        text(child(element, "typeConstraint")),
        element.get("isCollection") == "true",
        tuple(item(part) for part in children(element, "itemComponent")),
        None if functional is None else tuple(map(type_of, children(functional, "parameters"))),
    )


PARTS: dict[str, tuple[str, Callable[[Element], object]]] = {
    "inputData": ("inputs", input_data),
    "decision": ("decisions", decision),
    "businessKnowledgeModel": ("knowledge", knowledge),
    "decisionService": ("services", service),
}


def _only_box(element: Element | None) -> e.Boxed | None:
    if element is None:
        return None
    found = [boxed(part) for part in children(element) if local(part) in BOXES]
    return found[0] if found else None


def boxed(element: Element) -> e.Boxed:
    return BOXES[local(element)](element)


def literal(element: Element) -> e.Literal:
    if (
        element.get("expressionLanguage")
        and "feel" not in str(element.get("expressionLanguage")).lower()
    ):
        raise DmnError(f"{id_of(element)}: only FEEL is supported")
    return e.Literal(id_of(element), text(element))


def context(element: Element) -> e.Context:
    entries = tuple(
        e.Entry(name_of(child(part, "variable")), variable_type(part), _only_box(part))
        for part in children(element, "contextEntry")
    )
    return e.Context(id_of(element), entries)


def item_list(element: Element) -> e.ItemList:
    return e.ItemList(
        id_of(element), tuple(boxed(part) for part in children(element) if local(part) in BOXES)
    )


def relation(element: Element) -> e.Relation:
    columns = tuple(name_of(part) for part in children(element, "column"))
    rows = tuple(
        tuple(boxed(cell) for cell in children(row) if local(cell) in BOXES)
        for row in children(element, "row", "tRow")
    )
    return e.Relation(id_of(element), columns, rows)


def invocation(element: Element) -> e.Invocation:
    bindings = []
    for part in children(element, "binding"):
        parameter = child(part, "parameter")
        bindings.append(e.Entry(name_of(parameter), type_of(parameter), _only_box(part)))
    called = child(element, "literalExpression")
    return e.Invocation(id_of(element), text(called), tuple(bindings))


def function(element: Element) -> e.FunctionBox:
    parameters = tuple((name_of(p), type_of(p)) for p in children(element, "formalParameter"))
    return e.FunctionBox(
        id_of(element), parameters, _only_box(element), str(element.get("kind") or "FEEL")
    )


def conditional(element: Element) -> e.Conditional:
    parts = [_only_box(child(element, name)) for name in ("if", "then", "else")]
    return e.Conditional(id_of(element), *parts)


def filtered(element: Element) -> e.FilterBox:
    return e.FilterBox(
        id_of(element), _only_box(child(element, "in")), _only_box(child(element, "match"))
    )


def loop(element: Element) -> e.Loop:
    body = child(element, "return")
    return e.Loop(
        id_of(element),
        local(element),
        normal_name(str(element.get("iteratorVariable") or "")),
        _only_box(child(element, "in")),
        _only_box(child(element, "satisfies") if body is None else body),
    )


def table(element: Element) -> e.Table:
    policy = str(element.get("hitPolicy") or "UNIQUE")
    aggregation = str(element.get("aggregation") or "")
    if policy not in POLICIES or aggregation not in AGGREGATIONS:
        raise DmnError(f"{id_of(element)}: unknown hit policy {policy} {aggregation}")
    return e.Table(
        id_of(element),
        tuple(map(_input, children(element, "input"))),
        tuple(map(_output, children(element, "output"))),
        tuple(map(_rule, children(element, "rule"))),
        policy,
        aggregation,
    )


def _input(element: Element) -> e.Column:
    expression = child(element, "inputExpression")
    label = str(element.get("label") or text(expression))
    values = text(child(element, "inputValues"))
    return e.Column(label, text(expression), type_of(expression), values, "")


def _output(element: Element) -> e.Column:
    return e.Column(
        name_of(element),
        "",
        type_of(element),
        text(child(element, "outputValues")),
        text(child(element, "defaultOutputEntry")),
    )


def _rule(element: Element) -> e.Rule:
    return e.Rule(
        id_of(element),
        tuple(map(text, children(element, "inputEntry"))),
        tuple(map(text, children(element, "outputEntry"))),
        tuple(map(text, children(element, "annotationEntry"))),
    )


BOXES: dict[str, Callable[[Element], e.Boxed]] = {
    "literalExpression": literal,
    "decisionTable": table,
    "context": context,
    "list": item_list,
    "relation": relation,
    "invocation": invocation,
    "functionDefinition": function,
    "conditional": conditional,
    "filter": filtered,
    "for": loop,
    "some": loop,
    "every": loop,
}
