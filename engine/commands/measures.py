"""What runs beside a case (措施、中止、延期…): begun by its officers, as the law of each allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, authority, clock_events, definitions, runtime
from engine.authority import Actor, Facts
from engine.errors import Conflict, Forbidden, NotFound
from engine.operations import deferrals, persons
from models.cases import Case, CaseKind, CaseState
from models.clocks import Clock, ClockState
from models.processes import Definition, InstanceStatus, ProcessInstance, Submission, WorkItem

#: Clocks of the case itself that an extension may be asked for.
EXTENDABLE: Final = ("filing_due", "review_due", "case_due")


@dataclass(frozen=True)
class Beginning:
    """A process that could be begun, and the error code that stands against it, if any."""

    process: str
    name: str
    refusal: str | None


def begin(session: Session, actor: Actor, case_id: int, process: str) -> int:
    """Start a process beside the one that carries the case; returns the id of the instance.

    Raises NotFound, Forbidden for anybody but the pair of the case, Conflict when the case is not
    in the state for it.
    """
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound("case.unknown", id=case_id)
    if process not in BESIDE:
        raise NotFound("measure.unknown", process=process)
    facts = authority.facts_of(session, case)
    barred = _barred(actor, facts)
    if barred is not None:
        raise Forbidden(barred, number=case.number)
    refused = _refusal(session, case, facts, process)
    if refused is not None:
        raise Conflict(refused, number=case.number)
    audit.record(session, actor, "measure:begin", case=case, process=process)
    return runtime.start(session, actor, case, process, main=False).id


def beginnings(session: Session, actor: Actor, case: Case) -> list[Beginning]:
    """What the actor may begin in a case, for its page; empty for whoever may begin nothing."""
    facts = authority.facts_of(session, case)
    if case.state is not CaseState.OPEN or _barred(actor, facts) is not None:
        return []
    return [
        Beginning(
            process,
            definitions.newest(session, process).name,
            _refusal(session, case, facts, process),
        )
        for process in BESIDE
        if case.kind in KINDS.get(process, (CaseKind.ENFORCEMENT,))
    ]


def _barred(actor: Actor, facts: Facts) -> str | None:
    """Only the pair of the case works on it (L1 art 42; L5 art 22)."""
    checks = (
        ("inspector" not in actor.roles or actor.user_id is None, "role.missing"),
        (facts.office_id is not None and facts.office_id not in actor.offices, "office.other"),
        (actor.user_id in facts.recused, "case.recused"),
        (actor.user_id not in facts.officers, "case.not_assigned"),
    )
    return next((code for barred, code in checks if barred), None)


def _refusal(session: Session, case: Case, facts: Facts, process: str) -> str | None:
    if case.kind not in KINDS.get(process, (CaseKind.ENFORCEMENT,)):
        return "measure.no_enforcement_case"
    if case.state is not CaseState.OPEN:
        return "case.not_open"
    if facts.resting:
        return "case.resting"
    if _running(session, case, process):
        return "measure.begun_already"
    return BESIDE[process](session, case)


def _running(session: Session, case: Case, process: str) -> bool:
    """One at a time; of measures another one may begin as soon as the one before was written."""
    running = session.scalars(
        select(ProcessInstance.id)
        .join(Definition, Definition.id == ProcessInstance.definition_id)
        .where(
            ProcessInstance.case_id == case.id,
            ProcessInstance.status == InstanceStatus.RUNNING,
            Definition.process == process,
        )
    ).all()
    if process not in SEVERAL:
        return bool(running)
    written = session.scalars(
        select(WorkItem.instance_id)
        .join(Submission, Submission.work_item_id == WorkItem.id)
        .where(WorkItem.instance_id.in_(running))
    ).all()
    return not set(running) <= set(written)


def _always(_session: Session, _case: Case) -> str | None:
    return None


def _investigated(session: Session, case: Case) -> str | None:
    """An investigation rests between the filing and the decision (L5 arts 46, 64)."""
    return None if _clock_runs(session, case, "case_due") else "case.not_under_investigation"


def _extendable(session: Session, case: Case) -> str | None:
    running = session.scalars(
        select(Clock).where(
            Clock.case_id == case.id,
            Clock.instance_id.is_(None),
            Clock.state == ClockState.RUNNING,
            Clock.variable.in_(EXTENDABLE),
        )
    )
    may = any(clock_events.next_extension(one) is not None for one in running)
    return None if may else "clock.none_extendable"


def _payable(session: Session, case: Case) -> str | None:
    if not _clock_runs(session, case, deferrals.PAYMENT):
        return "penalty.nothing_payable"
    return None


def _clock_runs(session: Session, case: Case, variable: str) -> bool:
    found = session.scalar(
        select(Clock.id).where(
            Clock.case_id == case.id,
            Clock.instance_id.is_(None),
            Clock.state == ClockState.RUNNING,
            Clock.variable == variable,
        )
    )
    return found is not None


#: Measures of which a case may have several at a time.
SEVERAL: Final = frozenset({"evidence_preservation", "person_penalty", "seizure"})
#: Process -> what stands against beginning it, in the order in which a page offers them.
BESIDE: Final[Mapping[str, Callable[[Session, Case], str | None]]] = {
    "evidence_preservation": _always,
    "seizure": _always,
    "investigation_suspension": _investigated,
    "clock_extension": _extendable,
    "payment_deferral": _payable,
    "person_penalty": persons.liable,
    "industry_ban": persons.revoked,
    "accountability_interview": _always,
}
#: Process -> kinds of cases that it belongs to, other than penalty cases alone.
KINDS: Final[Mapping[str, tuple[CaseKind, ...]]] = {
    "accountability_interview": (CaseKind.INSPECTION, CaseKind.ENFORCEMENT),
}
