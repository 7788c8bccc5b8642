"""The hot path over HTTP: how often a request that completes an item goes to the database."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine.connections import open_engine, session_factory
from models.fixed import driver_of
from models.processes import WorkItem
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password
from tests.wire import Wire, listening
from web.app import WebSettings, create_app


@pytest.fixture
def one_connection(database_url: str) -> Iterator[Engine]:
    """A pool of one: whatever a request asks goes this way, and nothing needs a second."""
    engine = open_engine(database_url, pool_size=1, max_overflow=0)
    yield engine
    engine.dispose()


def _traced(engine: Engine, request: Any) -> Wire:
    """What went over the connection while the request was answered."""
    with engine.connect() as connection:
        server = driver_of(connection)
    with listening(server) as wire:
        answer = request()
    assert answer.status_code == 200, answer.text
    return wire


def test_completing_an_item_takes_three_round_trips_and_one_commit(
    one_connection: Engine, session: Session, tmp_path: Path
) -> None:
    bureau = Bureau(session)
    with_password(session, *bureau.pair)
    items = []
    for case in (bureau.case(), bureau.case()):
        officers = [user.id for user in bureau.pair]
        bureau.do(case, "task_assign_officers", bureau.supervisor, officers=officers)
        items.append(bureau.item(case, "task_accept_assignment"))
    session.commit()
    factory = session_factory(one_connection)
    app = create_app(
        WebSettings(sessions=factory, secret_key="none", evidence=tmp_path, testing=True)
    )
    person = Person(app.test_client()).log_in(bureau.pair[0])
    token = re.findall(r'name="csrf_token" value="([^"]+)"', person.text("/account/password"))[0]

    def complete(item: WorkItem) -> Any:
        headers = {
            "X-CSRFToken": token,
            "Idempotency-Key": f"of {item.id}",
            "If-Match": f'"{item.instance.revision}"',
        }
        path = f"/api/v1/work-items/{item.id}/complete"
        return person.client.post(path, json={"data": {"acceptance": "accepted"}}, headers=headers)

    # The first one prepares the statements on the connection.
    assert complete(items[0]).status_code == 200
    seen = _traced(one_connection, lambda: complete(items[1]))

    # Who asks; BEGIN, locks and the read; the writes and COMMIT.
    assert seen.round_trips == 3
    assert seen.commits == 1
    assert seen.statements == 6
