"""Item definitions to types that values are checked against."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.dmn.elements import Item
from engine.feel.errors import Fault, FeelSyntaxError
from engine.feel.expression import UnaryTests, build_tests
from engine.feel.types import ANY_TYPE, BUILTIN_TYPES, Type
from engine.feel.values import CONTEXT, FUNCTION, LIST

MAX_NESTING = 30


class ItemTypes:
    """The types of one model, those of its imports under their prefix."""

    def __init__(
        self,
        items: list[Item],
        imported: Mapping[str, Type],
        names: frozenset[str],
        report: Callable[[str, FeelSyntaxError | Fault], None],
    ) -> None:
        self.items = {item.name: item for item in items}
        self.names = names
        self.report = report
        self.types: dict[str, Type] = dict(imported)
        self.open: list[str] = []
        for item in items:
            self.named(item.name)

    def find(self, name: str) -> Type | None:
        """The type of a `typeRef`; None when nothing is said, so nothing is checked."""
        if not name or name == "Any":
            return None
        return self.named(name)

    def named(self, name: str) -> Type:
        if name in self.types:
            return self.types[name]
        item = self.items.get(name)
        if item is None:
            found = BUILTIN_TYPES.get(name)
            if found is None:
                self.report(name, Fault(f"there is no type {name!r}", "unknown_type"))
            return found or ANY_TYPE
        if name in self.open or len(self.open) > MAX_NESTING:
            return ANY_TYPE
        self.open.append(name)
        self.types[name] = built = self.build(item)
        self.open.pop()
        return built

    def build(self, item: Item) -> Type:
        base = self._base(item)
        if item.allowed:
            base = replace(base, allowed=_both(base.allowed, self._test(item.name, item.allowed)))
        if item.collection:
            base = Type(LIST, base, name=item.name)
        if item.constraint:
            base = replace(
                base, allowed=_both(base.allowed, self._test(item.name, item.constraint))
            )
        return base

    def _base(self, item: Item) -> Type:
        if item.parameters is not None:
            given = tuple(self.named(name) for name in item.parameters)
            return Type(FUNCTION, parameters=given, name=item.name)
        if item.components:
            parts = tuple((part.name, self.build(part)) for part in item.components)
            return Type(CONTEXT, components=parts, name=item.name)
        if not item.type:
            return ANY_TYPE
        return replace(self.named(item.type), name=item.name)

    def _test(self, name: str, text: str) -> Callable[[object], bool]:
        try:
            tests: UnaryTests = build_tests(text, self.names, self.types)
        except FeelSyntaxError as error:
            self.report(name, error)
            return lambda value: False
        return lambda value: tests.matches(value) is True


def _both(
    first: Callable[[object], bool] | None, second: Callable[[object], bool]
) -> Callable[[object], bool]:
    if first is None:
        return second
    return lambda value: first(value) and second(value)
