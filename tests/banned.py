"""A banned person, every form that names people, and a process that asks for one of them."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import forms, persons, runtime
from engine.authority import CLOCK, CONSOLE, actor_of
from engine.definitions import deploy
from engine.forms.naming import named
from engine.persons import Named
from models import clock
from models.accounts import Office, User
from models.cases import Case
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


def a_ban(session: Session) -> Ban:
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

    def __init__(self, session: Session, name: str, supervisor: User | None = None) -> None:
        self.session = session
        self.supervisor = supervisor or builders.a_supervisor(session, builders.an_office(session))
        session.flush()
        office = session.get_one(Office, self.supervisor.office_id)
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
