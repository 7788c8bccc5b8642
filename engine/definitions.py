"""Deployed process definitions: versions side by side, parsed once and shared."""

import dataclasses
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import orjson
from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import audit
from engine.authority import Actor, require_role
from engine.bpmn import read
from engine.errors import Invalid, NotFound
from engine.lint import Problem, lint_all
from engine.lint.house import known
from engine.safe_xml import parse
from engine.specs import remembered, spec_of
from engine.spiff.parsing import parse_sources
from models import clock
from models.processes import Definition

__all__ = ["remembered", "spec_of"]

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def shipped() -> dict[str, str]:
    """Process id -> XML text of the models that come with the program."""
    return {
        path.name.removesuffix(".bpmn"): path.read_text(encoding="utf-8")
        for path in files("workflows").iterdir()
        if path.name.endswith(".bpmn")
    }


def closure(process: str, sources: dict[str, str]) -> dict[str, str]:
    """The sources of a process and of everything that it calls.

    Raises Invalid when a called process is missing.
    """
    found: dict[str, str] = {}
    todo = [process]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        if name not in sources:
            raise Invalid("model.called_process_missing", process=process, called=name)
        found[name] = sources[name]
        tree = parse(sources[name].encode())
        todo.extend(_called(tree))
    return found


def deploy(session: Session, actor: Actor, process: str, sources: dict[str, str]) -> Definition:
    """Deploy a process with what it calls; the same content again is the same version.

    Raises Invalid with every reason when the linter refuses one of the models.
    """
    require_role(actor, "administrator")
    _expect_deployable(process, sources)
    return _deployed(session, actor, process, sources)


def _deployed(session: Session, actor: Actor, process: str, sources: dict[str, str]) -> Definition:
    needed = closure(process, sources)
    digest = digest_of(needed)
    same = session.scalar(
        select(Definition).where(Definition.process == process, Definition.digest == digest)
    )
    if same is not None:
        return same
    newest = session.scalar(
        select(func.max(Definition.version)).where(Definition.process == process)
    )
    spec = parse_sources(process, needed)
    definition = Definition(
        process=process,
        version=(newest or 0) + 1,
        name=spec.name,
        digest=digest,
        sources=needed,
        deployed_at=clock.now(),
        deployed_by=actor.user_id,
    )
    session.add(definition)
    audit.record(
        session,
        actor,
        "definition:deploy",
        chain="definitions",
        process=process,
        version=definition.version,
        digest=digest,
    )
    session.flush()  # the id is needed by whoever starts an instance next
    return definition


def _expect_deployable(process: str, sources: dict[str, str]) -> None:
    files = {f"{name}.bpmn": text.encode() for name, text in sources.items()}
    found = lint_all(files, dataclasses.replace(known(), processes=frozenset()))
    if found:
        reasons = [str(problem) for problem in found]
        raise Invalid("model.refused", problems_by_file(found), reasons=reasons)
    for name, text in sources.items():
        if read(text.encode()).process != name:
            raise Invalid("model.wrong_name", file=f"{name}.bpmn")
    if process not in sources:
        raise NotFound("definition.unknown", process=process)


def problems_by_file(found: Iterable[Problem]) -> dict[str, list[dict[str, object]]]:
    """What the linter says, as the errors of an Invalid: file -> problems."""
    errors: dict[str, list[dict[str, object]]] = {}
    for problem in found:
        said: dict[str, object] = {
            "code": problem.code,
            "params": dict(problem.params),
            "element": problem.element,
            "line": problem.line,
            "reason": problem.reason,
        }
        errors.setdefault(problem.file, []).append(said)
    return errors


def deploy_shipped(session: Session, actor: Actor) -> list[Definition]:
    """Deploy every shipped model that is called by no other."""
    require_role(actor, "administrator")
    sources, names = _shipped_roots()
    return [_deployed(session, actor, name, sources) for name in names]


@cache
def _shipped_roots() -> tuple[dict[str, str], list[str]]:
    """The shipped models, read by the linter once in a process, and those called by no other."""
    sources = shipped()
    names = sorted(roots(sources))
    _expect_deployable(names[0], sources)
    return sources, names


def roots(sources: dict[str, str]) -> set[str]:
    """The processes that are called by no other: those that a case is started with."""
    called = {one for text in sources.values() for one in _called(parse(text.encode()))}
    return set(sources) - called


def newest(session: Session, process: str) -> Definition:
    """The version that new instances start with; raises NotFound."""
    definition = session.scalar(
        select(Definition)
        .where(Definition.process == process)
        .order_by(Definition.version.desc())
        .limit(1)
    )
    if definition is None:
        raise NotFound("definition.unknown", process=process)
    return definition


def digest_of(sources: dict[str, str]) -> str:
    """SHA-256 over all files, by name."""
    return hashlib.sha256(orjson.dumps(sources, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _called(tree: etree._Element) -> list[str]:
    return [node.get("calledElement", "") for node in tree.iter(f"{_BPMN}callActivity")]
