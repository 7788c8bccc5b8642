"""The realistic process (25 nodes, calling one of 12): its people, its cases, how they answer."""

import http.client
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from engine import definitions, runtime
from engine.authority import CLOCK, CONSOLE
from models.accounts import Office, User
from models.cases import Case
from models.processes import ProcessInstance, WorkItem, WorkItemState
from tests import builders

PROCESS: Final = "matter"
FOLDER: Final = Path(__file__).parent / "models"
PASSWORD: Final = "Bench-2026-realistic"  # noqa: S105 - of people who exist for a minute
ROLES: Final = ("inspector", "supervisor", "legal_reviewer", "leader")
TEXT: Final = "经核对，材料齐全，事实清楚，程序合法，同意按照有关规定办理。" * 3
_TOKEN: Final = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

#: Element of the path -> what is entered there; a case takes ten completions.
ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "task_request": {"acceptance": "accepted"},
    "task_approve": {"extension_decision": "approved", "opinion": TEXT},
    "task_legal_opinion": {"filing_approval": "approved", "opinion": TEXT},
    "task_office_opinion": {"measure_approval": "approved", "opinion": TEXT},
    "task_collect": {"reported_on": "2026-03-02", "reporter": "张三", "correction": TEXT},
    "task_check": {"closure": "approved", "opinion": TEXT},
    "task_audit_papers": {
        "review": "agreed",
        "points": ["jurisdiction", "party", "facts", "nature", "basis", "procedure", "proper"],
        "review_opinion": TEXT,
    },
    "task_publish_result": {"channel": "both", "text": TEXT, "secrets_checked": True},
    "task_outcome": {"outcome_approval": "approved", "opinion": TEXT},
    "task_archive": {"sent_on": "2026-03-02", "handed_over": TEXT, "taken_by": "李四"},
}

Factory = sessionmaker[Session]
Starts = Callable[[Session, Case], object]


@dataclass(frozen=True)
class Login:
    """What a browser sends along once somebody has logged in."""

    cookie: str
    token: str


def sources() -> dict[str, str]:
    """The two models."""
    return {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.bpmn")}


def prepare(session: Session) -> None:
    """Deploy the process; one person in each role, in one office."""
    definitions.deploy(session, CONSOLE, PROCESS, sources())
    office = builders.an_office(session)
    for role in ROLES:
        number = "津河市监 9001" if role == "inspector" else None
        builders.a_user(
            session,
            role,
            office=office,
            password=PASSWORD,
            username=f"bench_{role}",
            certificate_no=number,
        )


def start(session: Session, case: Case) -> None:
    """Begin the process through the door."""
    runtime.start(session, CLOCK, case, PROCESS)


def open_cases(factory: Factory, count: int, begin: Starts = start) -> None:
    """Open cases and begin their process."""
    with factory.begin() as session:
        office = session.scalars(select(Office)).one()
        officer = session.scalars(select(User).where(User.username == "bench_inspector")).one()
        subject = builders.a_subject(session)
        for _ in range(count):
            case = builders.a_case(session, subject=subject, office_id=office.id)
            builders.assign(session, case, officer)
            begin(session, case)


def open_items(factory: Factory, count: int, random: Random) -> list[tuple[int, str, str, int]]:
    """Item, role, element and revision of one open item of so many cases."""
    with factory() as session:
        found = session.execute(
            select(WorkItem.id, WorkItem.role, WorkItem.element, ProcessInstance.revision)
            .join(ProcessInstance)
            .where(WorkItem.state == WorkItemState.OPEN)
            .distinct(WorkItem.case_id)
            .order_by(WorkItem.case_id, WorkItem.id)
        ).all()
    chosen = random.sample(found, min(count, len(found)))
    return [(item, role, element, revision) for item, role, element, revision in chosen]


def log_in(port: int, *, path: str = "/login") -> dict[str, Login]:
    """Log everybody in as a browser does: role -> cookie and CSRF token."""
    return {role: _log_in(port, path, f"bench_{role}") for role in ROLES}


def _log_in(port: int, path: str, username: str) -> Login:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    page, cookie = _ask(connection, "GET", path, "")
    fields = {"username": username, "password": PASSWORD, "csrf_token": _token(page)}
    _page, cookie = _ask(connection, "POST", path, cookie, urlencode(fields))
    page, cookie = _ask(connection, "GET", "/account/password", cookie)
    connection.close()
    return Login(cookie, _token(page))


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, cookie: str, body: str = ""
) -> tuple[str, str]:
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    page = answer.read().decode()
    assert answer.status in {200, 302}, f"{method} {path}: {answer.status}"
    given = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
    jar = dict(one.split("=", 1) for one in [*cookie.split("; "), *given] if "=" in one)
    return page, "; ".join(f"{name}={value}" for name, value in jar.items())


def _token(page: str) -> str:
    found = _TOKEN.search(page)
    assert found is not None, page[:500]
    return found[1]


def completion(login: Login, address: str, element: str, revision: int) -> bytes:
    """The request that completes an item, as a page's script would send it."""
    body = orjson.dumps({"data": ANSWERS[element]})
    head = (
        f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {login.cookie}\r\n"
        f"X-CSRFToken: {login.token}\r\nContent-Type: application/json\r\n"
        f'Idempotency-Key: {uuid4().hex}\r\nIf-Match: "{revision}"\r\n'
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
