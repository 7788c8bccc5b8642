"""All names that may stand in the expressions of a model, so that the lexer knows them."""

from collections.abc import Iterator

from engine.dmn import elements as e


def all_names(found: e.Definitions) -> frozenset[str]:
    names: set[str] = set()
    for table in (found.inputs, found.decisions, found.knowledge, found.services):
        names.update(part.name for part in table.values())
    for decision in found.decisions.values():
        names.update(_in_box(decision.logic))
    for knowledge in found.knowledge.values():
        names.update(_in_box(knowledge.logic))
    for item in found.items:
        names.update(_in_item(item))
    return frozenset(filter(None, names))


def _in_item(item: e.Item) -> Iterator[str]:
    for part in item.components:
        yield part.name
        yield from _in_item(part)


def _in_box(box: e.Boxed | None) -> Iterator[str]:
    if isinstance(box, e.Context):
        for entry in box.entries:
            yield entry.name
            yield from _in_box(entry.value)
    elif isinstance(box, e.ItemList):
        for item in box.items:
            yield from _in_box(item)
    elif isinstance(box, e.Relation):
        yield from box.columns
    elif isinstance(box, e.Invocation):
        for entry in box.bindings:
            yield from _in_box(entry.value)
    elif isinstance(box, e.FunctionBox):
        yield from (name for name, _ in box.parameters)
        yield from _in_box(box.body)
    elif isinstance(box, e.Table):
        yield from (column.name for column in box.outputs)
    else:
        yield from _in_small_box(box)


def _in_small_box(box: e.Boxed | None) -> Iterator[str]:
    if isinstance(box, e.Conditional):
        for part in (box.condition, box.then, box.otherwise):
            yield from _in_box(part)
    elif isinstance(box, e.FilterBox):
        yield from _in_box(box.source)
        yield from _in_box(box.match)
    elif isinstance(box, e.Loop):
        yield box.variable
        yield from _in_box(box.source)
        yield from _in_box(box.body)
