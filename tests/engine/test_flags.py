"""A banned person is flagged at every form that names persons, in the term and not after it."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import flags, forms, persons, runtime
from engine.authority import CLOCK, CONSOLE, actor_of
from engine.definitions import deploy
from engine.forms.naming import named
from engine.persons import Named
from models import clock
from models.audit import AuditEntry
from models.cases import Case
from models.notices import Notice
from models.persons import Ban, BanGround
from models.processes import WorkItem
from tests import builders
from tests.engine.bpmn.models import END, a_process, user
from tests.filling import filled

NAME = "王志强"
NUMBER = "110101199003070038"
CHECKLIST = "school_canteen"


def every_form() -> list[str]:
    """Each shipped form that names people, a form of a case's checklist with one of them."""
    loaded = [forms.load(name) for name in forms.names()]
    return [
        f"{form.name}:{CHECKLIST}" if form.variable else form.name for form in loaded if form.naming
    ]


def naming(name: str, field: str, who: str) -> dict[str, Any]:
    """The form filled in so that it names somebody in this field."""
    data = filled(name, field)
    component = forms.load(name).fields[field]
    if component.widget == "people":
        data[field] = [data[field][0] | {"name": who}]
    elif component.widget == "signature":
        data[field] = data[field] | {"name": who}
    else:
        text = component.properties["names"] == "text"
        data[field] = f"{who}，法定代表人。" if text else who
    return data


def places(name: str, field: str) -> set[str]:
    """Where the form names people when it names somebody in this field."""
    return {one.field for one in named(forms.load(name), naming(name, field, NAME))}


FIELDS = [(name, one.key) for name in every_form() for one in forms.load(name).naming]


@pytest.fixture
def ban(session: Session) -> Ban:
    """A ban of today for five years, on somebody with a number."""
    person = persons.record(session, Named(name=NAME, id_number=NUMBER))
    made = Ban(
        person_id=person.id,
        case_id=builders.a_case(session).id,
        ground=BanGround.REVOKED,
        from_on=clock.today(),
        until_on=clock.today() + dt.timedelta(days=1826),
        recorded_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


class Door:
    """A process that asks for one form, and somebody who hands it in."""

    def __init__(self, session: Session, name: str) -> None:
        self.session = session
        office = builders.an_office(session)
        self.supervisor = builders.a_supervisor(session, office)
        self.case: Case = builders.a_case(
            session,
            subject=builders.a_subject(session, office_id=office.id),
            office_id=office.id,
        )
        source = a_process("p", user("a") + END, "start a", "a end")
        source = source.replace('formRef="form"', f'formRef="{forms.base(name)}"')
        source = source.replace('id="inspector"', 'id="supervisor"')
        deploy(session, CONSOLE, "p", {"p": source})
        runtime.start(session, CLOCK, self.case, "p", data={"checklist": CHECKLIST})
        self.item = session.scalars(select(WorkItem).where(WorkItem.case_id == self.case.id)).one()

    def hand_in(self, data: dict[str, Any]) -> dict[str, Any]:
        actor = actor_of(self.session, self.supervisor, "web")
        return runtime.complete(self.session, actor, self.item.id, data, key="k")


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
