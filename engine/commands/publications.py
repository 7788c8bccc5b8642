"""The end of a publication before its time: withdrawn (L7 art 11), stopped early (L7 art 14)."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import audit, authority, clocks, notices, publicity, remedies
from engine.authority import Actor
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.operations.penalties import PENALTY, newest_penalty
from models import calendar, clock
from models.cases import Case
from models.credit import Listing
from models.documents import Publication, PublicationState
from models.penalties import Charge, Penalty, PenaltyState
from models.statutes import local_day

#: Who answers for what the bureau publishes: the head of the office, or legal affairs.
MAY_END: Final = ("supervisor", "legal_reviewer")
#: Why a published decision is withdrawn: 变更、撤销、确认违法、确认无效 (L7 art 11).
WITHDRAWALS: Final = ("changed", "annulled", "unlawful", "void")
#: What an early stop needs (L7 art 14(1)-(4)); the last two are looked up in the records.
CONDITIONS: Final = ("performed", "harm_removed", "not_repeated", "not_listed")
#: Penalties whose publication is never stopped early (L7 art 14).
NEVER_EARLY: Final = frozenset({"suspend", "revoke"})
DUTY: Final = "withdrawal_due"


def undo(session: Session, actor: Actor, case: Case, ground: str, changed_on: dt.date) -> None:
    """The decision fell or changed: what is public is withdrawn in 3 working days (T43).

    What is not public yet stays unpublished, with the reason.
    """
    publication = session.scalar(
        select(Publication)
        .where(Publication.case_id == case.id, Publication.what == PENALTY)
        .with_for_update()
    )
    if publication is None:
        return
    if publication.state is PublicationState.PUBLISHED:
        clocks.start(session, case, "T43", changed_on, variable=DUTY)
    elif publication.state is PublicationState.DUE:
        publication.state = PublicationState.WITHHELD
        publication.reason = f"publication.decision_{ground}"
        clocks.stop(session, case, "publication_due")
        audit.record(session, actor, "publication:withhold", case=case, reason=publication.reason)


def withdraw(
    session: Session,
    actor: Actor,
    publication_id: int,
    *,
    ground: str,
    changed_on: dt.date,
    reason: str,
) -> Publication:
    """Take a published penalty back, with the reason that the public reads (L7 art 11)."""
    publication = _public(session, actor, publication_id)
    case = publication.case
    if ground not in WITHDRAWALS:
        raise _wrong("ground", "publication.no_ground", grounds=list(WITHDRAWALS))
    published_on = local_day(publication.published_at) if publication.published_at else None
    if published_on is None or not published_on <= changed_on <= clock.today():
        raise _wrong("changed_on", "publication.wrong_day", rule="T43", published_on=published_on)
    words = _reason(reason)
    duty = clocks.running_of(session, case, DUTY)
    if duty is None:
        duty = clocks.start(session, case, "T43", changed_on, variable=DUTY)
    due_on = duty.due_on
    clocks.met(session, case, DUTY)
    _end(
        publication, actor, PublicationState.WITHDRAWN, publicity.masked(session, case, words).text
    )
    audit.record(
        session,
        actor,
        "publication:withdraw",
        case=case,
        ground=ground,
        changed_on=changed_on.isoformat(),
        due_on=due_on.isoformat(),
        reason=words,
    )
    _tell(session, case, "publication.withdrawn")
    return publication


def stop_early(
    session: Session,
    actor: Actor,
    publication_id: int,
    *,
    applied_on: dt.date,
    conditions: Collection[str],
    reason: str,
) -> Publication:
    """Stop publicity on the party's application, when all four conditions are met (L7 art 14)."""
    publication = _public(session, actor, publication_id)
    case, penalty = publication.case, newest_penalty(session, publication.case)
    _expect_early_allowed(session, publication, penalty, applied_on)
    lacking = [one for one in CONDITIONS if one not in conditions]
    if lacking:
        raise _wrong("conditions", "publication.condition_missing", lacking=lacking)
    again = repeated(session, publication, penalty)
    if again is not None:
        raise _wrong("conditions", "publication.repeated", number=again.number)
    if listed(session, publication):
        raise _wrong("conditions", "publication.listed")
    words = _reason(reason)
    _end(publication, actor, PublicationState.ENDED, "publication.stopped_early")
    audit.record(
        session,
        actor,
        "publication:stop_early",
        case=case,
        applied_on=applied_on.isoformat(),
        public_until=str(publication.public_until),
        reason=words,
    )
    _tell(session, case, "publication.stopped_early")
    return publication


def earliest_stop(session: Session, publication: Publication) -> dt.date | None:
    """The first day on which the party may ask (T45, a setting: seen second-hand)."""
    if publication.published_at is None:
        return None
    day = local_day(publication.published_at)
    return clocks.compute(session, calendar.load(session), "T45.food", day).due_on


def repeated(session: Session, publication: Publication, penalty: Penalty) -> Case | None:
    """A later case in which the party was punished for the same kind of act (L7 art 14(3))."""
    provisions = {charge.provision for charge in penalty.charges}
    return session.scalar(
        select(Case)
        .join(Penalty, Penalty.case_id == Case.id)
        .join(Charge, Charge.penalty_id == Penalty.id)
        .where(
            Case.subject_id == publication.case.subject_id,
            Case.id != publication.case_id,
            Penalty.state == PenaltyState.DECIDED,
            Penalty.decided_at > func.coalesce(penalty.decided_at, penalty.proposed_at),
            Charge.provision.in_(provisions),
        )
        .order_by(Case.id)
        .limit(1)
    )


def listed(session: Session, publication: Publication) -> bool:
    """Whether the party stands on the list of serious violations (L7 art 14(4))."""
    standing = select(Listing.id).where(
        Listing.subject_id == publication.case.subject_id, Listing.removed_on.is_(None)
    )
    return session.scalar(standing.limit(1)) is not None


def may_end(session: Session, actor: Actor, case: Case) -> bool:
    """Whether a page should offer it: to whom may, unless the person handled the case."""
    handlers = authority.facts_of(session, case).handlers
    mine = case.office_id is None or case.office_id in actor.offices
    return mine and not actor.roles.isdisjoint(MAY_END) and actor.user_id not in handlers


def _expect_early_allowed(
    session: Session, publication: Publication, penalty: Penalty, applied_on: dt.date
) -> None:
    never = NEVER_EARLY & set(penalty.kinds)
    if never or publication.period.get("restricted_until"):
        raise Conflict("publication.never_early", article="L7 14", kinds=sorted(never))
    if remedies.pending(session, publication.case) is not None:
        raise Conflict("publication.remedy_pending", number=publication.case.number)
    earliest = earliest_stop(session, publication)
    if earliest is None or applied_on <= earliest or applied_on > clock.today():
        raise _wrong("applied_on", "publication.too_early", rule="T45", earliest=str(earliest))


def _public(session: Session, actor: Actor, publication_id: int) -> Publication:
    publication = session.get(
        Publication, publication_id, with_for_update=True, populate_existing=True
    )
    if publication is None or publication.what != PENALTY:
        raise NotFound("publication.unknown", id=publication_id)
    case = publication.case
    authority.require_role(actor, *MAY_END)
    authority.require_office(actor, case.office_id)
    if actor.user_id in authority.facts_of(session, case).handlers:
        raise Forbidden("case.handled_by_you", case=case.number)
    if publication.state is not PublicationState.PUBLISHED:
        raise Conflict("publication.not_public", number=case.number)
    return publication


def _end(publication: Publication, actor: Actor, state: PublicationState, reason: str) -> None:
    publication.state, publication.ended_at = state, clock.now()
    publication.ended_by, publication.reason = actor.user_id, reason


def _reason(words: str) -> str:
    if not words.strip():
        raise _wrong("reason", "form.required")
    return words.strip()[:1800]


def _tell(session: Session, case: Case, code: str) -> None:
    notices.notify(
        session,
        sorted(clocks.people_of(session, [case])[case.id]),
        code,
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"{code}:{case.id}",
    )


def _wrong(field: str, code: str, **params: object) -> Invalid:
    problem: dict[str, object] = {"code": code, "params": params}
    return Invalid(code, {field: [problem]}, **params)
