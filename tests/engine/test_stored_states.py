"""States that were ever stored: the code of the day goes on from every wait, to the same end."""

import base64
import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine

from engine import state
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec, parse_sources

FOLDER: Final = Path(__file__).parent / "states"
FILES: Final = sorted(FOLDER.glob("v*/*.json"))


def _named(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


class Stored:
    """A walk as tools/state_fixtures.py kept it."""

    def __init__(self, path: Path) -> None:
        kept = json.loads(path.read_text(encoding="utf-8"))
        self.spec: Spec = parse_sources(kept["process"], kept["sources"])
        self.waits: list[dict[str, Any]] = kept["waits"]
        self.end: str = kept["end"]
        self._answers: list[tuple[str, dict[str, Any]]] = []

    def operate(self, _topic: str, element: str, _data: Mapping[str, Any]) -> Mapping[str, Any]:
        # Two branches have no order between them.
        place = next(at for at, (asked, _answer) in enumerate(self._answers) if asked == element)
        return self._answers.pop(place)[1]

    def machine(self, stored: bytes) -> Machine:
        return state.decode(self.spec, self.operate, stored)

    def take(self, machine: Machine, wait: dict[str, Any]) -> None:
        """Answer as it was answered then; everything that was asked then is asked now."""
        self._answers = [(element, answer) for element, answer in wait["answers"]]
        with time_machine.travel(dt.datetime.fromisoformat(wait["at"]), tick=False):
            if isinstance(wait["step"], str):
                machine.wake()
            else:
                element, outcomes = wait["step"]
                (task,) = [one for one in machine.waiting() if one.task.element == element]
                machine.complete(task.task_id, outcomes)
        assert self._answers == []


def _state(wait: dict[str, Any]) -> bytes:
    return base64.b64decode(wait["state"])


@pytest.mark.parametrize("path", FILES, ids=_named)
def test_a_stored_state_goes_on_from_every_wait_to_the_same_end(path: Path) -> None:
    kept = Stored(path)
    for first in range(len(kept.waits)):
        machine = kept.machine(_state(kept.waits[first]))
        ended: tuple[bool, str | None] = (False, None)
        for wait in kept.waits[first:]:
            assert sorted(one.task.element for one in machine.waiting()) == wait["waiting"]
            kept.take(machine, wait)
            assert sorted(machine.passed) == sorted(wait["passed"])
            ended = machine.ended, machine.end
            machine = kept.machine(state.encode(machine))
        assert ended == (True, kept.end)


@pytest.mark.parametrize("path", FILES, ids=_named)
def test_the_first_byte_of_a_stored_state_is_its_format(path: Path) -> None:
    assert {_state(wait)[0] for wait in Stored(path).waits} == {int(path.parent.name[1:])}


def test_every_format_has_its_states() -> None:
    """A new format begins with: tools/state_fixtures.py write."""
    assert {path.parent.name for path in FILES} == {f"v{one + 1}" for one in range(state.FORMAT)}


@pytest.mark.parametrize("path", sorted(FOLDER.glob(f"v{state.FORMAT}/*.json")), ids=_named)
def test_what_is_stored_changes_only_with_a_new_format(path: Path) -> None:
    """Give a changed layout a number of its own (engine/state.py) and keep reading the old one."""
    kept = Stored(path)
    for wait in kept.waits:
        stored = _state(wait)
        again = state.encode(kept.machine(stored))
        assert again[0] == stored[0]
        assert state.plain(again) == state.plain(stored)
