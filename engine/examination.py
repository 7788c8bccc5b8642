"""What would happen if these models were deployed: lint, proof, lost rules, and who could work."""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import definitions
from engine.bpmn import BpmnNotReadable, read_root, root_of
from engine.lint import Problem, lint_all
from engine.lint.house import known
from engine.proof import people
from engine.proof.checks import LAW, Proof, prove
from engine.spiff.parsing import parse_sources
from models.accounts import Role, User
from models.processes import Definition

#: A model that is not proved by then is refused as too large to prove.
SECONDS: Final = 60.0


@dataclass(frozen=True)
class Shortage:
    """A user task that too few people could do."""

    process: str
    element: str
    role: str
    needed: int
    found: int


@dataclass(frozen=True)
class LostRule:
    """A rule of the law that the version before was subject to and this one escapes."""

    process: str
    rule: str
    article: str
    words: str


@dataclass(frozen=True)
class Examination:
    """Everything that is known of uploaded models."""

    #: Process id -> XML, of what was uploaded and could be read.
    uploaded: Mapping[str, str]
    #: The same with all that stands beside it in the newest versions.
    sources: Mapping[str, str]
    problems: tuple[Problem, ...]
    proofs: tuple[Proof, ...] = ()
    lost: tuple[LostRule, ...] = ()
    shortages: tuple[Shortage, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether nothing keeps the models from being deployed."""
        proved = all(proof.holds for proof in self.proofs)
        return proved and not (self.problems or self.lost or self.shortages)


def examine(session: Session, files: Mapping[str, bytes]) -> Examination:
    """Look at files that somebody wants to deploy; nothing is written."""
    uploaded = dict(_read(files))
    sources = newest_sources(session) | uploaded
    problems = lint_all(dict(files), dataclasses.replace(known(), processes=frozenset(sources)))
    if not problems:
        # Only now is it known that all that they call can be read and goes round in no circle.
        whole = {f"{name}.bpmn": text.encode() for name, text in sources.items()}
        problems = lint_all(whole, dataclasses.replace(known(), processes=frozenset()))
    if problems:
        return Examination(uploaded, sources, tuple(problems))
    roots = affected(sources, set(uploaded))
    closures = {root: definitions.closure(root, sources) for root in roots}
    proofs = [prove(root, needed, seconds=SECONDS) for root, needed in closures.items()]
    return Examination(
        uploaded,
        sources,
        (),
        tuple(proofs),
        tuple(one for proof in proofs if proof.holds for one in _lost(session, proof)),
        tuple(one for root in roots for one in _shortages(session, root, closures[root])),
    )


def affected(sources: dict[str, str], changed: set[str]) -> list[str]:
    """The processes that cases are started with and that run any of the changed ones."""
    roots = sorted(definitions.roots(sources))
    return [root for root in roots if not changed.isdisjoint(definitions.closure(root, sources))]


def newest_sources(session: Session) -> dict[str, str]:
    """Process id -> XML of the newest version of everything that is deployed."""
    found: dict[str, str] = {}
    newest = (
        select(Definition.process, func.max(Definition.version).label("version"))
        .group_by(Definition.process)
        .subquery()
    )
    query = (
        select(Definition)
        .join(
            newest,
            (Definition.process == newest.c.process) & (Definition.version == newest.c.version),
        )
        .order_by(Definition.id)
    )
    for definition in session.scalars(query):
        found.update(definition.sources)
    return found


def _read(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for xml in files.values():
        try:
            root = root_of(xml)
            process = read_root(root).process
        except BpmnNotReadable:
            continue
        if process:
            yield process, _text(xml, root)


def text_of(xml: bytes) -> str:
    """A file as a page shows it and sends it back: in the characters that it declares."""
    try:
        return _text(xml, root_of(xml))
    except BpmnNotReadable:
        return xml.decode("utf-8", "replace")


def _text(xml: bytes, root: etree._Element) -> str:
    """The file as it is when it is UTF-8, else written anew."""
    encoding = root.getroottree().docinfo.encoding or "UTF-8"
    if encoding.upper() in {"UTF-8", "ASCII", "US-ASCII"}:
        # Without a declaration the mark at the beginning of the file may say something else.
        with suppress(UnicodeDecodeError):
            return xml.decode("utf-8-sig")
    return etree.tostring(root.getroottree(), encoding="unicode")


def _lost(session: Session, proof: Proof) -> Iterator[LostRule]:
    before = session.scalar(
        select(Definition)
        .where(Definition.process == proof.process)
        .order_by(Definition.version.desc())
        .limit(1)
    )
    if before is None:
        return
    concerned = {verdict.rule for verdict in proof.verdicts}
    for verdict in prove(proof.process, before.sources, seconds=SECONDS).verdicts:
        if verdict.rule in LAW and verdict.rule not in concerned:
            yield LostRule(proof.process, verdict.rule, verdict.article, verdict.words)


def _shortages(session: Session, root: str, sources: Mapping[str, str]) -> Iterator[Shortage]:
    counted = (
        select(Role.name, func.count(User.id))
        .join(User.roles)
        .where(User.active)
        .group_by(Role.name)
    )
    staff = {row.name: row[1] for row in session.execute(counted)}
    for task, needed in people.needed(parse_sources(root, sources)):
        role = task.rule.role
        if staff.get(role, 0) < needed:
            yield Shortage(task.process, task.element, role, needed, staff.get(role, 0))
