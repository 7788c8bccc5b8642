"""Legal clocks of cases: started with their law, met or stopped, warned of, passed for good."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, notices
from engine.authority import CLOCK
from engine.errors import Broken
from models import calendar, clock, fixed, settings, statutes
from models.accounts import Role, User
from models.calendar import Calendar
from models.cases import Case, CaseOfficer
from models.clocks import Clock, ClockState
from models.fixed import Rows
from models.processes import ProcessInstance
from models.statutes import (
    STATUTES,
    Deadline,
    Exclusion,
    LegalSettings,
    due,
    local_day,
)

#: A rehearsal of another year applies the law of this day; unset = the law of the event's day.
LAW_AS_OF: Final = "law.as_of"
#: Does a last day on an ordinary weekend move (K11)?
ROLL_WEEKENDS: Final = "law.roll_ordinary_weekends"
#: Numbers of rows that nobody read in the law, by id.
NUMBERS: Final = "law.numbers"

#: Working days before the end at which handlers and supervisors are first warned; a setting.
WARN_SETTING: Final = "clocks.warn_working_days"
WARN_DEFAULT: Final = 3
#: Duties that the end of a case does not end: a publication is withdrawn in time (T43).
OUTLIVE: Final = frozenset({"withdrawal_due"})
#: Whose limits somebody here is told of when they pass: the bureau's own, and those of the police,
#: to whom the bureau then writes (L8 arts 8-9).
WATCHED: Final = frozenset({"bureau", "police"})
#: Clocks that one tick looks at; the next tick goes on.
BATCH: Final = 500

#: A clock is of the case's main process, or of one beside it.
_VARIABLE: Final = """clock.case_id = %(case)s AND clock.variable = %(variable)s
  AND clock.instance_id IS NOT DISTINCT FROM %(instance)s::bigint"""
_ALL: Final = """clock.case_id = %(case)s AND clock.variable <> ALL(%(outlive)s::varchar[])
  AND (%(instance)s::bigint IS NULL OR clock.instance_id = %(instance)s::bigint)"""
_END: Final = """
UPDATE clock SET state = %(state)s, ended_at = %(at)s::timestamptz, rests_since = NULL,
  -- One that rests did not pass, whatever its date was before.
  passed_at = CASE WHEN due_at < %(at)s::timestamptz AND rests_since IS NULL
    AND statute <> ALL(%(elapsing)s::varchar[]) THEN coalesce(passed_at, due_at) ELSE passed_at END
WHERE clock.state = 'running' AND {} RETURNING id
"""
_END_VARIABLE: Final = _END.format(_VARIABLE)
_END_ALL: Final = _END.format(_ALL)
_NEWEST: Final = Rows(Clock, f"WHERE {_VARIABLE} ORDER BY clock.id DESC LIMIT 1")
_RUNNING: Final = Rows(
    Clock, f"WHERE {_VARIABLE} AND clock.state = 'running' FOR UPDATE", fresh=True
)
#: What nobody was warned of today, or what has just passed.
_NEAR: Final = Rows(
    Clock,
    """JOIN "case" ON "case".id = clock.case_id
    WHERE clock.state = 'running' AND clock.rests_since IS NULL AND clock.due_at <= %(until)s
      AND (clock.warned_on IS NULL OR clock.warned_on < %(today)s
        OR (clock.due_at <= %(now)s AND clock.passed_at IS NULL))
    ORDER BY clock.due_at, clock.id LIMIT %(most)s FOR UPDATE OF clock SKIP LOCKED""",
    Clock.case,
    fresh=True,
)
#: Times to wait for, which are over as they should be.
_ELAPSING: Final = [row.id for row in STATUTES.values() if row.elapses]


def start(
    session: Session,
    case: Case,
    statute_id: str,
    event: date | datetime,
    *,
    variable: str,
    extension: int = 0,
    excluded: Sequence[Exclusion] = (),
    instance: ProcessInstance | None = None,
) -> Clock:
    """Start a statutory clock; one that ran under the same variable is stopped.

    `instance` is the process beside the main one that the variable belongs to.
    """
    deadline = compute(
        session,
        calendar.load(session),
        statute_id,
        event,
        extension=extension,
        excluded=excluded,
    )
    return _start(session, case, deadline, local_day(event), variable, instance)


def start_fixed(
    session: Session, case: Case, statute_id: str, event: date, last: date, *, variable: str
) -> Clock:
    """Start a clock whose last day the bureau wrote into its order (T05)."""
    working_days = calendar.load(session)
    deadline = statutes.fixed(statute_id, event, last, working_days, as_of=_law_as_of(session))
    return _start(session, case, deadline, event, variable)


def compute(
    session: Session,
    working_days: Calendar,
    statute_id: str,
    event: date | datetime,
    *,
    extension: int = 0,
    excluded: Sequence[Exclusion] = (),
) -> Deadline:
    """Compute a deadline under the bureau's settings and, in a rehearsal, its law's day."""
    return due(
        statute_id,
        event,
        working_days,
        extension=extension,
        excluded=excluded,
        as_of=_law_as_of(session),
        settings=legal_settings(session),
    )


def _law_as_of(session: Session) -> date | None:
    said = settings.value_of(session, LAW_AS_OF, "")
    return date.fromisoformat(said) if said else None


def legal_settings(session: Session) -> LegalSettings:
    """Read what the bureau set about the law."""
    return LegalSettings(
        roll_ordinary_weekends=settings.value_of(session, ROLL_WEEKENDS, default=True),
        numbers=settings.value_of(session, NUMBERS, dict[str, int]()),
    )


def met(
    session: Session,
    case: Case,
    variable: str,
    *,
    done_at: datetime | None = None,
    instance: ProcessInstance | None = None,
) -> None:
    """What the clock waited for is done, now or at the moment given; late stays in the record."""
    _end(session, case, variable, instance, ClockState.MET, done_at or clock.now())


def run_on(
    session: Session, case: Case, variable: str, instance: ProcessInstance | None = None
) -> None:
    """What met the clock was taken back: the newest one runs on."""
    last = _NEWEST.first(session, **_named(case, variable, instance))
    if last is not None and last.state is ClockState.MET:
        last.state, last.ended_at = ClockState.RUNNING, None


def stop(
    session: Session, case: Case, variable: str, instance: ProcessInstance | None = None
) -> None:
    """The clock no longer matters."""
    _end(session, case, variable, instance, ClockState.STOPPED, clock.now())


def stop_all(session: Session, case_id: int, instance_id: int | None = None) -> None:
    """No clock of the case, or of a process beside the main one, matters any more."""
    which = {"case": case_id, "instance": instance_id, "outlive": sorted(OUTLIVE)}
    _ended(session, _END_ALL, which, ClockState.STOPPED, clock.now())


def newest(session: Session, case: Case, variable: str) -> Clock:
    """The clock that was started last under a variable of the main process."""
    found = _NEWEST.first(session, **_named(case, variable))
    if found is None:
        raise Broken("clock.missing", variable=variable, case=case.number)
    return found


def running_of(
    session: Session, case: Case, variable: str, instance: ProcessInstance | None = None
) -> Clock | None:
    """The clock that runs under a variable, locked against whoever else would change it."""
    return _RUNNING.first(session, **_named(case, variable, instance))


def pass_overdue(session: Session, now: datetime) -> int:
    """Note which limits have passed and warn of those that come near; returns how many it saw.

    A passed limit stays in the record. Handlers and supervisors are warned once a day from some
    working days before the end of a limit of the bureau until what it waits for is done, and of
    one of the police once it has passed.
    """
    today = local_day(now)
    working_days = calendar.load(session)
    ahead = settings.value_of(session, WARN_SETTING, WARN_DEFAULT)
    horizon = working_days.add_working_days(today, ahead)
    until = now + (horizon - today) + timedelta(days=1)
    near = _NEAR.all(session, until=until, today=today, now=now, most=BATCH)
    people = people_of(session, [each.case for each in near])
    for each in near:
        if each.due_at <= now:
            _note_passed(session, each, now)
        if each.state is ClockState.RUNNING and each.due_on <= horizon:
            _warn(session, each, today, working_days, people[each.case_id])
        # Seen today: the next ticks of the day leave it alone.
        each.warned_on = today
    return len(near)


def _note_passed(session: Session, running: Clock, now: datetime) -> None:
    if STATUTES[running.statute].elapses:
        # A time to wait for is over, as it should be.
        running.state, running.ended_at = ClockState.MET, running.due_at
        return
    if running.passed_at is None:
        running.passed_at = running.due_at
        audit.record(
            session,
            CLOCK,
            "clock:passed",
            case=running.case,
            statute=running.statute,
            due_at=running.due_at.isoformat(),
            noticed_at=now.isoformat(),
        )
        if STATUTES[running.statute].binds in WATCHED:
            _tell_leaders(session, running, local_day(now))


def _tell_leaders(session: Session, running: Clock, today: date) -> None:
    """The leaders learn once that a limit has passed."""
    leaders = select(User.id).join(User.roles).where(Role.name == "leader", User.active)
    notices.notify(
        session,
        session.scalars(leaders),
        "clock.passed",
        _said(running, today, -1),
        case_id=running.case_id,
        key=f"clock:{running.id}:passed",
    )


def _warn(
    session: Session, running: Clock, today: date, working_days: Calendar, people: Iterable[int]
) -> None:
    row = STATUTES[running.statute]
    passed = running.passed_at is not None
    if row.binds not in WATCHED or (row.binds != "bureau" and not passed):
        # Warnings are about what the bureau must do; what a party missed is told by the process.
        return
    left = -1 if passed else working_days.working_days_between(today, running.due_on)
    notices.notify(
        session,
        people,
        "clock.passed" if passed else "clock.near",
        _said(running, today, left),
        case_id=running.case_id,
        key=f"clock:{running.id}:{today}",
    )


def _said(running: Clock, today: date, left: int) -> dict[str, object]:
    row = STATUTES[running.statute]
    return {
        "number": running.case.number,
        "subject": running.case.title,
        "statute": running.statute,
        "title_zh": row.zh,
        "title_en": row.en,
        "due_on": running.due_on.isoformat(),
        "working_days_left": left,
        "days_over": max(0, (today - running.due_on).days),
    }


def people_of(session: Session, cases: Sequence[Case]) -> Mapping[int, set[int]]:
    """Handlers and supervisors of each case, in two statements for all of them."""
    found: dict[int, set[int]] = {case.id: set() for case in cases}
    if not found:
        return found
    pairs = session.execute(
        select(CaseOfficer.case_id, CaseOfficer.user_id).where(
            CaseOfficer.case_id.in_(found), CaseOfficer.until.is_(None)
        )
    ).tuples()
    for case_id, user_id in pairs:
        found[case_id].add(user_id)
    supervisors = (
        session.execute(
            select(User.id, User.office_id)
            .join(User.roles)
            .where(Role.name == "supervisor", User.active)
        )
        .tuples()
        .all()
    )
    for case in cases:
        found[case.id] |= {
            user_id for user_id, office in supervisors if case.office_id in {None, office}
        }
    return found


def _start(
    session: Session,
    case: Case,
    deadline: Deadline,
    started_on: date,
    variable: str,
    instance: ProcessInstance | None = None,
) -> Clock:
    now = clock.now()
    _end(session, case, variable, instance, ClockState.STOPPED, now)
    return fixed.insert(
        session,
        Clock(
            case_id=case.id,
            instance_id=instance.id if instance is not None else None,
            statute=deadline.statute_id,
            variable=variable,
            started_on=started_on,
            due_on=deadline.due_on,
            due_at=deadline.due_at,
            explanation=deadline.explanation,
            provisional=deadline.provisional,
            state=ClockState.RUNNING,
            started_at=now,
        ),
    )


def _end(
    session: Session,
    case: Case,
    variable: str,
    instance: ProcessInstance | None,
    state: ClockState,
    moment: datetime,
) -> None:
    _ended(session, _END_VARIABLE, _named(case, variable, instance), state, moment)


def _ended(
    session: Session, statement: str, which: Mapping[str, Any], state: ClockState, moment: datetime
) -> None:
    said = {**which, "state": state.value, "at": moment, "elapsing": _ELAPSING}
    ended = fixed.ask(session, statement, said)
    fixed.forget(session, Clock, (key for (key,) in ended))


def _named(case: Case, variable: str, instance: ProcessInstance | None = None) -> dict[str, Any]:
    beside = instance.id if instance is not None else None
    return {"case": case.id, "variable": variable, "instance": beside}
