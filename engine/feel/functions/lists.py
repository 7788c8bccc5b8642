"""Built-in functions on lists."""

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.arithmetic import calculate, divide
from engine.feel.errors import Fault
from engine.feel.frame import Run
from engine.feel.functions.signature import OMITTED, table
from engine.feel.loops import index_of
from engine.feel.values import MATH, Function, compare, equal, kind_of


def same(left: object, right: object) -> bool:
    try:
        return equal(left, right)
    except Fault:
        return False


def contains(items: list[Any], element: object) -> bool:
    return any(same(item, element) for item in items)


def extreme(direction: int) -> Callable[[list[Any]], object]:
    def chosen(items: list[Any]) -> object:
        if not items:
            raise Fault("the list is empty", "empty_list")
        best = items[0]
        compare(best, best)
        for item in items[1:]:
            if compare(item, best) * direction > 0:
                best = item
        return best

    return chosen


def total(items: list[Any]) -> object:
    if not items:
        raise Fault("the list is empty", "empty_list")
    result = items[0]
    if kind_of(result) not in {"number", "days and time duration", "years and months duration"}:
        raise Fault("only numbers and durations can be added up", "kinds")
    for item in items[1:]:
        result = calculate("+", result, item)
    return result


def mean(items: list[Any]) -> object:
    return calculate("/", total(items), Decimal(len(items)))


def numbers(items: list[Any]) -> list[Decimal]:
    if any(kind_of(item) != "number" for item in items):
        raise Fault("the list holds something that is no number", "kinds")
    return items


def product(items: list[Any]) -> Decimal:
    if not items:
        raise Fault("the list is empty", "empty_list")
    result = Decimal(1)
    for item in numbers(items):
        result = MATH.multiply(result, item)
    return result


def median(items: list[Any]) -> Decimal | None:
    if not items:
        return None
    ordered = sorted(numbers(items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return divide(MATH.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def deviation(items: list[Any]) -> Decimal:
    """The standard deviation of a sample."""
    if len(items) < 2:  # noqa: PLR2004 -- one value has no deviation
        raise Fault("a deviation needs two numbers", "empty_list")
    average = divide(Decimal(str(total(numbers(items)))), Decimal(len(items)))
    squares = Decimal()
    for item in items:
        distance = MATH.subtract(item, average)
        squares = MATH.add(squares, MATH.multiply(distance, distance))
    return MATH.sqrt(divide(squares, Decimal(len(items) - 1)))


def mode(items: list[Any]) -> list[Decimal]:
    counts: dict[Decimal, int] = {}
    for item in numbers(items):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


def all_true(items: list[Any]) -> bool | None:
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


def any_true(items: list[Any]) -> bool | None:
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def sublist(items: list[Any], start: Decimal, length: Any = OMITTED) -> list[Any]:
    first = index_of(start, len(items)) % len(items) if items else index_of(start, 0)
    if length is OMITTED:
        return items[first:]
    if length != length.to_integral_value() or length < 0 or first + length > len(items):
        raise Fault("the length reaches beyond the list", "index")
    return items[first : first + int(length)]


def append(run: Run, items: list[Any], added: list[Any]) -> list[Any]:
    return sized(run, [*items, *added])


def concatenate(run: Run, lists: list[Any]) -> list[Any]:
    result: list[Any] = []
    for part in lists:
        result.extend(part if isinstance(part, list) else [part])
        run.check_size(len(result))
    return result


def sized(run: Run, items: list[Any]) -> list[Any]:
    run.check_size(len(items))
    return items


def insert_before(run: Run, items: list[Any], position: Decimal, item: object) -> list[Any]:
    place = index_of(position, len(items)) % len(items)
    return sized(run, [*items[:place], item, *items[place:]])


def remove(items: list[Any], position: Decimal) -> list[Any]:
    place = index_of(position, len(items)) % len(items)
    return [*items[:place], *items[place + 1 :]]


def list_replace(items: list[Any], position: Decimal, item: object) -> list[Any]:
    place = index_of(position, len(items)) % len(items)
    return [*items[:place], item, *items[place + 1 :]]


def list_replace_matching(run: Run, items: list[Any], match: Function, item: object) -> list[Any]:
    result = []
    for old in items:
        found = match.invoke(run, [old, item])
        if not isinstance(found, bool):
            raise Fault("the match function gave no boolean", "kinds")
        result.append(item if found else old)
    return result


def positions(items: list[Any], match: object) -> list[Decimal]:
    return [Decimal(place) for place, item in enumerate(items, 1) if same(item, match)]


def distinct(run: Run, items: list[Any]) -> list[Any]:
    """Items without their repetitions; scalars are found by hash, the rest by comparison."""
    result: list[Any] = []
    seen: set[object] = set()
    others: list[Any] = []
    for item in items:
        if isinstance(item, (Decimal, str, bool)):
            key = (type(item), item)
            if key in seen:
                continue
            seen.add(key)
        else:
            run.tick(len(others))
            if any(same(item, other) for other in others):
                continue
            others.append(item)
        result.append(item)
    return result


def union(run: Run, lists: list[Any]) -> list[Any]:
    return distinct(run, concatenate(run, lists))


def flatten(run: Run, items: list[Any]) -> list[Any]:
    result: list[Any] = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.tick()
            if isinstance(item, list):
                stack.append(iter(item))
                break
            result.append(item)
            run.check_size(len(result))
        else:
            stack.pop()
    return result


def sort(run: Run, items: list[Any], precedes: Function | None = None) -> list[Any]:
    """Stable; without a function by the order of the items themselves."""

    def order(left: Any, right: Any) -> int:
        run.tick()
        if precedes is None:
            return compare(left, right)
        if precedes.invoke(run, [left, right]) is True:
            return -1
        return 1 if precedes.invoke(run, [right, left]) is True else 0

    return sorted(items, key=cmp_to_key(order))


def over_lists(
    function: Callable[[Run, list[Any]], object],
) -> tuple[tuple[str, Callable[..., object]], ...]:
    """Signatures of a function that takes one list or several."""
    return (
        ("@list: list, lists: any...", lambda run, first, rest: function(run, [first, *rest])),
        ("@list: list", lambda run, only: function(run, [only])),
    )


LISTS = table({
    "list contains": (("list: list, element: any", contains),),
    "count": (("list: any...", lambda items: Decimal(len(items))),),
    "min": (("list: any...", extreme(-1)),),
    "max": (("list: any...", extreme(1)),),
    "sum": (("list: any...", total),),
    "mean": (("list: any...", mean),),
    "all": (("list: any...", all_true),),
    "any": (("list: any...", any_true),),
    "sublist": (("list: list, start position: number, length: number?", sublist),),
    "append": (("@list: list, item: any...", append),),
    "concatenate": over_lists(concatenate),
    "insert before": (("@list: list, position: number, newItem: any", insert_before),),
    "remove": (("list: list, position: number", remove),),
    "list replace": (("list: list, position: number, newItem: any", list_replace),
                     ("@list: list, match: function, newItem: any", list_replace_matching)),
    "reverse": (("list: list", lambda items: items[::-1]),),
    "index of": (("list: list, match: any", positions),),
    "union": over_lists(union),
    "distinct values": (("@list: list", distinct),),
    "flatten": (("@list: list", flatten),),
    "product": (("list: any...", product),),
    "median": (("list: any...", median),),
    "stddev": (("list: any...", deviation),),
    "mode": (("list: any...", mode),),
    "sort": (("@list: list, precedes: function?", sort),),
})  # fmt: skip
