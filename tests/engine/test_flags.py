"""A banned person is flagged at every form that names persons, in the term and not after it."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import bans, flags, forms, persons
from engine.authority import CONSOLE
from engine.commands import corrections
from models import clock
from models.audit import AuditEntry
from models.notices import Notice
from models.persons import Ban, PositionKind
from models.processes import Submission
from tests import builders
from tests.banned import FIELDS, NAME, NUMBER, Door, a_ban, naming, places
from tests.bureau import Bureau


@pytest.fixture
def ban(session: Session) -> Ban:
    return a_ban(session)


@pytest.mark.law("T55")
@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_whoever_is_banned_is_flagged_where_a_form_names_him(
    session: Session, ban: Ban, name: str, field: str
) -> None:
    door = Door(session, name)
    data = naming(name, field, NAME)
    answer = door.hand_in(data)
    (flag,) = answer["flags"]
    assert flag["field"].split(".")[0] == field
    assert flag["field"] in places(name, field)
    assert (flag["name"], flag["certain"]) == (NAME, False)
    assert ban.until_on is not None
    assert flag["until_on"] == ban.until_on.isoformat()
    assert flag["decision"] == ban.case.number
    noted = session.scalars(
        select(AuditEntry).where(AuditEntry.case_id == door.case.id).order_by(AuditEntry.id.desc())
    ).first()
    assert noted is not None
    assert noted.action == "web:ban:flag"
    assert noted.detail["bans"] == [ban.id]
    assert session.scalar(select(Notice.code)) == "ban.flagged"
    assert door.hand_in(data) == answer


@pytest.mark.law("T55")
@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_nobody_is_flagged_before_or_after_the_term(
    session: Session, ban: Ban, name: str, field: str
) -> None:
    form, data = forms.load(name), naming(name, field, NAME)
    assert ban.until_on is not None
    flagged = []
    for day in (-1, 0, 1826, 1827):
        clock.travel(dt.datetime.combine(ban.from_on, dt.time(4), dt.UTC) + dt.timedelta(days=day))
        flagged.append(bool(flags.of_form(session, form, data)))
    assert flagged == [False, True, True, False]
    clock.travel(dt.datetime.combine(ban.from_on, dt.time(4), dt.UTC))
    ban.lifted_on = ban.from_on
    session.flush()
    assert flags.of_form(session, form, data) == {}


def test_a_form_that_names_nobody_banned_has_no_flags(session: Session, ban: Ban) -> None:
    door = Door(session, "submit_correction")
    assert "flags" not in door.hand_in(naming("submit_correction", "reporter", "李园长"))
    assert ban.id


@pytest.mark.law("T55")
def test_the_number_of_the_identity_card_tells_two_of_one_name_apart(
    session: Session, ban: Ban
) -> None:
    form, data = forms.load("propose_person"), naming("propose_person", "name", NAME)
    (same,) = flags.of_form(session, form, data | {"id_number": NUMBER})["name"]
    assert (same.certain, same.ban.id) == (True, ban.id)
    other = data | {"id_number": "110101199003070011"}
    assert flags.of_form(session, form, other) == {}


@pytest.mark.law("T55")
def test_a_new_ban_is_flagged_wherever_the_person_is_already(session: Session) -> None:
    there = [
        builders.a_subject(session, legal_representative=NAME),
        builders.a_subject(session, operator=NAME),
        builders.a_subject(session, extra={"食品安全总监": f"李丽华、{NAME}"}),
        builders.a_subject(session),
    ]
    builders.a_subject(session, legal_representative="李丽华")
    ban = a_ban(session)
    since = clock.today() - dt.timedelta(days=9)
    persons.appoint(session, ban.person, there[3], PositionKind.SAFETY_MANAGER, since)
    bans.flag_everywhere(session, CONSOLE, ban.person, clock.today())
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.endswith(":ban:flag")))
    assert {one.detail["subject"] for one in entries} == {one.id for one in there}


@pytest.mark.law("T55")
def test_a_correction_that_names_somebody_banned_is_flagged(session: Session) -> None:
    bureau, ban = Bureau(session), a_ban(session)
    case = bureau.inspected("NO_PROBLEM")
    visit = session.scalars(
        select(Submission).where(Submission.case_id == case.id, Submission.form == "inspect_school")
    ).one()
    actor = bureau.actor(bureau.pair[0])
    corrections.correct(session, actor, visit.id, visit.data | {"party_name": NAME}, "姓名写错")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.case_id == case.id))
    assert [one.detail["bans"] for one in entries if one.action == "web:ban:flag"] == [[ban.id]]
