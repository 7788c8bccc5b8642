"""The command line in a terminal: it works, and it says in one line what it refuses."""

import pytest
from click.testing import CliRunner, Result

from yancha.__main__ import COMMANDS, main


@pytest.fixture
def call(database_url: str, monkeypatch: pytest.MonkeyPatch) -> "Call":
    monkeypatch.setenv("DATABASE_URL", database_url)
    return Call()


class Call:
    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_how_it_is_used(name: str) -> None:
    answer = CliRunner().invoke(main, [name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert "Usage:" in answer.output


def test_a_person_is_added_reset_disabled_and_enabled(call: Call) -> None:
    added = call("user", "add", "wang", "--name", "王强", "--role", "inspector")
    assert added.exit_code == 0, added.output
    assert "not shown again" in added.output
    for act in ("reset", "disable", "enable"):
        answer = call("user", act, "wang")
        assert answer.exit_code == 0, answer.output


def test_a_refusal_is_one_line(call: Call) -> None:
    answer = call("user", "disable", "nobody")
    assert answer.exit_code == 1
    assert answer.output == "Error: There is no user nobody.\n"
