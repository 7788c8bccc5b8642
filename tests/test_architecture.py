"""The house rules that no tool checks: who commits, how long a file is, what is never written."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
ROOMS: Final = ("models", "engine", "scheduler", "web", "yancha")
LONGEST_FILE: Final = 400
LONGEST_FUNCTION: Final = 40

#: The only file that ends a transaction; the second ends its own empty question to the server
#: before a connection is handed out, the third is how the driver ends one when it is told to.
COMMITTING: Final = {"engine/transaction.py", "engine/connections.py", "models/driver.py"}
#: A part of commands, each of which is recorded.
PARTS: Final = {"leave_mark"}
#: Written in halves, so that this file does not find itself.
REGISTRIES: Final = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", r"deb\." + "debian"])
)
MACHINE_PATHS: Final = re.compile(r"(?<![\w./~-])/(?:home|root|work|tmp|Users|opt)/[\w.-]+")
UNFINISHED: Final = re.compile(
    "|".join(
        [
            r"\bTO" + r"DO\b",
            r"\bFIX" + r"ME\b",
            r"raise Not" + "ImplementedError",
            r"\bxf" + r"ail\(",
        ]
    )
)
#: Other people's files: their licences and build results are theirs.
FOREIGN: Final = re.compile(r"(^|/)vendor/|LICENSE|NOTICE|\.(png|jpg|docx|xlsx|woff2?|ttf|mo)$")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def python_files(*folders: str) -> list[str]:
    return [
        name
        for name in tracked()
        if name.endswith(".py") and (not folders or name.split("/")[0] in folders)
    ]


def written_by_hand() -> list[str]:
    """All but the migrations, which a tool writes."""
    return [name for name in python_files() if "/migrations/versions/" not in name]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(), name)


def functions(name: str) -> Iterator[Function]:
    for node in ast.walk(tree(name)):
        if isinstance(node, Function):
            yield node


def body_length(function: Function) -> int:
    """Lines of what a function does, without its signature and its docstring."""
    first = function.body[1:2] if ast.get_docstring(function) else function.body[:1]
    return (function.end_lineno or 0) - first[0].lineno + 1 if first else 0


def method_calls(name: str, *methods: str) -> list[str]:
    return [
        f"{name}:{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in methods
    ]


def lines_matching(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    found = []
    for name in names:
        try:
            text = (ROOT / name).read_text()
        except UnicodeDecodeError:
            continue
        found += [
            f"{name}:{number} {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def own_files() -> list[str]:
    return [name for name in tracked() if not FOREIGN.search(name)]


def test_only_the_transaction_commits_or_rolls_back() -> None:
    found = [
        call
        for name in python_files(*ROOMS)
        if name not in COMMITTING
        for call in method_calls(name, "commit", "rollback")
    ]
    assert found == []


def test_web_and_scheduler_write_no_rows() -> None:
    found = [
        call
        for name in python_files("web", "scheduler")
        for call in method_calls(name, "add", "add_all", "delete", "merge")
        if re.search(r"\bsession(\(\))?\.", call)
    ]
    assert found == []


def test_files_are_short() -> None:
    lengths = {name: len((ROOT / name).read_text().splitlines()) for name in written_by_hand()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    found = [
        f"{name}:{function.lineno} {function.name}"
        for name in written_by_hand()
        for function in functions(name)
        if body_length(function) > LONGEST_FUNCTION
    ]
    assert found == []


def test_nothing_is_imported_by_star() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name in python_files()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "suffixes"),
    [
        pytest.param(REGISTRIES, (), id="addresses of package registries"),
        pytest.param(MACHINE_PATHS, (), id="paths of one machine"),
        pytest.param(UNFINISHED, (".py", ".html", ".js", ".bpmn", ".sh"), id="unfinished work"),
    ],
)
def test_no_file_holds(pattern: re.Pattern[str], suffixes: tuple[str, ...]) -> None:
    names = [name for name in own_files() if not suffixes or name.endswith(suffixes)]
    assert lines_matching(pattern, names) == []


def test_no_lock_file_names_a_registry() -> None:
    locks = [name for name in tracked() if name.endswith(("package-lock.json", ".lock"))]
    assert lines_matching(REGISTRIES, locks) == []


def test_every_module_says_what_it_is_for() -> None:
    found = [name for name in python_files() if not ast.get_docstring(tree(name))]
    assert found == []


def test_models_and_processes_hold_no_python() -> None:
    inside = set(python_files("workflows", "plans"))
    assert inside == {"workflows/__init__.py", "plans/__init__.py"}


def test_every_command_of_a_person_is_recorded() -> None:
    recording = _recording_functions()
    found = [
        f"{name}:{function.lineno} {function.name}"
        for name in python_files("engine")
        if name.startswith("engine/commands/")
        for function in tree(name).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and {"session", "actor"} <= {argument.arg for argument in function.args.args}
        and function.name not in recording | PARTS
    ]
    assert found == []


def _recording_functions() -> set[str]:
    """Names of the engine's functions that write an audit entry, themselves or by another one."""
    calls: dict[str, set[str]] = {}
    recording: set[str] = set()
    for name in python_files("engine"):
        for function in functions(name):
            called = {
                ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)
            }
            if "audit.record" in called or (name == "engine/audit.py" and "record" in called):
                recording.add(function.name)
            calls.setdefault(function.name, set()).update(
                text.rsplit(".", 1)[-1] for text in called
            )
    while True:
        more = {
            name for name, called in calls.items() if called & recording and name not in recording
        }
        if not more:
            return recording
        recording |= more
