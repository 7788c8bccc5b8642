"""The rehearsed bureau at work: people of every role at their browsers, and three who report."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from engine import authority, confidential, document_files, document_forms, informants
from engine.commands import papers
from engine.connections import open_engine, session_factory
from engine.informants import Identity
from engine.transaction import run
from models import clock
from models.accounts import Office, User
from models.cases import Case
from models.complaints import Informant
from models.documents import CaseFile, Document, Publication, PublicationState
from models.processes import WorkItem
from scheduler import jobs
from tests import builders
from tests.bureau import FILING
from tests.web.conftest import Person, with_password
from tests.yancha.conftest import Played
from tests.yancha.telling import Names, logged
from web.app import WebSettings, create_app
from yancha import iron_rehearsal

#: Who reports: at a counter, at a counter with a letter, to a program.
CONSUMER: Final = Identity(name="赵明月", contact="13512345670", address="河北区新开路三号院六门")
REPORTER: Final = Identity(name="孙立新", contact="sunlixin@example.com")
CALLER: Final = Identity(name="周小川", contact="13612345671", address="河东区津塘路九十号")
#: Files are made of so many cases with LibreOffice, which takes its time, and of so many without.
BOUND, UNBOUND = 1, 3


@dataclass
class City:
    """What there is to look at."""

    app: Flask
    url: str
    engine: Engine
    session: Session
    factory: sessionmaker[Session]
    folder: Path
    now: datetime
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    subject: int = 0
    #: Cases that somebody reported, and what grew out of them.
    cases: list[Case] = field(default_factory=list)
    #: Informant -> who that is.
    identities: dict[int, Identity] = field(default_factory=dict)
    #: What the processes wrote to their logs.
    log: str = ""

    @cached_property
    def names(self) -> Names:
        """What nobody may be told."""
        return Names.of(self.identities.values())


def application(factory: sessionmaker[Session], folder: Path) -> Flask:
    """The application as `yancha serve` would make it in this folder."""
    return create_app(
        WebSettings(
            sessions=factory,
            secret_key="no secret",
            evidence=folder / "evidence",
            login_limit=False,
            testing=True,
        )
    )


@contextmanager
def opened(played: Played, folder: Path) -> Iterator[City]:
    """The bureau on the day on which the rehearsal ended, with three people who report then."""
    day = date.fromisoformat(played.report["ended_at"])
    now = datetime.combine(day, time(10, 30), clock.ZONE)
    clock.travel(now)
    engine = open_engine(played.copy)
    kept = {**confidential.keeping(iron_rehearsal.KEY), **document_files.keeping(folder)}
    factory = session_factory(engine, **kept)
    try:
        with factory() as session, logged("web") as lines:
            app = application(factory, folder)
            city = City(app, played.copy, engine, session, factory, folder, now)
            _people(city)
            _report(city)
            _carry_on(city)
            _make_files(city)
            city.log = played.log + lines.getvalue()
            yield city
    finally:
        engine.dispose()
        clock.set_offset(timedelta())


def _people(city: City) -> None:
    session = city.session
    city.users = _users(session)
    with_password(session, *city.users.values())
    for role, user in city.users.items():
        city.people[role] = Person(city.app.test_client()).log_in(user)
    city.people["public"] = Person(city.app.test_client())
    city.subject = session.scalars(select(Case.subject_id).order_by(Case.id).limit(1)).one()


def _users(session: Session) -> dict[str, User]:
    """One person of each role; of inspectors one who is named, and two who are not."""

    def known(username: str) -> User:
        return session.scalars(select(User).where(User.username == username)).one()

    bureau = session.scalars(select(Office).where(Office.code == "bureau")).one()
    return {
        "named": known("officer-one-0"),
        "colleague": known("officer-one-1"),
        "supervisor": known("supervisor-one"),
        "elsewhere": known("officer-two-0"),
        "reviewer": known("reviewer-1"),
        "leader": known("leader-1"),
        "administrator": builders.an_administrator(session, bureau),
        "committee": builders.a_user(session, "committee_office", office=bureau),
        "department": builders.a_user(session, "department:教育局", office=bureau),
    }


def _report(city: City) -> None:
    """Two report at the counter of an officer, and one to a program of the supervisor."""
    today, named = clock.today().isoformat(), city.people["named"]
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "PNG")
    path = f"/subjects/{city.subject}/"
    answer = named.post(f"{path}complaint", complaint(CONSUMER), page=f"{path}complaint")
    assert answer.request.path.startswith("/cases/"), answer.text
    clue = {
        "source": "report",
        "found_on": today,
        "summary": "食堂使用过期食品。",
        "officer": [city.users["named"].id, city.users["colleague"].id],
        "name": REPORTER.name,
        "contact": REPORTER.contact,
        "material": (io.BytesIO(picture.getvalue()), "举报材料.png"),
    }
    answer = named.post(f"{path}clue", clue, page=f"{path}clue")
    assert answer.request.path.startswith("/cases/"), answer.text
    answer = city.people["supervisor"].client.post(
        "/api/v1/complaints",
        json={**words(), "subject_id": city.subject, "identity": asdict(CALLER)},
        headers=token(city, "supervisor"),
    )
    assert answer.status_code == 201, answer.text


def words() -> dict[str, Any]:
    """What every complaint of this day says."""
    told = {"matter": "饭里有异物。", "request": "退还餐费。"}
    return {"channel": "visit", "received_on": clock.today().isoformat(), **told}


def complaint(who: Identity) -> dict[str, Any]:
    """The form of a complaint, filled in."""
    return {**words(), "name": who.name, "contact": who.contact, "address": who.address}


def token(city: City, role: str) -> dict[str, str]:
    """What a program of this person sends along."""
    with city.app.app_context():
        return {"Authentication-Token": str(city.users[role].get_auth_token())}


def _carry_on(city: City) -> None:
    """The reported case goes on: a filing is proposed, a paper is written by hand."""
    session, named = city.session, city.users["named"]
    sealed = session.scalars(select(Informant).order_by(Informant.id)).all()
    city.identities = {
        one.id: Identity(**confidential.unseal(session, one.identity)) for one in sealed
    }
    everything = session.scalars(select(Case).order_by(Case.id)).all()
    city.cases = [one for one in everything if informants.of_case(session, one.id)]
    case = next(one for one in city.cases if one.id == sealed[-2].case_id)
    item = session.scalars(select(WorkItem).where(WorkItem.case_id == case.id)).one()
    filing = {**FILING, "source": "report", "found_on": clock.today().isoformat()}
    answer = city.people["named"].client.post(
        f"/api/v1/work-items/{item.id}/complete",
        json={"data": filing},
        headers=token(city, "named")
        | {"Idempotency-Key": "filing", "If-Match": str(item.instance.revision)},
    )
    assert answer.status_code == 200, answer.text
    actor = authority.actor_of(session, named, "web")
    form = document_forms.form("address_confirmation")
    fields = papers.writable(session, actor, case, form.id)
    data = {name: value for name, value in form.example().items() if name in fields}
    run(city.factory, papers.issue, actor, case.id, form.id, data)
    # What was public when it was decided is so again for the walk: years have passed since.
    public = session.scalars(select(Publication).order_by(Publication.id).limit(3)).all()
    for one in public:
        one.state, one.public_until = PublicationState.PUBLISHED, None
    session.commit()


def _make_files(city: City) -> None:
    """A worker makes the files of reported cases: one with its PDFs, the largest without."""
    counted = func.count(Document.id)
    reported = [one.id for one in city.cases]
    sizes = select(Document.case_id).where(Document.case_id.in_(reported))
    ordered = list(city.session.scalars(sizes.group_by(Document.case_id).order_by(counted)))
    _ask_for_files(city, ordered[:BOUND])
    with pytest.MonkeyPatch.context() as patch:
        # A machine without LibreOffice makes everything but the PDFs.
        patch.setenv("PATH", str(city.folder))
        _ask_for_files(city, ordered[-UNBOUND:])


def _ask_for_files(city: City, cases: list[int]) -> None:
    for case_id in cases:
        answer = city.people["leader"].post(f"/cases/{case_id}/file", page=f"/cases/{case_id}")
        assert answer.status_code == 200, answer.text
    jobs.drain(city.factory)
    made = city.session.scalars(select(CaseFile.case_id).where(CaseFile.case_id.in_(cases)))
    assert set(made) == set(cases)
    city.session.rollback()
