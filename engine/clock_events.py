"""What happens to a running clock: it rests, goes on, is extended or computed anew (T19, T29).

Each leaves a row that is never changed. The date of the clock changes here; whoever calls brings
it to the diagram (`engine.step.Step.carry`, `engine.runtime.move_clock`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, clocks
from engine.authority import Actor
from engine.errors import Conflict, Forbidden
from models import calendar, clock
from models.calendar import Calendar, days
from models.cases import Case
from models.clocks import Clock, ClockEvent, ClockEventKind, ClockState
from models.statute_book import Extension, Unit
from models.statutes import STATUTES, Deadline, Exclusion

#: The approver of an extension that a collective discussion must decide (L5 art 64; P17).
DISCUSSION: Final = "collective_discussion"
#: What an explanation keeps when the date is computed anew: its past.
_KEPT: Final = ("earlier", "extensions")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Approval:
    """Who answers for an extension, and whether the leaders discussed it together."""

    by: Actor
    reason: str
    discussed: bool = False


def rest(
    session: Session,
    actor: Actor,
    running: Clock,
    reason: str,
    since: date,
    *,
    until: date | None = None,
) -> ClockEvent:
    """Let a clock rest from a day on; with `until` the last day of the rest is fixed already.

    A testing period is fixed and told in writing beforehand (L2 art 25); a suspension ends when
    its reason does. Raises Conflict when the law knows no such rest of this clock.
    """
    _expect_running(running)
    if reason not in STATUTES[running.statute].excluded:
        raise _refused("clock.may_not_rest", running, reason=reason)
    if reason in _open(running):
        raise _refused("clock.rests_already", running, reason=reason)
    if since > clock.today() or (until is not None and until < since):
        raise _refused("clock.rest_in_future", running, since=since.isoformat())
    before, days = running.due_on, None
    # Of a clock that began later only its own days can rest.
    since = max(since, running.started_on)
    if until is not None:
        days = _exclude(session, running, since, until, reason)
    elif running.rests_since is None:
        running.rests_since = since
    return _noted(
        session, actor, running, ClockEventKind.REST, since, before, days=days, reason=reason
    )


def resume(
    session: Session, actor: Actor, running: Clock, reason: str, on: date, *, ahead: bool = False
) -> ClockEvent:
    """Let a clock go on; the day itself counts again. A fixed rest may end early this way.

    It goes on resting while another reason lasts. With `ahead` a fixed rest is cut to a day to
    come, as when one of two tests is over.
    """
    if running.state is not ClockState.RUNNING:
        raise _refused("clock.not_running", running)
    before, reasons = running.due_on, _open(running)
    too_late = on > clock.today() and not ahead
    if too_late or on < reasons.get(reason, running.started_on):
        raise _refused("clock.resumed_out_of_order", running, on=on.isoformat())
    if reason in reasons:
        days = _close(session, running, reasons, reason, on)
    else:
        days = _cut(session, running, reason, on)
    return _noted(
        session, actor, running, ClockEventKind.RESUME, on, before, days=days, reason=reason
    )


def extend(
    session: Session, actor: Actor, running: Clock, days: int, approval: Approval
) -> ClockEvent:
    """Prolong a clock by days of its unit, once by each approver whom the article names.

    Raises Forbidden when somebody else approves, Conflict when the article allows no more.
    """
    _expect_running(running)
    step = next_extension(running)
    if step is None:
        raise _refused("clock.no_extension", running, made=len(_extensions(running)))
    if days < 1 or (step.number is not None and days > step.number):
        raise _refused("clock.extension_too_long", running, days=days, most=step.number)
    _expect_approver(running, step, approval)
    before, today = running.due_on, clock.today()
    total = running.explanation["extension"] + days
    restate(running, _again(session, running, calendar.load(session), extension=total))
    extension = {
        "days": days,
        "on": today.isoformat(),
        "approver": step.approver,
        "by": approval.by.name,
        "reason": approval.reason,
    }
    running.explanation |= {"extensions": [*_extensions(running), extension]}
    event = _noted(
        session, actor, running, ClockEventKind.EXTEND, today, before, days, approval.reason
    )
    event.approved_by = approval.by.user_id
    return event


def recount(session: Session, actor: Actor, running: Clock, working_days: Calendar) -> bool:
    """Compute a clock anew, after a holiday notice; tells whether its last day moved."""
    before = running.due_on
    restate(running, _again(session, running, working_days))
    if running.due_on == before:
        return False
    _noted(session, actor, running, ClockEventKind.RECOUNT, clock.today(), before)
    return True


def shorten(session: Session, actor: Actor, running: Clock, last: date, reason: str) -> ClockEvent:
    """Take back what is left of an extension: the clock ends on an earlier day."""
    _expect_running(running)
    before, raw = running.due_on, date.fromisoformat(running.explanation["raw"])
    extension = running.explanation["extension"] - (raw - last).days
    counts_days = STATUTES[running.statute].unit is Unit.DAY
    if not counts_days or last >= raw or extension < 0:
        raise _refused("clock.not_extended_so_far", running, last=last.isoformat())
    restate(running, _again(session, running, calendar.load(session), extension=extension))
    return _noted(
        session, actor, running, ClockEventKind.RECOUNT, clock.today(), before, reason=reason
    )


def resting(session: Session, case: Case, reason: str) -> Sequence[Clock]:
    """The running clocks of a case that may rest for a reason and have not passed, locked."""
    found = session.scalars(
        select(Clock)
        .where(Clock.case_id == case.id, Clock.state == ClockState.RUNNING)
        .order_by(Clock.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [one for one in found if reason in STATUTES[one.statute].excluded and not _passed(one)]


def next_extension(running: Clock) -> Extension | None:
    """Who may prolong the clock next, and by how much; None when the law knows no more."""
    steps, made = STATUTES[running.statute].extensions, len(_extensions(running))
    return steps[made] if made < len(steps) else None


def rests_for(running: Clock, reason: str) -> bool:
    """Whether the clock rests for this reason now."""
    return reason in _open(running)


def exclusions(running: Clock) -> list[Exclusion]:
    """The days that do not count in a clock, in their order."""
    return [
        Exclusion(date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one["reason"])
        for one in running.explanation.get("excluded", ())
    ]


def restate(running: Clock, deadline: Deadline) -> None:
    """Give a clock a deadline that was computed anew; what it was before stays in the record."""
    kept = {key: running.explanation[key] for key in _KEPT if key in running.explanation}
    if deadline.due_on != running.due_on:
        at = clock.now().isoformat()
        earlier = {"due_on": running.due_on.isoformat(), "recomputed_at": at}
        kept["earlier"] = [*kept.get("earlier", ()), earlier]
    running.due_on, running.due_at = deadline.due_on, deadline.due_at
    running.provisional = deadline.provisional
    running.explanation = deadline.explanation | kept


def _again(
    session: Session,
    running: Clock,
    working_days: Calendar,
    *,
    extension: int | None = None,
    excluded: Sequence[Exclusion] | None = None,
) -> Deadline:
    """Compute the deadline from what its explanation says it was computed from."""
    said = running.explanation
    return clocks.compute(
        session,
        working_days,
        running.statute,
        datetime.fromisoformat(said["event_at"]) if "event_at" in said else running.started_on,
        extension=said["extension"] if extension is None else extension,
        excluded=exclusions(running) if excluded is None else excluded,
    )


def _exclude(session: Session, running: Clock, first: date, last: date, reason: str) -> int:
    """Leave days out that no other rest left out before; returns how many."""
    known = exclusions(running)
    fresh = [day for day in days(first, last) if not any(one.holds(day) for one in known)]
    if fresh:
        excluded = sorted([*known, *_spans(fresh, reason)], key=lambda one: one.first)
        restate(running, _again(session, running, calendar.load(session), excluded=excluded))
    return len(fresh)


def _spans(fresh: Sequence[date], reason: str) -> list[Exclusion]:
    spans: list[Exclusion] = []
    for day in fresh:
        if spans and spans[-1].last + _DAY == day:
            spans[-1] = Exclusion(spans[-1].first, day, reason)
        else:
            spans.append(Exclusion(day, day, reason))
    return spans


def _close(
    session: Session, running: Clock, reasons: dict[str, date], reason: str, on: date
) -> int:
    """End an open rest; what it left out counts for the reason that came first."""
    first, since = next(iter(reasons)), running.rests_since
    others = {name: began for name, began in reasons.items() if name != reason}
    if reason != first or since is None:
        return 0
    running.rests_since = max(on, min(others.values())) if others else None
    return _exclude(session, running, since, on - _DAY, reason) if on > since else 0


def _cut(session: Session, running: Clock, reason: str, on: date) -> int:
    """End a fixed rest before its last day; returns how many days count again."""
    known = exclusions(running)
    if not any(one.reason == reason and one.last >= on for one in known):
        raise _refused("clock.not_resting", running, reason=reason)
    kept = [_before(one, on) if one.reason == reason else one for one in known]
    excluded = [one for one in kept if one is not None]
    lost = sum(map(_length, known)) - sum(map(_length, excluded))
    restate(running, _again(session, running, calendar.load(session), excluded=excluded))
    return lost


def _before(rested: Exclusion, on: date) -> Exclusion | None:
    if rested.last < on:
        return rested
    return Exclusion(rested.first, on - _DAY, rested.reason) if rested.first < on else None


def _length(rested: Exclusion) -> int:
    return (rested.last - rested.first).days + 1


def _open(running: Clock) -> dict[str, date]:
    """For what the clock rests now and since when, the first reason first."""
    reasons: dict[str, date] = {}
    for event in running.events:
        if event.kind is ClockEventKind.REST and event.days is None:
            reasons[event.reason] = event.on
        elif event.kind is ClockEventKind.RESUME:
            reasons.pop(event.reason, None)
    return reasons


def _extensions(running: Clock) -> list[dict[str, Any]]:
    return list(running.explanation.get("extensions", ()))


def _passed(running: Clock) -> bool:
    return running.rests_since is None and running.due_at <= clock.now()


def _expect_running(running: Clock) -> None:
    if running.state is not ClockState.RUNNING:
        raise _refused("clock.not_running", running)
    if _passed(running):
        raise _refused("clock.has_passed", running)


def _expect_approver(running: Clock, step: Extension, approval: Approval) -> None:
    """The article names who decides: the leader, or the leaders in a discussion."""
    by, needs_discussion = approval.by, step.approver == DISCUSSION
    known = step.approver in {"leader", DISCUSSION}
    if not known or by.user_id is None or "leader" not in by.roles:
        raise Forbidden("clock.needs_approver", **_facts(running), approver=step.approver)
    if needs_discussion and not approval.discussed:
        raise Forbidden("clock.needs_discussion", **_facts(running))


def _noted(
    session: Session,
    actor: Actor,
    running: Clock,
    kind: ClockEventKind,
    on: date,
    before: date,
    days: int | None = None,
    reason: str = "",
) -> ClockEvent:
    event = ClockEvent(
        clock=running,
        kind=kind,
        at=clock.now(),
        on=on,
        days=days,
        reason=reason,
        due_before=before,
        due_after=running.due_on,
    )
    session.add(event)
    said = {"before": str(before), "after": str(running.due_on), "on": str(on)}
    audit.record(
        session,
        actor,
        f"clock:{_DEEDS[kind]}",
        case=running.case,
        statute=running.statute,
        reason=reason,
        days=days,
        **said,
    )
    return event


#: The recount was the first of them and has its name from then.
_DEEDS: Final = {
    ClockEventKind.REST: "rest",
    ClockEventKind.RESUME: "resume",
    ClockEventKind.EXTEND: "extend",
    ClockEventKind.RECOUNT: "recompute",
}


def _facts(running: Clock) -> dict[str, object]:
    row = STATUTES[running.statute]
    return {
        "statute": running.statute,
        "title_zh": row.zh,
        "title_en": row.en,
        "article": row.article or "",
        "due_on": running.due_on.isoformat(),
    }


def _refused(code: str, running: Clock, **more: object) -> Conflict:
    return Conflict(code, **_facts(running), **more)
