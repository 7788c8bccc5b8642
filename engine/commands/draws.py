"""The draw (双随机抽取): pairs for all unassigned cases of a campaign, from a recorded seed."""

import re
import secrets
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import audit, authority, lots, pairs, runtime
from engine.authority import Actor, require_role
from engine.commands import assignments
from engine.errors import Conflict, Invalid, NotFound
from engine.lots import Candidate, Lot, Urn
from models import clock
from models.accounts import Role, User
from models.campaigns import Campaign, CampaignState, Draw
from models.cases import Case, CaseOfficer, CaseState
from models.processes import WorkItem, WorkItemState
from models.subjects import Recusal

SEED: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")


def draw(
    session: Session,
    actor: Actor,
    campaign_id: int,
    *,
    seed: str | None = None,
    load_limit: int | None = None,
) -> Draw:
    """Draw a pair for each case of the campaign that nobody is assigned to, and assign it.

    Recusals, offices and the load limit are respected; what was drawn from and what came out is
    kept, so that anyone can replay it (engine/lots.py says how).
    """
    require_role(actor, "supervisor")
    campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign is None:
        raise NotFound("campaign.unknown", id=campaign_id)
    if campaign.state is not CampaignState.OPEN:
        raise Conflict("campaign.not_open", title=campaign.title_zh)
    chosen = seed_of(seed)
    limit = load_limit if load_limit is not None else assignments.load_limit(session)
    waiting = _unassigned(session, actor, campaign_id)
    urn = urn_of(
        session, [Lot(case.id, case.subject_id, case.office_id) for case in waiting], limit
    )
    if not urn.lots:
        raise Conflict("draw.nothing_to_draw", title=campaign.title_zh)
    result = lots.draw_pairs(chosen, urn)
    drawn = Draw(
        campaign_id=campaign_id,
        seed=chosen,
        inputs=urn.as_json(),
        result=result,
        drawn_by=actor.user_id,
        drawn_at=clock.now(),
    )
    session.add(drawn)
    # The officers' rows name the draw.
    session.flush()
    assigned = _assign(session, actor, drawn)
    audit.record(
        session,
        actor,
        "draw:draw",
        chain=f"campaign:{campaign_id}",
        draw=drawn.id,
        seed=chosen,
        cases=len(urn.lots),
        assigned=assigned,
    )
    return drawn


def replay(recorded: Draw) -> bool:
    """Whether the recorded seed and inputs give the recorded result; asks nothing else."""
    return lots.draw_pairs(recorded.seed, lots.urn_of(recorded.inputs)) == recorded.result


def seed_of(given: str | None) -> str:
    """The seed that was given, or a new one that nobody could foresee."""
    if given is None:
        return secrets.token_hex(16)
    if not SEED.fullmatch(given):
        raise Invalid("draw.seed", {"seed": [{"code": "draw.seed", "params": {}}]})
    return given


def _unassigned(session: Session, actor: Actor, campaign_id: int) -> Sequence[Case]:
    """The cases of the actor's offices that wait for a pair, save those he is recused from."""
    mine = Case.office_id.is_(None) | Case.office_id.in_(actor.offices)
    recused = select(Recusal.subject_id).where(Recusal.user_id == actor.user_id)
    return session.scalars(
        select(Case)
        .join(WorkItem, WorkItem.case_id == Case.id)
        .where(
            Case.campaign_id == campaign_id,
            Case.state == CaseState.OPEN,
            WorkItem.element == assignments.ASSIGN,
            WorkItem.state == WorkItemState.OPEN,
            WorkItem.claimed_by.is_(None) | (WorkItem.claimed_by == actor.user_id),
            mine,
            Case.subject_id.not_in(recused),
        )
        .order_by(Case.id)
    ).all()


def urn_of(session: Session, drawn_for: Sequence[Lot], limit: int) -> Urn:
    """What a draw of pairs for these lots depends on: officers, loads, recusals, the limit."""
    officers = session.scalars(
        select(User)
        .join(User.roles)
        .where(Role.name == "inspector", User.active, User.certificate_no.is_not(None))
    ).all()
    offices: dict[int, frozenset[int]] = {
        office_id: authority.offices_below(session, office_id)
        for office_id in {user.office_id for user in officers}
        if office_id is not None
    }
    needed = {lot.office_id for lot in drawn_for}
    loads = pairs.loads(session, [user.id for user in officers])
    candidates = [
        Candidate(user.id, tuple(sorted(offices.get(user.office_id or 0, ()))), loads[user.id])
        for user in officers
        if user.may_be_assigned()
        and (None in needed or needed & offices.get(user.office_id or 0, frozenset()))
    ]
    recusals = session.execute(
        select(Recusal.user_id, Recusal.subject_id).where(
            Recusal.subject_id.in_({lot.subject_id for lot in drawn_for})
        )
    ).tuples()
    return Urn(
        lots=tuple(drawn_for),
        candidates=tuple(candidates),
        recusals=frozenset(recusals.all()),
        limit=limit,
    )


def _assign(session: Session, actor: Actor, drawn: Draw) -> int:
    pairs_of = {
        int(case_id): pair for case_id, pair in drawn.result.items() if isinstance(pair, list)
    }
    items = assignments.waiting(session, pairs_of)
    for case_id, pair in sorted(pairs_of.items()):
        runtime.complete(session, actor, items[case_id], {"officers": pair})
    session.execute(
        update(CaseOfficer)
        .where(CaseOfficer.case_id.in_(pairs_of), CaseOfficer.until.is_(None))
        .values(assigned_by="draw", draw_id=drawn.id)
    )
    return len(pairs_of)
