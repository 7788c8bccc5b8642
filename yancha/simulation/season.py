"""The event loop of a simulated season: from work item to deadline on a travelled clock."""

import datetime as dt
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session, sessionmaker

from engine import runtime
from engine.authority import PAIR, Actor
from engine.commands import listings, measures, messages, signatures
from engine.errors import Broken, YanchaError
from engine.operations.listings import REMOVAL
from engine.transaction import read, run
from models import clock, fixed
from models.cases import Case
from models.fixed import Rows
from models.processes import ProcessInstance, WorkItem, WorkItemState
from scheduler import jobs, ticks
from yancha.simulation import beside, persons
from yancha.simulation.cast import Cast
from yancha.simulation.intent import Intent
from yancha.simulation.pace import Pace
from yancha.simulation.papers import ASSIGNMENT, fill
from yancha.simulation.sheet import Sheet

Factory = sessionmaker[Session]

#: When somebody looks again at what cannot be done yet.
POSTPONED: Final = dt.timedelta(days=3)

#: What keeps a case open that nobody has to do anything else about.
CLOSED_LATER: Final = frozenset({"case.measure_in_force", "closure.ban_missing"})

_CASE: Final = """JOIN "case" ON "case".id = work_item.case_id
  JOIN subject ON subject.id = "case".subject_id"""
_NEW: Final = Rows(
    WorkItem,
    f"{_CASE} WHERE work_item.id > %(seen)s AND work_item.state = 'open' ORDER BY work_item.id",
    WorkItem.case,
    Case.subject,
)
_ITEM: Final = Rows(
    WorkItem,
    f"""{_CASE} JOIN process_instance ON process_instance.id = work_item.instance_id
    JOIN definition ON definition.id = process_instance.definition_id
    WHERE work_item.id = %(item)s""",
    WorkItem.case,
    Case.subject,
    WorkItem.instance,
    ProcessInstance.definition,
)
#: When the next deadline fires or the next failed step is tried again; either may be missing.
_NEXT_WAKE: Final = """
SELECT least(
  (SELECT min(wake_at) FROM process_instance WHERE status = 'running' AND id NOT IN
    (SELECT instance_id FROM incident WHERE state = 'open' AND instance_id IS NOT NULL)),
  (SELECT min(next_try_at) FROM incident WHERE state = 'open'))
"""

#: So often a deadline may be asked for in vain before the season gives up.
STUCK = 20


@dataclass
class Season:
    """Plays until nothing is left to do, or until a moment."""

    factory: Factory
    cast: Cast
    #: The intent of a case, or None for cases that are none of this season's business.
    intent_of: Callable[[Case], Intent | None]
    pace: Pace
    on_progress: Callable[[int], None] = lambda done: None
    #: Takes photos of a visit and returns the ids of the evidence.
    photograph: Callable[[Session, Actor, Sheet], list[int]] | None = None
    completed: int = 0
    _agenda: list[tuple[dt.datetime, int]] = field(default_factory=list)
    _beginnings: list[tuple[int, str]] = field(default_factory=list)
    #: Applications of parties that come by themselves: when, and in which case.
    _letters: list[tuple[dt.datetime, int]] = field(default_factory=list)
    _seen: int = 0
    _ticked: dt.date | None = None

    def play(self, until: dt.datetime | None = None) -> None:
        """Jump from event to event, each through the door."""
        stuck = 0
        while True:
            wake = read(self.factory, self._look)
            while self._beginnings:
                run(self.factory, self._begin, *self._beginnings.pop())
                wake = read(self.factory, self._look)
            doable = self._agenda[0][0] if self._agenda else None
            letter = self._letters[0][0] if self._letters else None
            moments = [moment for moment in (wake, doable, letter) if moment is not None]
            if not moments or (until is not None and min(moments) > until):
                return
            _travel(min(moments))
            overdue = wake is not None and wake <= clock.now()
            self._tick(needed=overdue)
            stuck = stuck + 1 if overdue and read(self.factory, _next_wake) == wake else 0
            if stuck > STUCK:
                raise Broken("simulation.stuck", at=str(wake))
            if doable is not None and doable <= clock.now():
                self._do(heapq.heappop(self._agenda)[1])
            if letter is not None and letter <= clock.now():
                run(self.factory, self._hand_over, heapq.heappop(self._letters)[1])

    def tick(self) -> None:
        """Let the scheduler ask what is due, and the worker do it, in this process."""
        ticks.tick(self.factory)
        jobs.drain(self.factory)
        self._ticked = clock.today()

    def _tick(self, *, needed: bool) -> None:
        if needed or self._ticked != clock.today():
            self.tick()

    def _look(self, session: Session) -> dt.datetime | None:
        """Put new items on the agenda; returns when the next deadline fires."""
        items = _NEW.all(session, seen=self._seen)
        for item in items:
            self._seen = item.id
            intent = self.intent_of(item.case)
            if intent is None:
                continue
            sheet = Sheet(session, item, item.case, intent)
            moment, letter = self.pace.when(sheet), persons.asks_for_removal(sheet)
            if letter is not None:
                heapq.heappush(self._letters, (letter, item.case_id))
            self._beginnings += [(item.case_id, one) for one in beside.occasions(sheet)]
            if moment is not None:
                heapq.heappush(self._agenda, (moment, item.id))
        return _next_wake(session)

    def _do(self, item_id: int) -> None:
        hands = run(self.factory, self._prepare, item_id)
        if hands is None:
            return
        actors, data, both = hands
        try:
            for actor in actors:
                if both:
                    run(self.factory, signatures.sign, actor, item_id, data)
                else:
                    run(self.factory, runtime.complete, actor, item_id, data)
        except YanchaError as error:
            if error.code not in CLOSED_LATER:
                raise
            # The case is closed when nothing is seized any more and its people are banned.
            self._later(item_id)
            return
        self.completed += 1
        self.on_progress(self.completed)

    def _prepare(
        self, session: Session, item_id: int
    ) -> tuple[list[Actor], dict[str, Any], bool] | None:
        """Who does it and with what; None when a deadline was faster."""
        item = _ITEM.first(session, item=item_id)
        intent = self.intent_of(item.case) if item is not None else None
        if item is None or item.state is not WorkItemState.OPEN or intent is None:
            return None
        if item.case.resting_since is not None and not item.while_resting:
            self._later(item_id)
            return None
        sheet = Sheet(session, item, item.case, intent)
        if item.form == ASSIGNMENT:
            officers = self.cast.pair_for(session, item.case, sheet)
            return [self.cast.one(sheet)], {"officers": officers}, False
        data = fill(sheet)
        if runtime.user_task(item.instance.definition, item).rule.both_officers:
            pair = self.cast.allowed(session, item)[:PAIR]
            if self.photograph is not None:
                data["evidence"] = self.photograph(session, pair[0], sheet)
            return pair, data, True
        return [self.cast.one(sheet)], data, False

    def _begin(self, session: Session, case_id: int, process: str) -> None:
        """The first officer of the case begins what the law allows now."""
        case = session.get_one(Case, case_id)
        actor = self._officer(case)
        if actor is None:
            return
        if process == listings.PROCESS:
            if listings.refusal(session, case) is None:
                listings.consider(session, actor, case.id)
            return
        offered = {one.process: one.refusal for one in measures.beginnings(session, actor, case)}
        if offered.get(process, "unknown") is None:
            measures.begin(session, actor, case.id, process)

    def _hand_over(self, session: Session, case_id: int) -> None:
        """The first officer takes down that the party asks to be let off the list."""
        case = session.get_one(Case, case_id)
        actor = self._officer(case)
        if actor is not None and listings.may_remove(actor, case):
            data = persons.application()
            messages.hand_over(session, actor, case.id, REMOVAL, data, key=f"removal:{case.id}")

    def _officer(self, case: Case) -> Actor | None:
        officers = [one.user_id for one in case.officers if one.until is None]
        return self.cast.actors.get(officers[0]) if officers else None

    def _later(self, item_id: int) -> None:
        heapq.heappush(self._agenda, (clock.now() + POSTPONED, item_id))


def _travel(moment: dt.datetime) -> None:
    # Never back: what was done before must not lie in the future.
    if moment > clock.now():
        clock.travel(moment)


def _next_wake(session: Session) -> dt.datetime | None:
    found: list[tuple[dt.datetime | None]] = fixed.ask(session, _NEXT_WAKE, {})
    return found[0][0]
