"""Models without end for tests that generate: blocks of tasks, gateways, calls and events."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from typing import Any

from tests.engine.bpmn.events import a_model, catch, definition, edge, end, throw
from tests.engine.bpmn.models import END, a_process, gate, scope, timer, user

#: Two instances whose answers come back in another variable than any gateway reads.
MANY = (
    "<multiInstanceLoopCharacteristics{}><loopCardinality>2</loopCardinality>"
    "</multiInstanceLoopCharacteristics>"
)
TURNS = (
    '<standardLoopCharacteristics loopMaximum="3"><loopCondition>answer = "b"</loopCondition>'
    "</standardLoopCharacteristics>"
)


def written(block: Any) -> tuple[str, dict[str, str]]:
    """The model `made` of a block, and the processes that it calls."""
    builder = Builder()
    first, last = builder.write(block)
    builder.flow("start", first)
    builder.flow(last, "end")
    source = a_process("made", builder.body + END, *builder.flows)
    source = source.replace("<process ", f"{builder.roots}<process ", 1)
    # Each call has a process of its own, so that what waits in two of them can be told apart.
    called = {
        f"called_{one}": (FAILING if f'id="{one}_failed"' in source else CALLED).replace(
            'id="@"', f'id="called_{one}"'
        )
        for one in builder.called
    }
    return source, called


class Builder:
    """Writes the BPMN of a block structure."""

    def __init__(self) -> None:
        self.body, self.flows, self.count, self.roots = "", list[str](), 0, ""
        self.called: list[str] = []

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def flow(self, source: str, target: str, condition: str = "") -> None:
        self.flows.append(f"{source} {target} {condition}".strip())

    def write(self, block: Any) -> tuple[str, str]:
        """The first and the last element of a block."""
        kind, *parts = block
        return getattr(self, f"_{kind}")(*parts)  # type: ignore[no-any-return]

    def _task(self) -> tuple[str, str]:
        name = self.name("t")
        self.body += user(name)
        return name, name

    def _operation(self) -> tuple[str, str]:
        name = self.name("o")
        self.body += (
            f'<serviceTask id="{name}" name="o" camunda:type="external" camunda:topic="x"/>'
        )
        return name, name

    def _pause(self) -> tuple[str, str]:
        before, name = self._operation()[0], self.name("p")
        self.body += timer(name, "", "intermediateCatchEvent")
        self.flow(before, name)
        return before, name

    def _limited_over(self) -> tuple[str, str]:
        return self._limited(ends=True)

    def _limited_on(self) -> tuple[str, str]:
        return self._limited(ends=False)

    def _limited(self, *, ends: bool) -> tuple[str, str]:
        before, task, edge, join = (self.name(kind) for kind in "ouej")
        self.body += (
            f'<serviceTask id="{before}" name="o" camunda:type="external" camunda:topic="x"/>'
            + user(task)
            + timer(edge, f'attachedToRef="{task}" cancelActivity="{str(ends).lower()}"')
            + gate(join)
        )
        self.flow(before, task)
        self.flow(task, join)
        if ends:
            self.flow(edge, join)
        else:
            # Two tokens at a join behind it would be one too many.
            aside = self.name("aside")
            self.body += f'<endEvent id="{aside}"/>'
            self.flow(edge, aside)
        return before, join

    def _call(self) -> tuple[str, str]:
        name = self.name("c")
        self.body += f'<callActivity id="{name}" name="c" calledElement="called_{name}"/>'
        self.called.append(name)
        return name, name

    def _message(self, element: str) -> str:
        self.roots += (
            f'<message id="m_{element}" name="m_{element}"><extensionElements>'
            '<camunda:properties><camunda:property name="outcomes" value="answer"/>'
            "</camunda:properties></extensionElements></message>"
        )
        return definition("message", f"m_{element}")

    def _receive(self) -> tuple[str, str]:
        name = self.name("r")
        self._message(name)
        self.body += f'<receiveTask id="{name}" name="r" messageRef="m_{name}"/>'
        return name, name

    def _told(self) -> tuple[str, str]:
        task, event, join = (self.name(kind) for kind in "uej")
        self.body += user(task) + edge(event, task, self._message(event)) + gate(join)
        self.flow(task, join)
        self.flow(event, join)
        return task, join

    def _heard(self) -> tuple[str, str]:
        task, event, aside = (self.name(kind) for kind in ("u", "e", "aside"))
        self.body += user(task) + edge(event, task, self._message(event), ends=False) + end(aside)
        self.flow(event, aside)
        return task, task

    def _race(self) -> tuple[str, str]:
        before, fork, came, gone, join = (
            self._operation()[0], *(self.name(kind) for kind in ("f", "came", "gone", "j")),
        )  # fmt: skip
        self.body += gate(fork, kind="eventBasedGateway") + catch(came, self._message(came))
        self.body += timer(gone, "", "intermediateCatchEvent") + gate(join)
        self.flow(before, fork)
        for event in (came, gone):
            self.flow(fork, event)
            self.flow(event, join)
        return before, join

    def _failing(self) -> tuple[str, str]:
        name, join = self._call()[0], self.name("j")
        self.body += edge(f"{name}_failed", name, definition("error")) + gate(join)
        self.flow(name, join)
        self.flow(f"{name}_failed", join)
        return name, join

    def _escalating(self) -> tuple[str, str]:
        name, aside = self._call()[0], self.name("aside")
        told = definition("escalation")
        self.body += edge(f"{name}_told", name, told, ends=False) + end(aside)
        self.flow(f"{name}_told", aside)
        return name, name

    def _inside(self, block: Any, repeat: str = "") -> str:
        """A sub-process around a block, written apart so that its flows stay inside."""
        name, inner = self.name("s"), Builder()
        inner.count = self.count
        first, last = inner.write(block)
        inner.flow(f"{name}_in", first)
        inner.flow(last, f"{name}_out")
        around = f'<startEvent id="{name}_in"/>{inner.body}<endEvent id="{name}_out"/>'
        self.body += scope("subProcess", name, repeat + around, *inner.flows)
        self.count, self.roots = inner.count, self.roots + inner.roots
        self.called += inner.called
        return name

    def _sub(self, block: Any) -> tuple[str, str]:
        name = self._inside(block)
        return name, name

    def _limited_sub(self, block: Any) -> tuple[str, str]:
        before, name = self._operation()[0], self._inside(block)
        late, join = self.name("e"), self.name("j")
        self.body += timer(late, f'attachedToRef="{name}"') + gate(join)
        self.flow(before, name)
        self.flow(name, join)
        self.flow(late, join)
        return before, join

    def _many(self) -> tuple[str, str]:
        return self._repeated(MANY.format(""))

    def _row(self) -> tuple[str, str]:
        return self._repeated(MANY.format(' isSequential="true"'))

    def _turns(self) -> tuple[str, str]:
        return self._repeated(TURNS)

    def _repeated(self, repeat: str) -> tuple[str, str]:
        name = self.name("t")
        self.body += f'<userTask id="{name}" name="t" camunda:formRef="form">{repeat}</userTask>'
        return name, name

    def _many_subs(self) -> tuple[str, str]:
        name = self._inside(("sequence", [("task",), ("limited_over",)]), MANY.format(""))
        return name, name

    def _some(self, blocks: list[Any]) -> tuple[str, str]:
        fork, join = self.name("f"), self.name("j")
        ends = [self.write(one) for one in blocks]
        self.body += gate(fork, f"{fork}_{ends[-1][0]}", "inclusiveGateway")
        self.body += gate(join, "", "inclusiveGateway")
        asked = ('answer = "a"', 'answer = "a" or answer = "b"')
        for (first, last), condition in zip(ends, (*asked[: len(ends) - 1], ""), strict=True):
            self.flow(fork, first, condition)
            self.flow(last, join)
        return fork, join

    def _sequence(self, blocks: list[Any]) -> tuple[str, str]:
        ends = [self.write(one) for one in blocks]
        for (_first, last), (following, _last) in pairwise(ends):
            self.flow(last, following)
        return ends[0][0], ends[-1][1]

    def _split(self, kind: str, blocks: list[Any]) -> tuple[str, str]:
        fork, join = self.name("f"), self.name("j")
        ends = [self.write(one) for one in blocks]
        default = f"{fork}_{ends[-1][0]}" if kind == "exclusiveGateway" else ""
        self.body += gate(fork, default, kind) + gate(join, "", kind)
        for first, last in ends:
            guarded = default and first != ends[-1][0]
            self.flow(fork, first, 'answer = "a"' if guarded else "")
            self.flow(last, join)
        return fork, join

    def _choice(self, blocks: list[Any]) -> tuple[str, str]:
        return self._split("exclusiveGateway", blocks)

    def _both(self, blocks: list[Any]) -> tuple[str, str]:
        return self._split("parallelGateway", blocks)

    def _loop(self, block: Any) -> tuple[str, str]:
        back, out, task = self.name("b"), self.name("g"), self._task()[0]
        first, last = self.write(block)
        self.body += gate(back) + gate(out, f"{out}_{back}x")
        after = f"{back}x"
        self.body += user(after)
        self.flow(back, first)
        self.flow(last, task)
        self.flow(task, out)
        self.flow(out, back, 'answer = "b"')
        self.flow(out, after)
        return back, after


LEAVES = (
    "task", "operation", "pause", "call", "limited_over", "limited_on", "receive", "told", "heard",
    "race", "failing", "escalating", "many", "row", "turns", "many_subs",
)  # fmt: skip
OF_SEVERAL = ("sequence", "choice", "both", "some")
OF_ONE = ("sub", "limited_sub", "loop")


def a_block(choose: Random, leaves: int = 6) -> Any:
    """A block of at most so many leaves.

    Drawn without Hypothesis, whose draws depend on which modules happen to be loaded.
    """
    if leaves == 1 or choose.random() < 0.15:
        return (choose.choice(LEAVES),)
    kind = choose.choice((*OF_SEVERAL, *OF_ONE))
    if kind in OF_SEVERAL:
        count = choose.randint(2, min(3, leaves))
        return (kind, [a_block(choose, leaves // count) for _ in range(count)])
    inner = a_block(choose, leaves - 1)
    # A join in a circle is refused: tests/engine/bpmn/test_differences.py.
    if kind == "loop" and {"both", "some"} & set(str(inner).replace("'", " ").split()):
        kind = "sub"
    return (kind, inner)


def smallest(block: Any, fails: Callable[[Any], bool]) -> Any:
    """The smallest block inside one that fails which still does."""
    for smaller in _smaller(block):
        if fails(smaller):
            return smallest(smaller, fails)
    return block


def _smaller(block: Any) -> Iterator[Any]:
    """Everything that is one part or one level less."""
    kind, *parts = block
    if kind in OF_ONE:
        yield parts[0]
        yield from ((kind, inner) for inner in _smaller(parts[0]))
    elif kind in OF_SEVERAL:
        yield from parts[0]
        for place, part in enumerate(parts[0]):
            before, after = parts[0][:place], parts[0][place + 1 :]
            if len(parts[0]) > 2:
                yield (kind, [*before, *after])
            yield from ((kind, [*before, inner, *after]) for inner in _smaller(part))


#: A called process that ends, fails, or tells and goes on until one of two branches ends it all.
CALLED = a_model(
    "@",
    user("inner", "second", "third") + gate("g", "g_end") + gate("f", kind="parallelGateway") + END
    + end("bad", definition("error", "r")) + throw("t", definition("escalation", "told"))
    + end("over", definition("terminate")),
    "start inner", "inner g", 'g t answer = "a"', "g end", "t f", "f second", "f third",
    "second over", "third end",
)  # fmt: skip
FAILING = CALLED.replace('targetRef="over"', 'targetRef="bad"')
