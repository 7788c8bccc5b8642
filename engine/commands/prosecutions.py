"""What became of a case at the police: nobody was prosecuted (行刑反向衔接), or somebody jailed."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, bans, crimes, notices, numbers, pairs, persons, runtime
from engine.authority import Actor, require_office, require_role
from engine.errors import Conflict, Invalid, NotFound
from engine.operations import enforcement
from engine.persons import Named
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.clues import Clue, ClueSource
from models.persons import Ban, BanGround, Person
from models.processes import Submission

#: Who takes down what the police, a procuratorate or a court sent about a case.
MAY_RECORD: Final = ("supervisor",)


@dataclass(frozen=True, kw_only=True)
class Returned:
    """The opinion with which a case comes back, and the pair that deals with it."""

    #: The procuratorate, police or court that gives it back.
    sender: str
    received_on: dt.date
    opinion: str
    officers: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """Who was sentenced to prison, when, and by which judgment."""

    name: str
    id_number: str
    sentenced_on: dt.date
    judgment: str


def at_the_police(session: Session, case: Case) -> bool:
    """Whether the police filed the case and have it."""
    if case.kind is not CaseKind.ENFORCEMENT or case.outcome != "transferred":
        return False
    answer = session.scalar(
        select(Submission.data["police_answer"].astext)
        .where(Submission.case_id == case.id, Submission.form == "record_answer")
        .order_by(Submission.id.desc())
        .limit(1)
    )
    return answer == "filed"


def may_be_recorded(session: Session, case: Case, roles: Collection[str]) -> bool:
    """Whether somebody with these roles takes down what became of the case."""
    return not set(MAY_RECORD).isdisjoint(roles) and at_the_police(session, case)


def returned(session: Session, case: Case) -> Case | None:
    """The case that was opened when this one came back."""
    children = session.scalars(select(Case).where(Case.parent_id == case.id).order_by(Case.id))
    return next((one for one in children if crimes.came_back(session, one)), None)


def reopen(session: Session, actor: Actor, case_id: int, given: Returned) -> Case:
    """Open the case again that comes back without a prosecution; it can be fined now (P35).

    Raises Conflict while it is not closed here or when it came back already, Invalid with the
    field: no sender, no opinion, a day to come, a pair that may not.
    """
    case = _case(session, actor, case_id)
    if case.state is not CaseState.CLOSED:
        raise Conflict("transfer.not_closed", number=case.number)
    _expect(given.received_on, "received_on", {"sender": given.sender, "opinion": given.opinion})
    again = _again(session, case)
    pair = pairs.expect_pair(session, again, given.officers)
    pairs.appoint(session, again, pair, by="transfer")
    session.add(
        Clue(
            case_id=again.id,
            source=ClueSource.TRANSFERRED,
            found_on=given.received_on,
            summary=given.opinion.strip(),
            informant=given.sender.strip(),
            recorded_by=actor.user_id,
            recorded_at=clock.now(),
        )
    )
    # Whether the case came back is read from its clue.
    session.flush()
    audit.record(session, actor, "transfer:reopen", case=case, opened=again.id, number=again.number)
    runtime.start(session, actor, again, enforcement.PROCESS)
    notices.notify(
        session,
        [user.id for user in pair],
        "enforcement.opened",
        {"number": again.number, "subject": again.title},
        case_id=again.id,
        key=f"enforcement.opened:{again.id}",
    )
    return again


def record_sentence(session: Session, actor: Actor, case_id: int, given: Sentence) -> Ban:
    """Ban somebody for life who was sentenced to prison for a crime of food safety (L3 art 135).

    Raises Conflict for the same person again, Invalid with the field: no name, nobody known and no
    number, a number that is none, no judgment, a day to come.
    """
    case = _case(session, actor, case_id)
    _expect(given.sentenced_on, "sentenced_on", {"name": given.name, "judgment": given.judgment})
    person = _person(session, Named(name=given.name, id_number=given.id_number))
    if any(ban.ground is BanGround.PRISON for ban in bans.of_case(session, case.id, person.id)):
        raise Conflict("ban.for_life_already", name=person.name, number=case.number)
    ban = Ban(
        person_id=person.id,
        case_id=case.id,
        ground=BanGround.PRISON,
        from_on=given.sentenced_on,
        until_on=None,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )
    session.add(ban)
    # The audit entry names the key.
    session.flush()
    audit.record(
        session,
        actor,
        "ban:for_life",
        case=case,
        ban=ban.id,
        sentenced_on=given.sentenced_on.isoformat(),
        judgment=given.judgment.strip(),
    )
    bans.flag_everywhere(session, actor, person, clock.today())
    return ban


def _case(session: Session, actor: Actor, case_id: int) -> Case:
    """The case, locked: two people may hold the same letter in their hands."""
    case = session.get(Case, case_id, with_for_update=True)
    if case is None:
        raise NotFound("case.unknown", id=case_id)
    require_role(actor, *MAY_RECORD)
    require_office(actor, case.office_id)
    if not at_the_police(session, case):
        raise Conflict("transfer.not_at_police", number=case.number)
    return case


def _again(session: Session, case: Case) -> Case:
    known = returned(session, case)
    if known is not None:
        raise Conflict("transfer.came_back_already", number=known.number)
    again = Case(
        number=numbers.next_number(session, "enforcement"),
        kind=CaseKind.ENFORCEMENT,
        title=case.title,
        subject_id=case.subject_id,
        campaign_id=case.campaign_id,
        parent=case,
        office_id=case.office_id,
        state=CaseState.OPEN,
        opened_at=clock.now(),
    )
    session.add(again)
    # Officers and clue name the case by its key.
    session.flush()
    return again


def _person(session: Session, named: Named) -> Person:
    """Somebody on record, or somebody new with a number: a ban for life must be sure of whom."""
    if not named.plain_number and persons.known(session, named) is None:
        problem: dict[str, object] = {"code": "ban.unknown_person", "params": {}}
        raise Invalid("ban.unknown_person", {"id_number": [problem]})
    return persons.record(session, named)


def _expect(day: dt.date, field: str, texts: dict[str, str]) -> None:
    """Everything is written, and nothing happened tomorrow."""
    wrong: dict[str, list[dict[str, object]]] = {
        name: [{"code": "form.required", "params": {}}]
        for name, text in texts.items()
        if not text.strip()
    }
    if day > clock.today():
        wrong[field] = [{"code": "transfer.in_future", "params": {}}]
    if wrong:
        raise Invalid("form.invalid", wrong)
