"""What Prometheus reads, and who may."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from engine import queue
from models import clock
from models.processes import Incident, WorkItem
from tests.bureau import Bureau
from tests.web.conftest import Person
from web.app import WebSettings, create_app


@pytest.fixture
def bureau(session: Session) -> Bureau:
    return Bureau(session)


OUTSIDE = {"REMOTE_ADDR": "192.0.2.7"}
HERE = {"REMOTE_ADDR": "127.0.0.1"}


def _numbers(person: Person) -> dict[str, float]:
    answer = person.client.get("/metrics", environ_base=HERE)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_an_empty_bureau_has_numbers(person: Person) -> None:
    numbers = _numbers(person)

    assert numbers['yancha_jobs{state="waiting"}'] == 0
    assert numbers["yancha_incidents"] == 0
    assert numbers["yancha_oldest_overdue_item_seconds"] == 0


def test_what_waits_and_what_is_late_is_counted(
    person: Person, bureau: Bureau, session: Session
) -> None:
    now = clock.now()
    case = bureau.case()
    item = session.query(WorkItem).filter_by(case_id=case.id).one()
    item.due_at = now - dt.timedelta(hours=2)
    item.instance.wake_at = now - dt.timedelta(minutes=1)
    queue.enqueue(session, queue.WAKE, instance_id=item.instance_id)
    session.add(
        Incident(
            job="wake", subject="instance:1", arguments={}, error="Broken", detail="",
            first_at=now, last_at=now,
        )
    )  # fmt: skip
    session.commit()

    numbers = _numbers(person)

    assert numbers['yancha_jobs{state="waiting"}'] == 1
    assert numbers["yancha_incidents"] == 1
    assert 7200 <= numbers["yancha_oldest_overdue_item_seconds"] < 7260
    assert 60 <= numbers["yancha_timer_lag_seconds"] < 120


def test_a_completion_is_counted(person: Person, bureau: Bureau, session: Session) -> None:
    before = _numbers(person)["yancha_completions_total"]
    bureau.assigned()
    session.commit()

    assert _numbers(person)["yancha_completions_total"] > before


def test_nobody_else_may_read_them(person: Person) -> None:
    assert person.client.get("/metrics", environ_base=OUTSIDE).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_a_proxy_on_this_machine_lets_nobody_through(person: Person, header: str) -> None:
    answer = person.client.get("/metrics", environ_base=HERE, headers={header: "192.0.2.7"})
    assert answer.status_code == 404


def test_the_token_opens_from_anywhere_and_nothing_else_does(
    session_factory: sessionmaker[Session], tmp_path: Path
) -> None:
    client = create_app(
        WebSettings(
            sessions=session_factory,
            secret_key="no secret",
            evidence=tmp_path,
            testing=True,
            metrics_token="of-prometheus",
        )
    ).test_client()
    right, wrong = ({"Authorization": f"Bearer {one}"} for one in ("of-prometheus", "of-nobody"))

    assert client.get("/metrics", environ_base=OUTSIDE, headers=right).status_code == 200
    assert client.get("/metrics", environ_base=OUTSIDE, headers=wrong).status_code == 404
    assert client.get("/metrics", environ_base=HERE).status_code == 404
