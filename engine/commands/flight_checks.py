"""Flight checks (飞行检查): planned under a seal, looked at early with a reason, opened on time."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, lots, numbers, runtime, seals
from engine.authority import PAIR, Actor, require_role
from engine.commands import assignments, draws
from engine.errors import Broken, Invalid
from engine.lots import Lot
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.seals import EarlyLook, Ground, Seal, SealedCheck
from models.subjects import Recusal, Subject, SubjectKind

PROCESS: Final = "flight_check"
#: Subjects of one draw or plan; more is a campaign.
MOST: Final = 100


@dataclass(frozen=True, kw_only=True)
class Lottery:
    """A draw of subjects: of these kinds and risk grades (all when empty), so many."""

    kinds: frozenset[SubjectKind]
    grades: frozenset[str] = frozenset()
    count: int = 1
    seed: str | None = None


@dataclass(frozen=True, kw_only=True)
class FlightPlan:
    """What a planner wants checked, when and why; subjects are named or drawn."""

    opens_at: dt.datetime
    ground: Ground
    reason: str
    subject_ids: Sequence[int] = ()
    lottery: Lottery | None = None
    #: A pair for all of them; drawn for each when empty.
    officer_ids: Sequence[int] = ()


@dataclass
class _Drawn:
    """Which subjects, with which pairs, and everything that this came from."""

    subjects: list[Subject]
    pairs: dict[int, list[int]] = field(default_factory=dict)
    seed: str | None = None
    inputs: dict[str, Any] = field(default_factory=dict)


def plan_flight_check(session: Session, actor: Actor, plan: FlightPlan) -> Seal:
    """Seal a flight check until its hour; until then it exists for nobody but its planner.

    The audit trail names the digest of what was sealed and nothing of its content.
    """
    require_role(actor, *seals.PLANNERS)
    _expect_sensible(plan)
    drawn = _targets(session, actor, plan)
    _add_pairs(session, plan, drawn)
    seal = Seal(
        opens_at=plan.opens_at,
        ground=plan.ground,
        reason=plan.reason.strip(),
        seed=drawn.seed,
        inputs=drawn.inputs,
        salt=secrets.token_hex(16),
        digest="",
        sealed_by=actor.user_id,
        sealed_at=clock.now(),
    )
    seal.checks = [
        SealedCheck(subject_id=one.id, officers=drawn.pairs[one.id]) for one in drawn.subjects
    ]
    seal.digest = seals.digest_of(seal, seal.checks)
    session.add(seal)
    # The audit trail names the seal by its key.
    session.flush()
    audit.record(
        session,
        actor,
        "seal:seal",
        chain=_chain(seal),
        seal=seal.id,
        opens_at=seal.opens_at.isoformat(),
        digest=seal.digest,
    )
    return seal


def look_early(session: Session, actor: Actor, seal_id: int, reason: str) -> Seal:
    """Look under one's own seal before its hour: the reason is asked for and stays on record."""
    _expect_reason(reason)
    seal = seals.closed(session, actor, seal_id)
    session.add(
        EarlyLook(
            seal_id=seal.id, user_id=actor.user_id, reason=reason.strip(), looked_at=clock.now()
        )
    )
    audit.record(
        session, actor, "seal:look_early", chain=_chain(seal), seal=seal.id, reason=reason.strip()
    )
    return seal


def withdraw(session: Session, actor: Actor, seal_id: int, reason: str) -> Seal:
    """Give up a sealed flight check before its hour; what lies under the seal stays closed."""
    _expect_reason(reason)
    seal = seals.closed(session, actor, seal_id)
    seal.withdrawn_at, seal.withdraw_reason = clock.now(), reason.strip()
    audit.record(
        session, actor, "seal:withdraw", chain=_chain(seal), seal=seal.id, reason=reason.strip()
    )
    return seal


def open_seal(session: Session, actor: Actor, seal_id: int) -> list[Case]:
    """Open a seal whose hour has come: each subject gets its case, each pair its work item.

    Idempotent: whoever comes second finds it open. Raises Broken when the content was changed.
    """
    seal = session.get(Seal, seal_id, with_for_update=True, populate_existing=True)
    if seal is None or seal.opened_at is not None or seal.withdrawn_at is not None:
        return []
    if seal.opens_at > clock.now():
        return []
    if not seals.is_whole(seal):
        raise Broken("seal.changed", seal=seal.id)
    seal.opened_at = clock.now()
    audit.record(session, actor, "seal:open", chain=_chain(seal), seal=seal.id, digest=seal.digest)
    given = numbers.take(session, "inspection", len(seal.checks))
    return [
        _open_case(session, actor, check, number)
        for check, number in zip(seal.checks, given, strict=True)
    ]


def replay(seal: Seal) -> bool:
    """Whether the recorded seed and inputs give the recorded subjects and pairs."""
    checks = {check.subject_id: list(check.officers) for check in seal.checks}
    subjects, urn = seal.inputs.get("subjects"), seal.inputs.get("urn")
    seed = seal.seed or ""
    if subjects is not None and lots.draw_subjects(seed, subjects, seal.inputs["count"]) != sorted(
        checks
    ):
        return False
    return urn is None or _pairs(lots.draw_pairs(seed, lots.urn_of(urn))) == checks


def _open_case(session: Session, actor: Actor, check: SealedCheck, number: str) -> Case:
    subject = check.subject
    case = Case(
        number=number,
        kind=CaseKind.INSPECTION,
        title=subject.name,
        subject=subject,
        office_id=subject.office_id,
        state=CaseState.OPEN,
        opened_at=clock.now(),
    )
    session.add(case)
    check.case = case
    session.flush()  # the process refers to the case by its key, and finds the check by it
    runtime.start(session, actor, case, PROCESS)
    return case


def _expect_sensible(plan: FlightPlan) -> None:
    problems: dict[str, list[dict[str, object]]] = {}
    if not plan.reason.strip():
        problems["reason"] = [{"code": "form.required", "params": {}}]
    if plan.opens_at <= clock.now():
        problems["opens_at"] = [{"code": "seal.opens_in_the_past", "params": {}}]
    if bool(plan.subject_ids) == (plan.lottery is not None):
        problems["subjects"] = [{"code": "seal.name_or_draw", "params": {}}]
    wanted = plan.lottery.count if plan.lottery else len(set(plan.subject_ids))
    if not problems and not 1 <= wanted <= MOST:
        problems["subjects"] = [{"code": "seal.how_many", "params": {"most": MOST}}]
    if plan.officer_ids and len(set(plan.officer_ids)) != PAIR:
        problems["officers"] = [{"code": "officers.two_different", "params": {}}]
    if problems:
        raise Invalid("seal.invalid", problems)


def _targets(session: Session, actor: Actor, plan: FlightPlan) -> _Drawn:
    """The subjects: of the actor's offices, and none from which the actor is recused."""
    recused = select(Recusal.subject_id).where(Recusal.user_id == actor.user_id)
    mine = (
        select(Subject)
        .where(
            Subject.active,
            Subject.office_id.is_(None) | Subject.office_id.in_(actor.offices),
            Subject.id.not_in(recused),
        )
        .order_by(Subject.id)
    )
    if plan.lottery is None:
        wanted = sorted(set(plan.subject_ids))
        named = list(session.scalars(mine.where(Subject.id.in_(wanted))))
        if len(named) != len(wanted):
            raise Invalid("seal.invalid", {"subjects": [{"code": "seal.no_target", "params": {}}]})
        return _Drawn(named)
    return _drawn(session, mine, plan.lottery)


def _drawn(session: Session, mine: Any, lottery: Lottery) -> _Drawn:
    pool = mine.where(Subject.kind.in_(lottery.kinds))
    if lottery.grades:
        pool = pool.where(Subject.risk_grade.in_(lottery.grades))
    subjects = {one.id: one for one in session.scalars(pool)}
    if len(subjects) < lottery.count:
        params = {"found": len(subjects), "wanted": lottery.count}
        problem: dict[str, object] = {"code": "seal.too_few_targets", "params": params}
        raise Invalid("seal.invalid", {"subjects": [problem]})
    seed = draws.seed_of(lottery.seed)
    chosen = lots.draw_subjects(seed, subjects, lottery.count)
    inputs = {
        "kinds": sorted(one.value for one in lottery.kinds),
        "grades": sorted(lottery.grades),
        "count": lottery.count,
        "subjects": sorted(subjects),
    }
    return _Drawn([subjects[one] for one in chosen], seed=seed, inputs=inputs)


def _add_pairs(session: Session, plan: FlightPlan, drawn: _Drawn) -> None:
    """The pair that was named, or one drawn for each subject; who cannot act is found later."""
    if plan.officer_ids:
        drawn.pairs = {one.id: sorted(set(plan.officer_ids)) for one in drawn.subjects}
        drawn.inputs["officers"] = "named"
        return
    drawn.seed = drawn.seed or draws.seed_of(None)
    wanted = [Lot(one.id, one.id, one.office_id) for one in drawn.subjects]
    urn = draws.urn_of(session, wanted, assignments.load_limit(session))
    drawn.inputs["urn"] = urn.as_json()
    drawn.pairs = _pairs(lots.draw_pairs(drawn.seed, urn))


def _pairs(result: dict[str, list[int] | str]) -> dict[int, list[int]]:
    return {int(key): pair if isinstance(pair, list) else [] for key, pair in result.items()}


def _expect_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("reason.missing", {"reason": [{"code": "form.required", "params": {}}]})


def _chain(seal: Seal) -> str:
    """A chain of its own: no case and no page of others shows it."""
    return f"seal:{seal.id}"
