"""Who reported in a rehearsed bureau: told to the named people, and to nobody by any output."""

import json
import re
import subprocess
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import pytest
from sqlalchemy import select, text

from engine import queue
from engine.connections import session_factory
from models import clock
from models.complaints import Informant
from scheduler import jobs
from tests.web.conftest import Person
from tests.yancha import city as cities
from tests.yancha.city import CONSUMER, City, application, complaint, token, words
from tests.yancha.conftest import Played
from tests.yancha.telling import Names, logged, words_of
from tests.yancha.walking import Rows, addresses, plain
from yancha import backup
from yancha.postgres import program

pytestmark = pytest.mark.law("P40")

#: Pages that never show themselves.
LEADING_ON: Final = {"start.index", "notices.follow"}
#: Pages of what somebody has sent a moment before, to that person alone.
OWN: Final = {"imports.columns", "imports.returned"}
#: A name that nobody has.
NOBODY: Final = "吴无名"
#: What is different each time that a page is opened.
_ONCE: Final = re.compile(r'"X-CSRFToken": "[^"]+"|name="csrf_token" value="[^"]+"')


@pytest.fixture(scope="module")
def city_once(played_once: Played, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The rehearsed bureau at work."""
    with cities.opened(played_once, tmp_path_factory.mktemp("city")) as found:
        yield found


@pytest.fixture
def city(city_once: City) -> Iterator[City]:
    """The same for each test, on the day of its people."""
    clock.travel(city_once.now)
    yield city_once
    city_once.session.rollback()


def test_no_page_tells_anybody_who_reported(city: City) -> None:
    every: dict[str, list[str]] = defaultdict(list)
    for endpoint, path in addresses(city.app, Rows(city.session, city.cases)):
        every[endpoint].append(path)
    # The walk takes longer than a transaction may rest.
    city.session.rollback()
    shown: set[str] = set()
    for place, (role, person) in enumerate(city.people.items()):
        for endpoint, paths in every.items():
            # The leader opens everything; the others share it, and open each page once at least.
            mine = paths if role == "leader" else paths[place :: len(city.people)]
            for path in mine or [paths[place % len(paths)]]:
                if _shows(city, person, path):
                    shown.add(endpoint)
    for endpoint in set(every) - shown - LEADING_ON - OWN:
        tries = ((one, path) for one in city.people.values() for path in every[endpoint])
        assert any(_shows(city, *one) for one in tries), endpoint


def _shows(city: City, person: Person, path: str) -> bool:
    """Whether the page opens for the person; it tells nothing in either case."""
    with person.get(path) as answer:
        assert not city.names.within(answer.data + str(answer.headers).encode()), path
        return answer.status_code == HTTPStatus.OK


def test_a_search_for_who_reported_finds_what_a_search_for_nobody_finds(city: City) -> None:
    """No list can be narrowed down to who reported by anybody who guesses the name."""
    leader = city.people["leader"]
    lists = [path for path in plain(city.app) if _found(leader, path, NOBODY) != _all(leader, path)]
    assert {"/search", "/cases", "/subjects", "/inbox", "/public", "/api/v1/subjects"} <= set(lists)
    for role in ("leader", "named", "public"):
        person = city.people[role]
        for path in lists:
            nothing = _found(person, path, NOBODY)
            for word in words_of(CONSUMER):
                assert _found(person, path, word) == nothing, (role, path, word)


def _all(person: Person, path: str) -> str:
    return _found(person, path, "")


def _found(person: Person, path: str, word: str) -> str:
    """What a search gives, but for the word itself."""
    with person.get(
        path, query_string={"q": word}, headers={"X-Request-Id": "the-same-one"}
    ) as answer:
        found = _ONCE.sub("", answer.get_data(as_text=True))
    # Links carry it on, the one to the login twice over.
    for echo in (word, quote(word), quote(quote(word))):
        found = found.replace(echo, "") if echo else found
    return found


def test_the_named_people_read_who_reported_and_nobody_else_does(city: City) -> None:
    session, users = city.session, city.users
    sealed = session.scalars(select(Informant).order_by(Informant.id)).all()
    for informant in (*sealed[:2], *sealed[-3:]):
        identity = city.identities[informant.id]
        readers = {one.user_id for one in informant.readers}
        for role, user in users.items():
            page = f"/cases/{informant.case_id}/informant"
            answer = city.people[role].post(page, {"reason": "核实情况"}, page="/more")
            program = city.people[role].client.post(
                f"/api/v1{page}", json={"reason": "核实情况"}, headers=token(city, role)
            )
            told = Names.of([identity]).words if user.id in readers else set()
            assert city.names.within(answer.data) == told, (role, page)
            assert city.names.within(program.data) == told, (role, page)
            assert (answer.status_code == HTTPStatus.OK) is (user.id in readers)
    named = {reader.user_id for one in sealed for reader in one.readers}
    assert {users["named"].id, users["supervisor"].id} <= named
    assert named.isdisjoint(users[role].id for role in ("leader", "administrator", "reviewer"))


def test_no_file_that_was_made_tells_who_reported(city: City) -> None:
    """Papers as DOCX and PDF, case files with all that is packed in them, photos."""
    kinds: Counter[str] = Counter()
    parties = Names(one.subject.name for one in city.cases)
    for path in sorted((city.folder / "evidence").rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            assert not city.names.within(content), path
            # What is looked for would be found: the party is.
            kinds[content[:4].decode("latin-1")] += bool(parties.within(content))
    assert kinds["PK\x03\x04"] > 30
    assert kinds["%PDF"] > 1


def test_neither_tables_nor_jobs_nor_a_backup_tell_who_reported(city: City) -> None:
    """Whoever has the database without the key of identities has no name (L3 art 115)."""
    tables = city.session.scalars(
        text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    ).all()
    assert {"informant", "audit_entry", "procrastinate_jobs", "idempotency_key"} <= set(tables)
    for table in tables:
        for row in city.session.scalars(text(f'SELECT t::text FROM "{table}" t')):
            assert not city.names.within(row), table
    archive, script = city.folder / "backup.tar", city.folder / "backup.sql"
    backup.write(city.url, city.folder / "evidence", archive)
    with tarfile.open(archive) as packed:
        packed.extract(backup.DUMP, city.folder, filter="data")
    command = [str(program("pg_restore")), f"--file={script}", str(city.folder / backup.DUMP)]
    subprocess.run(command, check=True)
    plain_text = script.read_text()
    assert not city.names.within(plain_text)
    assert "COPY public.informant " in plain_text
    assert city.cases[0].number in plain_text


def test_no_log_tells_who_reported(played: Played, city: City) -> None:
    """Neither what happened so far nor what goes wrong from now on, by page, program or job."""
    assert not city.names.within(city.log)
    assert not city.names.within(json.dumps(played.report))
    with logged("web") as lines:
        _go_wrong(city)
    said = lines.getvalue()
    assert '"/search"' in said
    assert "refused" in said
    assert "unexpected error" in said
    assert "Traceback" in said
    assert "a job failed" in said
    assert not city.names.within(said)
    # What went wrong stays as an incident that administrators read.
    assert not city.names.within(city.people["administrator"].text("/incidents"))


def _go_wrong(city: City) -> None:
    person, subject = city.people["named"], city.subject
    page = f"/subjects/{subject}/complaint"
    # Refused, since the words name who complains.
    named = {**complaint(CONSUMER), "matter": f"{CONSUMER.name}说饭里有异物。"}
    assert person.post(page, named, page=page).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    asked = {**words(), "subject_id": subject, "identity": asdict(CONSUMER)}
    asked["request"] = f"请致电{CONSUMER.contact}。"
    answer = person.client.post("/api/v1/complaints", json=asked, headers=token(city, "named"))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    # A process that was started without the key of identities.
    keyless = application(session_factory(city.engine), city.folder)
    stranger = Person(keyless.test_client()).log_in(city.users["named"])
    answer = stranger.post(page, complaint(CONSUMER), page=page)
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    # A database that lacks a table, when somebody looks for the name.
    with _without(city, "subject"):
        for word in words_of(CONSUMER):
            answer = person.get("/search", query_string={"q": word})
            assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    # A job for somebody who does not exist.
    jobs.perform(city.factory, queue.MAKE_CASE_FILE, {"case_id": city.cases[0].id, "user_id": 0})


@contextmanager
def _without(city: City, table: str) -> Iterator[None]:
    """Take a table away for a while."""
    city.session.rollback()
    rename = 'ALTER TABLE "{}" RENAME TO "{}"'
    with city.engine.begin() as connection:
        connection.execute(text(rename.format(table, f"{table}_gone")))
    yield
    with city.engine.begin() as connection:
        connection.execute(text(rename.format(f"{table}_gone", table)))
