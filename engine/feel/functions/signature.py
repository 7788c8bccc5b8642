"""Built-in functions with their parameters: names, kinds, optional ones, overloads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.feel.errors import Fault
from engine.feel.frame import Run
from engine.feel.values import LIST, Function, kind_of

ANY = "any"
DURATION = ("days and time duration", "years and months duration")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: what may be given for it."""

    name: str
    kinds: frozenset[str]
    optional: bool

    def accept(self, value: object) -> object:
        """The value, made to fit as the standard allows; a Fault when it does not."""
        if ANY in self.kinds:
            return value
        kind = kind_of(value)
        if kind in self.kinds:
            return value
        if LIST in self.kinds and value is not None:
            return [value]
        if isinstance(value, list) and len(value) == 1 and kind_of(value[0]) in self.kinds:
            return value[0]
        raise Fault(f"{self.name} is a {kind}, not a {' or '.join(sorted(self.kinds))}", "kinds")


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    call: Callable[..., object]
    variadic: bool
    wants_run: bool

    @property
    def least(self) -> int:
        return sum(not parameter.optional for parameter in self.parameters)

    def positional(self, run: Run, arguments: list[object]) -> list[object] | None:
        """The arguments to call with; None when their number does not fit."""
        fixed = len(self.parameters)
        if self.variadic:
            if len(arguments) < fixed:
                return None
            last = arguments[fixed - 1 :]
            spread = last[0] if len(last) == 1 and isinstance(last[0], list) else last
            if fixed == 1 and last == [None]:
                raise Fault("the list is null", "kinds")
            if fixed > 1:
                spread = last
            arguments = [*arguments[: fixed - 1], spread]
        elif not self.least <= len(arguments) <= fixed:
            return None
        accepted = zip(self.parameters, arguments, strict=False)
        return [parameter.accept(value) for parameter, value in accepted]

    def by_name(self, run: Run, arguments: dict[str, object]) -> list[object] | None:
        """The same for named arguments; None when the names do not fit."""
        names = [parameter.name for parameter in self.parameters]
        if not set(arguments) <= set(names):
            return None
        result: list[object] = []
        for index, parameter in enumerate(self.parameters):
            if parameter.name in arguments:
                result.append(parameter.accept(arguments[parameter.name]))
            elif not parameter.optional:
                return None
            elif any(name in arguments for name in names[index + 1 :]):
                result.append(OMITTED)
        return result

    def run(self, run: Run, arguments: list[object]) -> object:
        return self.call(run, *arguments) if self.wants_run else self.call(*arguments)


class _Omitted:
    """Stands for an optional argument that was not given although a later one was."""


OMITTED = _Omitted()


class Builtin(Function):
    """A function of chapter 10.3.4 of the standard."""

    __slots__ = ("name", "parameters", "signatures")

    def __init__(self, name: str, signatures: tuple[Signature, ...]) -> None:
        self.name = name
        self.signatures = signatures
        self.parameters = [(p.name, None) for p in signatures[0].parameters]

    def invoke(self, run: Run, arguments: list[object]) -> object:
        return self._first(run, lambda signature: signature.positional(run, arguments))

    def invoke_named(self, run: Run, arguments: dict[str, object]) -> object:
        return self._first(run, lambda signature: signature.by_name(run, arguments))

    def _call(self, run: Run, chosen: Signature, arguments: list[object]) -> object:
        for argument in arguments:
            run.pay_for(argument)
        result = chosen.run(run, arguments)
        run.pay_for(result)
        return result

    def _first(self, run: Run, bind: Callable[[Signature], list[object] | None]) -> object:
        refusal: Fault | None = None
        for signature in self.signatures:
            try:
                bound = bind(signature)
            except Fault as fault:
                refusal = fault
                continue
            if bound is not None:
                return self._call(run, signature, bound)
        if refusal is not None:
            raise Fault(f"{self.name}: {refusal.message}", refusal.code)
        raise Fault(f"{self.name} does not take these arguments", "arguments")


def signature(text: str, call: Callable[..., object]) -> Signature:
    """Read `name: kind|kind, other: kind?, rest: kind...`; a leading `@` asks for the run."""
    wants_run = text.startswith("@")
    parameters, variadic = [], False
    for part in filter(None, (piece.strip() for piece in text.lstrip("@").split(","))):
        name, kinds = (piece.strip() for piece in part.split(":"))
        variadic = kinds.endswith("...")
        optional = kinds.endswith("?")
        kinds = kinds.removesuffix("...").removesuffix("?")
        allowed = {LIST} if variadic else set(kinds.split("|"))
        if "duration" in allowed:
            allowed = (allowed - {"duration"}) | set(DURATION)
        parameters.append(Parameter(name, frozenset(allowed), optional))
    return Signature(tuple(parameters), call, variadic, wants_run)


def table(
    entries: dict[str, tuple[tuple[str, Callable[..., object]], ...]],
) -> dict[str, Builtin]:
    """Built-in functions by name, from their signatures."""
    return {
        name: Builtin(name, tuple(signature(text, call) for text, call in overloads))
        for name, overloads in entries.items()
    }


def absent(value: Any) -> bool:
    """Was an optional argument not given?"""
    return value is OMITTED
