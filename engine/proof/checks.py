"""Proves one definition: soundness, then each rule of the law that it can concern."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import inf
from typing import Any, Final

from engine.bpmn import Model, read
from engine.proof import people
from engine.proof.complaints import COMPLAINTS
from engine.proof.explorer import Exploration, Explorer, Key, Violation
from engine.proof.interviews import INTERVIEWS
from engine.proof.judging import judge
from engine.proof.law import RULES
from engine.proof.listings import LISTINGS
from engine.proof.liveness import Liveness
from engine.proof.persons import PERSONS
from engine.proof.procedure import PROCEDURE
from engine.proof.records import RECORDS
from engine.proof.transfers import TRANSFERS
from engine.spiff.parsing import Spec, parse_sources

_ORDERED: Final = (*RULES, *PROCEDURE, *COMPLAINTS, *INTERVIEWS, *LISTINGS, *PERSONS, *TRANSFERS)
ALL_RULES: Final = (*_ORDERED, *RECORDS)
#: Rules of the law itself; a changed model stays subject to those that it was subject to.
LAW: Final = frozenset(rule.id for rule in _ORDERED)


_WAITING: Final = (
    "waiting.has_end",
    "design.md section 6",
    "Wherever a case waits, a person with a role or a term carries it on.",
)


@dataclass(frozen=True)
class Verdict:
    """One rule: proved, broken, or not concerned."""

    rule: str
    article: str
    words: str
    holds: bool


@dataclass(frozen=True)
class Proof:
    """What is known of a model after its exploration."""

    process: str
    states: int
    transitions: int
    seconds: float
    sound: bool
    verdicts: tuple[Verdict, ...]
    violations: tuple[Violation, ...]
    #: Role -> how many people of it the process needs at least.
    people: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against deploying the model."""
        return not self.violations

    def as_json(self) -> dict[str, Any]:
        """The proof as plain data."""
        return asdict(self) | {"holds": self.holds}


def prove(
    process: str,
    sources: Mapping[str, str],
    *,
    first_only: bool = False,
    seconds: float = inf,
) -> Proof:
    """Explore a process with what it calls and judge it.

    With `first_only` one reason against it is enough: what it does not say is not proved. A
    process that takes longer than the seconds counts as not proved.
    """
    began = time.perf_counter()
    spec = parse_sources(process, sources)
    models = {name: read(text.encode()) for name, text in sources.items()}
    liveness = Liveness(process, models)
    looked = [*people.looks(spec, models, liveness)]
    drawn = [*_drawn(looked)]
    if first_only and drawn:
        return Proof(process, 0, 0, 0.0, False, (), tuple(drawn))
    explorer = explorer_of(spec, models, liveness)
    found = explorer.explore(first_only=first_only, seconds=seconds)
    unsound = []
    if not (first_only and found.violations):
        unsound = [*_unfinished(found), *_dead(found, models), *_forgotten(found)]
        _judge_all(found)
    violations = (*found.violations, *unsound, *drawn)
    broken = {violation.rule for violation in violations}
    concerned = [rule for rule in ALL_RULES if rule.concerns(found.events)]
    rules = [
        *((rule.id, rule.article, rule.words) for rule in concerned),
        *((one, *people.RULES[one]) for one in dict.fromkeys(look.rule for look in looked)),
        _WAITING,
    ]
    verdicts = [Verdict(*rule, rule[0] not in broken) for rule in rules]
    return Proof(
        process=process,
        states=len(found.states),
        transitions=found.transitions,
        seconds=round(time.perf_counter() - began, 3),
        sound=not unsound and "step" not in broken and "size" not in broken,
        verdicts=tuple(verdicts),
        violations=violations,
        people=_people(spec),
    )


def _people(spec: Spec) -> dict[str, int]:
    most: dict[str, int] = {}
    for task, number in people.needed(spec):
        most[task.rule.role] = max(number, most.get(task.rule.role, 0))
    return most


def explorer_of(spec: Spec, models: Mapping[str, Model], liveness: Liveness) -> Explorer:
    """What explores a process, with all that it calls."""
    ends = frozenset(
        f"{model.process}:{end.id}"
        for model in models.values()
        for end in model.of_kind("endEvent")
        if model.process != spec.process
    )
    return Explorer(spec, [*_expressions(models)], _sets(models), ALL_RULES, liveness, ends)


def _judge_all(found: Exploration) -> None:
    """Every rule on every way; what the exploration saw on the first ways is known already."""
    known = {violation.rule for violation in found.violations}
    judged = (judge(found, rule) for rule in ALL_RULES if rule.id not in known)
    found.violations += [violation for violation in judged if violation is not None]


def _unfinished(found: Exploration) -> Iterator[Violation]:
    """Every reachable state can finish: search backwards from the ends."""
    before: dict[Key, list[Key]] = defaultdict(list)
    for state in found.states.values():
        for transition in state.transitions:
            before[transition.target].append(state.key)
    todo = [state.key for state in found.states.values() if state.ended]
    finishing = set(todo)
    while todo:
        for key in before[todo.pop()]:
            if key not in finishing:
                finishing.add(key)
                todo.append(key)
    for key, state in found.states.items():
        if key not in finishing:
            events = tuple(state.path())
            yield Violation(
                "soundness.can_finish",
                "From here the process cannot end.",
                tuple(str(event) for event in events),
                events,
                tuple(dict.fromkeys(state.places())),
            )
            return


def _dead(found: Exploration, models: Mapping[str, Model]) -> Iterator[Violation]:
    """No element that is drawn is never reached."""
    for model in models.values():
        for element in model.elements:
            name = f"{model.process}:{element}"
            if name not in found.passed:
                words = f"{name} is never reached."
                at = f"at {name}"
                yield Violation("soundness.no_dead_element", words, (at,), (), (name,))


def _forgotten(found: Exploration) -> Iterator[Violation]:
    """No open case waits for nobody and nothing."""
    rule, _article, words = _WAITING
    for state in found.states.values():
        if not (state.ended or state.tasks or state.timers):
            events = tuple(state.path())
            said = tuple(str(event) for event in events)
            yield Violation(rule, words, said, events, tuple(dict.fromkeys(state.places())))
            return


def _drawn(looked: Sequence[people.Look]) -> Iterator[Violation]:
    """What the drawing itself breaks."""
    for look in looked:
        if not look.holds:
            yield Violation(look.rule, look.words, (f"at {look.place}",), (), (look.place,))


def _expressions(models: Mapping[str, Model]) -> Iterator[str]:
    for model in models.values():
        for flow in model.flows.values():
            if flow.condition:
                yield flow.condition
        for repeat in (one.repeat for one in model.elements.values() if one.repeat):
            yield from (text for text in (repeat.condition, repeat.cardinality) if text)


def _sets(models: Mapping[str, Model]) -> dict[str, tuple[str, ...]]:
    return {
        task.id: task.listed("sets")
        for model in models.values()
        for task in (*model.operating, *model.of_kind("businessRuleTask"))
    }
