"""States as the current code stores them, kept for ever: `write` fills the newest format's folder.

A file holds a walk through a shipped model as tests/workflows walks it: the models themselves, what
was stored at every wait, what people and operations answered, when, and what was passed.
tests/engine/test_stored_states.py goes on from each of them with the code of the day.
"""

import base64
import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import time_machine
from lxml import etree

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from engine import definitions, state  # noqa: E402 - found by the line above
from engine.spiff.machine import Machine  # noqa: E402
from engine.spiff.parsing import parse_sources  # noqa: E402
from tests.workflows.test_every_branch import WALKS, Operations  # noqa: E402
from tests.workflows.walks import NOON, Walk  # noqa: E402

STATES: Final = ROOT / "tests" / "engine" / "states"
#: Calls, loops, gateways of both kinds, timers that end their task and timers that do not.
PROCESSES: Final = (
    "case_closure",
    "case_filing",
    "fine_payment",
    "flight_check",
    "hearing",
    "penalty_performance",
    "rectification",
    "school_inspection",
    "seizure",
)


def main() -> int:
    """Write the fixtures of the newest format; those of older ones are never written again."""
    if sys.argv[1:] != ["write"]:
        print("say: write")
        return 2
    folder = STATES / f"v{state.FORMAT}"
    folder.mkdir(parents=True, exist_ok=True)
    for process in PROCESSES:
        walks = [one for one in WALKS if one.process == process]
        if walks:
            # The longest way is the one with the most waits.
            longest = max(walks, key=lambda one: len(one.steps))
            text = json.dumps(recorded(longest), ensure_ascii=False, indent=1)
            (folder / f"{process}.json").write_text(text + "\n", encoding="utf-8")
            print(f"{process}: {len(longest.steps)} waits")
    return 0


def recorded(walk: Walk) -> dict[str, Any]:
    """Walk and keep what was stored at every wait, and everything that was answered."""
    sources = definitions.closure(walk.process, definitions.shipped())
    answers: list[tuple[str, Mapping[str, Any]]] = []
    real = Operations(walk.facts)

    def operate(topic: str, element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = dict(real(topic, element, data))
        answers.append((element, answer))
        return answer

    spec = parse_sources(walk.process, sources)
    waits = []
    with time_machine.travel(NOON, tick=False) as traveller:
        given = {name: fact for name, fact in walk.facts.items() if not isinstance(fact, list)}
        machine = Machine.start(spec, operate, given)
        for step in walk.steps:
            stored = state.encode(machine)
            waiting = sorted(one.task.element for one in machine.waiting())
            machine = state.decode(spec, operate, stored)
            del answers[:]
            _take(machine, step, traveller)
            waits.append(
                {
                    "state": base64.b64encode(stored).decode(),
                    "waiting": waiting,
                    "step": step if isinstance(step, str) else list(step),
                    "at": dt.datetime.now(dt.UTC).isoformat(),
                    "answers": [list(one) for one in answers],
                    "passed": [*machine.passed],
                }
            )
    plain = {name: _without_picture(text) for name, text in sources.items()}
    return {"process": walk.process, "sources": plain, "waits": waits, "end": machine.end}


def _take(machine: Machine, step: Any, traveller: Any) -> None:
    if isinstance(step, str):
        traveller.move_to(machine.next_wake())
        machine.wake()
    else:
        element, outcomes = step
        (task,) = [one for one in machine.waiting() if one.task.element == element]
        machine.complete(task.task_id, outcomes)


def _without_picture(text: str) -> str:
    """The model without its diagram: what remains is what runs."""
    parser = etree.XMLParser(remove_blank_text=True, remove_comments=True)
    tree = etree.fromstring(text.encode(), parser)
    for picture in tree.findall("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"):
        tree.remove(picture)
    return etree.tostring(tree, encoding="unicode")


if __name__ == "__main__":
    raise SystemExit(main())
