"""Campaigns (专项行动): kicked off by the clock, opened case by case, closed with a reason."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine import audit, numbers, opening, queue, runtime
from engine.authority import Actor, require_role
from engine.errors import Conflict, Invalid, NotFound
from engine.opening import Batch
from engine.seasons import Action, Decision
from models import clock
from models.campaigns import Campaign, CampaignState, Coverage, Target
from models.cases import Case, CaseKind, CaseState
from models.plans import PlannedCampaign
from models.subjects import Subject

#: Cases that one job opens in one transaction.
BATCH: Final = 1_000
#: Who may end a campaign before its time.
LEADING: Final = ("leader", "committee_office", "administrator")

RUNNING: Final = (CampaignState.OPENING, CampaignState.OPEN)


def kick_off(
    session: Session, actor: Actor, planned: PlannedCampaign, season: str, decision: Decision
) -> Campaign | None:
    """Open the campaign of a season, or note that it is skipped; None when it exists already.

    The unique key makes a second scheduler, a restart or a clock jump harmless: campaign, frozen
    targets and the jobs that open their cases come in one transaction or not at all.
    """
    campaign = _insert(session, planned, season, decision)
    if campaign is None:
        return None
    if campaign.state is CampaignState.OPENING:
        targets = _freeze(session, campaign, planned)
        campaign.unopened = len(targets)
        for first in range(0, len(targets), BATCH):
            batch = targets[first : first + BATCH]
            queue.enqueue(session, queue.OPEN_CASES, campaign_id=campaign.id, target_ids=batch)
        if not targets:
            campaign.state = CampaignState.OPEN
    else:
        targets = []
    audit.record(
        session,
        actor,
        "campaign:kick_off",
        chain=f"campaign:{campaign.id}",
        key=campaign.key,
        season=season,
        decision=decision.action.value,
        reason=decision.reason,
        targets=len(targets),
    )
    return campaign


def open_cases(session: Session, actor: Actor, campaign_id: int, target_ids: Sequence[int]) -> int:
    """Open the cases of these targets that have none yet; returns how many it opened.

    Idempotent: whoever comes second waits for the locked targets and finds them opened.
    """
    campaign = session.get(Campaign, campaign_id)
    if campaign is None or campaign.state not in RUNNING:
        return 0
    if opening.can_be_copied(session, campaign.process):
        batch = Batch(campaign.id, CaseKind.INSPECTION, "inspection", campaign.process)
        opened = opening.open_many(session, actor, batch, target_ids)
    else:
        opened = _open_each(session, actor, campaign, target_ids)
    session.flush()  # conflicts of the new cases come before the campaign is locked
    _count_down(session, campaign_id, opened)
    return opened


def close(session: Session, actor: Actor, campaign_id: int, reason: str) -> Campaign:
    """Close a campaign: what was not inspected is carried over with the reason."""
    return _end(session, actor, campaign_id, reason, CampaignState.CLOSED)


def cancel(session: Session, actor: Actor, campaign_id: int, reason: str) -> Campaign:
    """Give up a campaign: its untouched cases are cancelled with the reason."""
    return _end(session, actor, campaign_id, reason, CampaignState.CANCELLED)


def coverage(session: Session, campaign_id: int) -> dict[str, int]:
    """How many targets are inspected, not performed, carried over and open: they add up."""
    counted = dict(
        session.execute(
            select(Target.coverage, func.count())
            .where(Target.campaign_id == campaign_id)
            .group_by(Target.coverage)
        )
        .tuples()
        .all()
    )
    return {one.value: counted.get(one, 0) for one in Coverage}


def _insert(
    session: Session, planned: PlannedCampaign, season: str, decision: Decision
) -> Campaign | None:
    state = CampaignState.SKIPPED if decision.action is Action.SKIP else CampaignState.OPENING
    campaign_id = session.scalar(
        insert(Campaign)
        .values(
            plan_id=planned.plan_id,
            planned_id=planned.id,
            key=planned.key,
            season=season,
            title_zh=planned.title_zh,
            title_en=planned.title_en,
            process=planned.process,
            state=state,
            opens_at=decision.opens_at,
            closes_at=decision.closes_at,
            opened_at=clock.now(),
            opened_late=decision.action is Action.OPEN_LATE,
            late_reason=decision.reason,
        )
        .on_conflict_do_nothing(index_elements=["plan_id", "key", "season"])
        .returning(Campaign.id)
    )
    return None if campaign_id is None else session.get_one(Campaign, campaign_id)


def _freeze(session: Session, campaign: Campaign, planned: PlannedCampaign) -> list[int]:
    """Freeze the active subjects of the kinds that the plan names, each with its reason."""
    frozen = func.jsonb_build_object(
        *(
            part
            for column in (
                Subject.name,
                Subject.licence,
                Subject.address,
                Subject.kind,
                Subject.operator,
                Subject.risk_grade,
            )
            for part in (column.key, column)
        )
    )
    chosen = select(
        literal(campaign.id),
        Subject.id,
        func.concat("target.kind.", Subject.kind),
        frozen,
        literal(Coverage.OPEN.value),
        literal(""),
    ).where(Subject.active, Subject.kind.in_(planned.targets["kinds"]))
    columns = ["campaign_id", "subject_id", "reason", "frozen", "coverage", "coverage_reason"]
    inserted = session.scalars(
        insert(Target).from_select(columns, chosen.order_by(Subject.id)).returning(Target.id)
    )
    return sorted(inserted)


def _open_each(
    session: Session, actor: Actor, campaign: Campaign, target_ids: Sequence[int]
) -> int:
    """The process begins with an operation, which has to see each case."""
    targets = session.scalars(
        select(Target)
        .where(Target.id.in_(target_ids), Target.campaign_id == campaign.id)
        .order_by(Target.id)
        .with_for_update()
    ).all()
    mine = Case.target_id.in_(target_ids), Case.kind == CaseKind.INSPECTION
    opened = set(session.scalars(select(Case.target_id).where(*mine)))
    cases = [
        _open_case(session, actor, campaign, target)
        for target in targets
        if target.id not in opened
    ]
    # Numbers come last: their series stays locked from here to the end of the transaction, and
    # openings side by side must not wait for each other longer than that.
    for case, number in zip(cases, numbers.take(session, "inspection", len(cases)), strict=True):
        case.number = number
    return len(cases)


def _open_case(session: Session, actor: Actor, campaign: Campaign, target: Target) -> Case:
    subject = target.subject
    case = Case(
        # The real number follows at the end of the batch, see open_cases.
        number=f"target:{target.id}",
        kind=CaseKind.INSPECTION,
        title=subject.name,
        subject=subject,
        campaign=campaign,
        target=target,
        office_id=subject.office_id,
        state=CaseState.OPEN,
        opened_at=clock.now(),
    )
    session.add(case)
    session.flush()  # the process refers to the case by its key
    runtime.start(session, actor, case, campaign.process)
    return case


def _count_down(session: Session, campaign_id: int, opened: int) -> None:
    """The campaign is open when every target has its case; counted behind the campaign's lock."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.state not in RUNNING:
        raise Conflict("campaign.not_open", title=campaign.title_zh)
    campaign.unopened = max(campaign.unopened - opened, 0)
    if not campaign.unopened:
        campaign.state = CampaignState.OPEN


def _end(
    session: Session, actor: Actor, campaign_id: int, reason: str, state: CampaignState
) -> Campaign:
    require_role(actor, *LEADING)
    if not reason.strip():
        raise Invalid("reason.missing", {"reason": [{"code": "form.required", "params": {}}]})
    campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign is None:
        raise NotFound("campaign.unknown", id=campaign_id)
    if campaign.state not in RUNNING:
        raise Conflict("campaign.not_open", title=campaign.title_zh)
    left = _carry_over(session, actor, campaign, reason)
    campaign.state, campaign.closed_at = state, clock.now()
    campaign.close_reason = reason
    audit.record(
        session,
        actor,
        f"campaign:{state.value}",
        chain=f"campaign:{campaign.id}",
        reason=reason,
        carried_over=left,
    )
    return campaign


def _carry_over(session: Session, actor: Actor, campaign: Campaign, reason: str) -> int:
    """Targets that nobody visited are carried over and their cases cancelled through the door.

    A case whose visit was made goes on: what was found must still be corrected or punished.
    """
    open_targets = session.scalars(
        select(Target)
        .where(Target.campaign_id == campaign.id, Target.coverage == Coverage.OPEN)
        .order_by(Target.id)
        .with_for_update()
    ).all()
    cases = {
        case.target_id: case
        for case in session.scalars(
            select(Case).where(
                Case.target_id.in_([target.id for target in open_targets]),
                Case.kind == CaseKind.INSPECTION,
            )
        )
    }
    for target in open_targets:
        case = cases.get(target.id)
        if case is not None and case.state is CaseState.OPEN:
            runtime.cancel(session, actor, case, reason)
        target.coverage, target.coverage_reason = Coverage.CARRIED_OVER, reason
    return len(open_targets)
