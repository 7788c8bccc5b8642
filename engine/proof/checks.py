"""Proves one definition: soundness, then each rule of the law that it can concern."""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from lxml import etree

from engine.proof.explorer import Exploration, Explorer, Key, Violation, names_in
from engine.proof.law import RULES
from engine.safe_xml import parse
from engine.spiff.parsing import Spec, parse_sources
from models.accounts import ROLES

_BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_CAMUNDA: Final = "{http://camunda.org/schema/1.0/bpmn}"
#: What stands in the picture but is no step of its own.
_NODES: Final = (
    "startEvent",
    "endEvent",
    "userTask",
    "serviceTask",
    "callActivity",
    "exclusiveGateway",
    "parallelGateway",
    "boundaryEvent",
    "intermediateCatchEvent",
    "businessRuleTask",
)
#: Reviews, approvals and decisions that no handler may take part in (design.md section 5).
_NO_HANDLER: Final = ("task_review_", "task_approve_", "task_decide_", "task_publish_penalty")
#: Decision -> the approval that another person gave.
_TWO_PEOPLE: Final = {
    "task_decide_filing": "task_approve_filing",
    "task_decide_penalty": "task_approve_penalty",
}
#: Visits that two officers sign (L6 art 23).
_FOUR_EYES: Final = ("task_inspect_", "task_reinspect")


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

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against deploying the model."""
        return not self.violations

    def as_json(self) -> dict[str, Any]:
        """The proof as plain data."""
        return asdict(self) | {"holds": self.holds}


def prove(process: str, sources: dict[str, str]) -> Proof:
    """Explore a process with what it calls and judge it."""
    began = time.perf_counter()
    spec = parse_sources(process, sources)
    trees = {name: parse(text.encode()) for name, text in sources.items()}
    explorer = Explorer(spec, names_in(_expressions(trees)), _sets(trees), RULES)
    found = explorer.explore()
    unsound = [*_unfinished(found), *_dead(found, trees)]
    people = [*_people(spec)]
    violations = (*found.violations, *unsound, *people)
    broken = {violation.rule for violation in violations}
    concerned = [rule for rule in RULES if rule.concerns(found.events)]
    verdicts = [
        Verdict(rule.id, rule.article, rule.words, rule.id not in broken) for rule in concerned
    ]
    return Proof(
        process=process,
        states=len(found.states),
        transitions=found.transitions,
        seconds=round(time.perf_counter() - began, 3),
        sound=not unsound and "step" not in broken and "size" not in broken,
        verdicts=tuple(verdicts),
        violations=violations,
    )


def _unfinished(found: Exploration) -> Iterator[Violation]:
    """Every reachable state can finish: search backwards from the ends."""
    before: dict[Key, list[Key]] = defaultdict(list)
    for state in found.states.values():
        for successor in state.successors:
            before[successor].append(state.key)
    todo = [state.key for state in found.states.values() if state.ended]
    finishing = set(todo)
    while todo:
        for key in before[todo.pop()]:
            if key not in finishing:
                finishing.add(key)
                todo.append(key)
    for key, state in found.states.items():
        if key not in finishing:
            path = tuple(str(event) for event in state.path())
            yield Violation("soundness.can_finish", "From here the process cannot end.", path)
            return


def _dead(found: Exploration, trees: dict[str, etree._Element]) -> Iterator[Violation]:
    """No element that is drawn is never reached."""
    for tree in trees.values():
        for process in tree.iter(f"{_BPMN}process"):
            for node in process.iter(*(f"{_BPMN}{kind}" for kind in _NODES)):
                name = f"{process.get('id')}:{node.get('id')}"
                if name not in found.passed:
                    yield Violation("soundness.no_dead_element", f"{name} is never reached.", ())


def _people(spec: Spec) -> Iterator[Violation]:
    """Every user task has a role that exists, and keeps out whom the law keeps out."""
    for task in spec.user_tasks.values():
        rule, element = task.rule, task.element
        if rule.role not in ROLES and not rule.role.startswith("department:"):
            yield Violation("people.role_exists", f"{element}: no role {rule.role}.", ())
        if element.startswith(_NO_HANDLER) and not rule.excludes_handlers and _is_penal(element):
            yield Violation("people.no_handler", f"{element} lets handlers in.", ())
        other = _TWO_PEOPLE.get(element)
        if other is not None and other not in rule.not_same_as:
            yield Violation("people.two_people", f"{element} may be {other}'s person.", ())
        if element.startswith(_FOUR_EYES) and not rule.both_officers:
            yield Violation("people.four_eyes", f"{element} needs one signature only.", ())


def _is_penal(element: str) -> bool:
    return element != "task_publish_result"


def _expressions(trees: dict[str, etree._Element]) -> Iterator[str]:
    for tree in trees.values():
        for node in tree.iter(f"{_BPMN}conditionExpression"):
            yield (node.text or "").strip()


def _sets(trees: dict[str, etree._Element]) -> dict[str, tuple[str, ...]]:
    answer = {}
    for tree in trees.values():
        for node in tree.iter(f"{_BPMN}serviceTask"):
            for one in node.iter(f"{_CAMUNDA}property"):
                if one.get("name") == "sets":
                    names = (one.get("value") or "").split(",")
                    answer[node.get("id", "")] = tuple(name.strip() for name in names if name)
    return answer
