"""What came of rehearsed penalty cases: every end of every process, numbers, what is left open."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import bpmn, definitions
from engine.commands import complaints, listings, summary
from engine.lint.house import shipped
from engine.operations.enforcement import PROCESS
from models import clock
from models.cases import Case, CaseState, NumberSeries
from models.clocks import Clock, ClockState
from models.documents import Document
from models.measures import CaseMeasure, MeasureState
from models.processes import (
    Incident,
    InstanceStatus,
    ProcessInstance,
    WorkItem,
    WorkItemState,
)
from models.statutes import local_day

#: What penalty cases are made of: the processes that carry them, run beside them, bring them up
#: or follow from them.
ROOTS: Final = (
    PROCESS,
    summary.PROCESS,
    "evidence_preservation",
    "seizure",
    "investigation_suspension",
    "clock_extension",
    "payment_deferral",
    "person_penalty",
    "industry_ban",
    "accountability_interview",
    "report_answer",
    complaints.PROCESS,
    listings.PROCESS,
)
_NUMBER: Final = re.compile(r"(?P<series>.+)〔(?P<year>\d{4})〕(?P<number>\d+)号$")

Ends = Mapping[str, Mapping[str, int]]


def of(session: Session) -> dict[str, Any]:
    """Count everything."""
    ends = ends_of(session)
    return {
        "cases": _count(session, Case.id),
        "ended_at": clock.today().isoformat(),
        "ends": ends,
        "missing_ends": [
            f"{process}:{end}"
            for process, counted in ends.items()
            for end in counted
            if not counted[end]
        ],
        "incidents": _count(session, Incident.id),
        "open": {name: number for name, number in _open(session) if number},
        "documents": _count(session, Document.id),
        "number_gaps": [*gaps(session)],
        "work_items_completed": _count(session, WorkItem.id, WorkItem.state == WorkItemState.DONE),
        "digest": digest(session),
    }


def problems(report: Mapping[str, Any]) -> list[str]:
    """What keeps the rehearsal from being a good one, in words; empty when it is."""
    found = [f"no case came to {end}" for end in report["missing_ends"]]
    found += [f"left open: {number} of {name}" for name, number in report["open"].items()]
    found += list(report["number_gaps"])
    if report["incidents"]:
        found.append(f"incidents: {report['incidents']}")
    return found


def table(ends: Ends) -> Iterator[str]:
    """Process, end and how often, a line each."""
    yield f"{'process':28} {'end':32} {'count':>6}"
    for process, counted in ends.items():
        for end, number in counted.items():
            yield f"{process:28} {end:32} {number:6}"


def ends_of(session: Session) -> dict[str, dict[str, int]]:
    """How often each end of each process was reached, also inside call activities."""
    passed: Counter[str] = Counter()
    for visited in session.scalars(select(ProcessInstance.visited)):
        passed.update(visited)
    return {
        process: {end: passed[f"{process}:{end}"] for end in sorted(ends)}
        for process, ends in sorted(drawn().items())
    }


def drawn() -> dict[str, list[str]]:
    """The ends of the processes that a penalty case may come to."""
    names: set[str] = set()
    for root in ROOTS:
        names |= set(definitions.closure(root, definitions.shipped()))
    models = [bpmn.read(xml) for xml in shipped().values()]
    return {
        model.process: [end.id for end in model.of_kind("endEvent")]
        for model in models
        if model.process in names
    }


def gaps(session: Session) -> Iterator[str]:
    """Series of a year whose numbers do not run from one to the last without a gap."""
    given: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number in _numbers(session):
        match = _NUMBER.match(number)
        if match is None:
            yield f"no number of a series: {number}"
            continue
        given[match["series"], match["year"]].add(int(match["number"]))
    for (series, year), found in sorted(given.items()):
        missing = set(range(1, max(found) + 1)) - found
        if missing:
            yield f"{series} {year}: {sorted(missing)} were never given"
    counted = sum(len(found) for found in given.values())
    last = session.scalar(select(func.sum(NumberSeries.last))) or 0
    if counted != last:
        yield f"{last} numbers were taken and {counted} are found"


def _numbers(session: Session) -> list[str]:
    cases = session.scalars(select(Case.number)).all()
    papers = session.scalars(select(Document.number).where(Document.number != ""))
    return [*cases, *papers]


def digest(session: Session) -> str:
    """One number for all that happened: the same seed gives the same."""
    hashed = hashlib.sha256()
    cases = select(Case.number, Case.end, Case.outcome, Case.close_reason, Case.closed_at)
    papers = select(Document.form, Document.number, Document.version, Document.issued_at)
    for query in (cases.order_by(Case.id), papers.order_by(Document.id)):
        for *what, moment in session.execute(query):
            # The clock's seconds depend on the machine.
            day = moment and local_day(moment)
            hashed.update(repr((*what, day)).encode())
    return hashed.hexdigest()


def _open(session: Session) -> Iterator[tuple[str, int]]:
    yield "cases", _count(session, Case.id, Case.state == CaseState.OPEN)
    yield "work items", _count(session, WorkItem.id, WorkItem.state == WorkItemState.OPEN)
    running = ProcessInstance.status == InstanceStatus.RUNNING
    yield "processes", _count(session, ProcessInstance.id, running)
    yield "clocks", _count(session, Clock.id, Clock.state == ClockState.RUNNING)
    in_force = CaseMeasure.state == MeasureState.IN_FORCE
    yield "measures", _count(session, CaseMeasure.id, in_force)


def _count(session: Session, column: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count(column)).where(*conditions)) or 0
