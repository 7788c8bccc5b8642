"""The list of serious violations (严重违法失信名单): Order 44, not read; T53, T54 are settings."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine import audit, clocks, notices, publicity, remedies
from engine.operations.beside import here, wrong
from engine.operations.facts import day_of, iso, officers, submitted
from engine.publicity import LISTING
from engine.step import Step
from models import calendar
from models.cases import Case
from models.credit import Listing
from models.documents import Publication
from models.penalties import Penalty, PenaltyState
from models.persons import Ban
from models.processes import InboxMessage, Submission
from models.statutes import end_of

REMOVAL: Final = "removal_requested"
#: What a proposal calls the heavier penalty -> the kinds of a decision that are one (P42).
HEAVIER: Final[Mapping[str, frozenset[str]]] = {
    "heavy_fine": frozenset({"fine"}),
    "downgrade": frozenset({"downgrade", "revoke"}),
    "restrict": frozenset({"restrict", "suspend", "close"}),
    # People are banned by a paper of their own beside the decision.
    "ban": frozenset({"ban"}),
}
#: Reports that say with which discretion a charge is fined.
_REPORTS: Final = ("investigation_report", "examine_on_spot")


def check(step: Step) -> None:
    """listing.check: the parent case imposed a heavier penalty, and it stands (P42)."""
    paper = here(step, "task_propose_listing")
    parent = step.case.parent
    penalised = parent is not None and parent.outcome == "penalised"
    if parent is None or not penalised or remedies.annulled(step.session, parent):
        raise wrong("heavier", "listing.no_penalty", rule="P42")
    _expect_heavier(step.session, parent, paper.data["heavier"])
    audit.record(
        step.session,
        step.actor,
        "listing:propose",
        case=step.case,
        conduct=paper.data["conduct"],
        heavier=paper.data["heavier"],
    )


def heavier_of(session: Session, case: Case) -> frozenset[str]:
    """What of `HEAVIER` the decision of a case bears out."""
    kinds = set(_imposed(session, case))
    banned = exists().where(Ban.case_id == case.id, Ban.lifted_on.is_(None))
    if session.scalar(select(banned)):
        kinds.add("ban")
    if _fined_no_heavier(session, case):
        kinds.discard("fine")
    return frozenset(claim for claim, named in HEAVIER.items() if not named.isdisjoint(kinds))


def _expect_heavier(session: Session, case: Case, claimed: str) -> None:
    """The decision holds what the proposal claims."""
    if claimed in heavier_of(session, case):
        return
    kinds = _imposed(session, case)
    if not HEAVIER[claimed].isdisjoint(kinds):
        raise wrong("heavier", "listing.fine_not_heavier", rule="P42")
    raise wrong("heavier", "listing.not_heavier", kind=kinds, rule="P42")


def _imposed(session: Session, case: Case) -> list[str]:
    """The kinds of penalty of the decision."""
    decided = session.scalar(
        select(Penalty)
        .where(Penalty.case_id == case.id, Penalty.state == PenaltyState.DECIDED)
        .order_by(Penalty.version.desc())
        .limit(1)
    )
    return list(decided.kinds) if decided is not None else []


def _fined_no_heavier(session: Session, case: Case) -> bool:
    """Whether the report says of every fine that it is none of heavier punishment (从重)."""
    report = session.scalar(
        select(Submission)
        .where(Submission.case_id == case.id, Submission.form.in_(_REPORTS))
        .order_by(Submission.id.desc())
        .limit(1)
    )
    rows = report.data.get("charges", ()) if report is not None else ()
    said = {row.get("discretion", "") for row in rows if row.get("fine_fen")}
    return bool(said) and said.isdisjoint({"", "heavier"})


def enter(step: Step) -> dict[str, object]:
    """listing.enter: with the consent of the bureau above, for the term that is set (T53, T54).

    From now on it is to be published (T54.publication, a setting).
    """
    session, case = step.session, step.case
    paper = submitted(step, "task_propose_listing")
    if step.case.parent is None or remedies.annulled(session, step.case.parent):
        raise wrong("consent", "listing.no_penalty", rule="P42")
    consent = submitted(step, "task_record_consent")
    running = clocks.start(session, case, "T54", day_of(step), variable="listing_ends")
    session.add(
        Listing(
            case_id=case.id,
            subject_id=case.subject_id,
            conduct=paper.data["conduct"],
            weighing=paper.data["weighing"],
            consented_by=consent.data["consent_body"],
            consented_on=dt.date.fromisoformat(consent.data["consented_on"]),
            listed_on=day_of(step),
            until_on=running.due_on,
        )
    )
    publishing = clocks.start(
        session, case, "T54.publication", day_of(step), variable="publication_due"
    )
    session.add(Publication(case_id=case.id, what=LISTING, due_at=publishing.due_at))
    case.outcome = "listed"
    audit.record(session, step.actor, "listing:enter", case=case, until=running.due_on.isoformat())
    return {
        "listing_ends": iso(end_of(running.due_on)),
        "publication_due": iso(publishing.due_at),
    }


def request_removal(step: Step) -> dict[str, object]:
    """removal.register: after a year the party may apply; fifteen working days to decide (T54)."""
    session, case = step.session, step.case
    listing = of_matter(session, case)
    message = session.scalars(
        select(InboxMessage)
        .where(InboxMessage.instance_id == step.instance.id, InboxMessage.name == REMOVAL)
        .order_by(InboxMessage.id.desc())
        .limit(1)
    ).one()
    applied_on = dt.date.fromisoformat(message.payload["applied_on"])
    working_days = calendar.load(session)
    earliest = clocks.compute(session, working_days, "T54.removal", listing.listed_on).due_on
    if applied_on < earliest:
        raise wrong("applied_on", "listing.removal_too_early", earliest=earliest.isoformat())
    running = clocks.start(session, case, "T54.decision", applied_on, variable="removal_due")
    audit.record(
        session, step.actor, "removal:register", case=case, applied_on=applied_on.isoformat()
    )
    return {"removal_due": iso(running.due_at)}


def remove(step: Step) -> None:
    """listing.remove: the leader let the party off the list early."""
    reason = submitted(step, "task_decide_removal").data["removal_reason"]
    clocks.met(step.session, step.case, "listing_ends")
    _end(step, reason, "listing.removed")


def expire(step: Step) -> None:
    """listing.expire: the term is over."""
    _end(step, "listing.expired", "listing.expired")


def _end(step: Step, reason: str, said: str) -> None:
    listing = of_matter(step.session, step.case)
    listing.removed_on, listing.removal_reason = day_of(step), reason
    # Nobody who is off the list is read there: the public page is gone with it.
    publicity.take_down(step.session, step.actor, step.case, LISTING, said)
    step.case.outcome = "removed"
    audit.record(step.session, step.actor, "listing:end", case=step.case, reason=reason)
    notices.notify(
        step.session,
        officers(step),
        "listing.ended",
        {"number": step.case.number, "subject": step.case.title},
        case_id=step.case.id,
        key=f"listing.ended:{step.case.id}",
    )


def of_matter(session: Session, case: Case) -> Listing:
    """The entry that this matter came to."""
    return session.scalars(
        select(Listing).where(Listing.case_id == case.id).order_by(Listing.id.desc()).limit(1)
    ).one()
