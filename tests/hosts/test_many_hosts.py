"""Three hosts and one database: one is cut off, one dies, one loses its scheduler; nothing is lost.

Each host is a network namespace with a web process, a worker and a scheduler of its own.
"""

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Queue
from statistics import median
from typing import Any, Final

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import audit, queue, runtime
from engine.authority import CLOCK
from engine.connections import open_engine, session_factory
from engine.transaction import run
from models import clock
from models.audit import AuditEntry
from models.campaigns import Campaign, CampaignState, Coverage, Target
from models.cases import Case, CaseOfficer, NumberSeries
from models.processes import Definition, Incident, ProcessInstance, Submission, WorkItem
from models.subjects import Subject, SubjectKind
from scheduler.ticks import IDLE_SECONDS
from tests import builders
from tests.bureau import Bureau
from tests.engine.bpmn.models import a_process, timer
from tests.hosts.clients import Client, Seen, ask
from tests.hosts.machines import KINDS, SILENCE, TICK, Host, host, postgres
from tests.hosts.network import Network, NoNamespaces
from tests.web.conftest import PASSWORD, with_password
from yancha.settings import read

NAMES: Final = ["alpha", "beta", "gamma"]
#: Targets that the workers open, by how many a job, and what becomes due while all this happens.
TARGETS: Final = 400
A_JOB: Final = 4
ALARMS: Final = 24
#: Seconds: how long a host is cut off, and between two blows.
CUT: Final = 6.0
REST: Final = 4.0
#: What a busy machine may add to each promise: a part of what it takes to start the hosts.
SLOW: Final = 0.2
ALARM: Final = a_process(
    "alarm", timer("ring", "", "intermediateCatchEvent") + '<endEvent id="end"/>',
    "start ring", "ring end",
)  # fmt: skip

Factory = sessionmaker[Session]


@dataclass
class City:
    """The hosts at work, and this test's own view of their database."""

    network: Network
    hosts: dict[str, Host]
    factory: Factory
    token: str
    officers: list[int]
    #: Seconds that a busy machine may add to each promise.
    slow: float = 0.0

    def send(self, address: str, item: int) -> tuple[int, Any]:
        """Assign the officers of a case, with the same key whatever the host."""
        return ask(
            address,
            "POST",
            f"/api/v1/work-items/{item}/complete",
            {"data": {"officers": self.officers}},
            Authentication_Token=self.token,
            Idempotency_Key=f"item-{item}",
            # An instance that was just opened is at its first revision.
            If_Match='"1"',
        )

    def alive(self) -> set[tuple[str, str]]:
        """The processes that still run, each with its host."""
        return {
            (name, kind)
            for name, one in self.hosts.items()
            for kind, process in one.processes.items()
            if process.poll() is None
        }


def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def furnish(session: Session) -> tuple[str, list[int]]:
    """A bureau with a campaign whose jobs nobody has taken yet, and alarms that will ring."""
    bureau = Bureau(session)
    with_password(session, bureau.supervisor)
    campaign = builders.a_campaign(session, state=CampaignState.OPENING, unopened=TARGETS)
    now = clock.now()
    schools = {"kind": SubjectKind.SCHOOL, "office_id": bureau.office.id, "bigrams": []}
    dated = {"extra": {}, "created_at": now, "updated_at": now}
    subjects = session.scalars(
        insert(Subject).returning(Subject.id),
        [
            {"name": f"第{one}小学", "licence": f"JY{one}", **schools, **dated}
            for one in range(TARGETS)
        ],
    ).all()
    frozen = {"campaign_id": campaign.id, "reason": "kind", "frozen": {}, "coverage": Coverage.OPEN}
    session.execute(insert(Target), [{"subject_id": one, **frozen} for one in subjects])
    session.add(
        Definition(
            process="alarm", version=1, name="alarm", digest="0" * 64,
            sources={"alarm": ALARM}, deployed_at=now,
        )
    )  # fmt: skip
    return bureau.supervisor.username, [user.id for user in bureau.pair]


def the_campaign(session: Session) -> Campaign:
    """The first one; each alarm has one of its own."""
    return session.scalars(select(Campaign).order_by(Campaign.id).limit(1)).one()


def open_campaign(session: Session) -> None:
    """Enqueue what a kick-off enqueues, in small portions: each worker gets many."""
    campaign = the_campaign(session)
    mine = Target.campaign_id == campaign.id
    targets = session.scalars(select(Target.id).where(mine).order_by(Target.id)).all()
    for first in range(0, TARGETS, A_JOB):
        part = targets[first : first + A_JOB]
        queue.enqueue(session, queue.OPEN_CASES, campaign_id=campaign.id, target_ids=list(part))


def set_alarms(session: Session) -> None:
    """One alarm a second from now on, each in an instance of its own."""
    subject, now = builders.a_subject(session), clock.now()
    for number in range(ALARMS):
        case = builders.a_case(session, subject=subject)
        due = now + dt.timedelta(seconds=number + 1)
        runtime.start(session, CLOCK, case, "alarm", data={"due": due.isoformat()})


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """Everything that runs, and nothing of it afterwards."""
    network = Network(["database", "client", *NAMES])
    with ExitStack() as rest:
        rest.callback(network.remove)
        try:
            network.make()
        except NoNamespaces as error:
            pytest.fail(f"network namespaces cannot be made here: {error}")
        cluster = rest.enter_context(postgres(network, "database"))
        engine = open_engine(cluster.url("bureau"))
        rest.callback(engine.dispose)
        factory = session_factory(engine)
        with factory() as session:
            username, officers = furnish(session)
            session.commit()
        for name in ("session", "confidential"):
            read({"YANCHA_HOME": str(tmp_path)}).secret(name)
        began = time.monotonic()
        hosts = {name: host(network, name, "database", tmp_path) for name in NAMES}
        for one in hosts.values():
            rest.callback(one.remove)
            one.start()
        made = City(network, hosts, factory, "", officers)
        with network.inside("client"):
            for name in NAMES:
                until(partial(_is_ready, network.address(name)))
            asked = {"username": username, "password": PASSWORD}
            _status, answer = ask(network.address("beta"), "POST", "/api/v1/token", asked)
        made.token, made.slow = answer["token"], (time.monotonic() - began) * SLOW
        yield made


def _is_ready(address: str) -> bool:
    try:
        return ask(address, "GET", "/healthz", None)[0] == 200
    except (OSError, ValueError):
        return False


def feed(factory: Factory, pile: "Queue[int]") -> None:
    """Give the clients each new case's item once, until all targets are opened."""
    given: set[int] = set()
    question = select(WorkItem.id).where(WorkItem.role == "supervisor")
    while len(given) < TARGETS:
        with factory() as session:
            new = set(session.scalars(question)) - given
        for item in sorted(new):
            pile.put(item)
        given |= new
        time.sleep(0.3)


def test_hosts_come_and_go_and_no_case_is_lost_or_doubled(city: City) -> None:
    addresses = [city.network.address(name) for name in NAMES]
    pile: Queue[int] = Queue()
    over = threading.Event()
    clients = [
        Client(city.network.path("client"), addresses[at:] + addresses[:at], pile, city.send, over)
        for at in range(len(NAMES))
    ]
    feeding = threading.Thread(target=feed, args=(city.factory, pile), daemon=True)
    run(city.factory, set_alarms)
    run(city.factory, open_campaign)
    for one in (*clients, feeding):
        one.start()
    cut_at, back_at = strike(city)
    feeding.join(90)
    until(lambda: run(city.factory, _is_quiet))
    over.set()
    for one in clients:
        one.join(90)
        assert one.failed is None
    seen = [answer for one in clients for answer in one.seen]
    expect_no_errors(seen, addresses[0], cut_at, back_at, city.slow)
    done = [item for one in clients for item in one.done]
    assert len(done) == len(set(done)) == TARGETS
    run(city.factory, expect_everything_once, done)
    run(city.factory, expect_punctual, city.slow)
    kept = {("gamma", "serve"), ("gamma", "worker")}
    assert city.alive() == kept | {("alpha", kind) for kind in KINDS}


def strike(city: City) -> tuple[float, float]:
    """One host is cut off for a while, one dies, one loses its scheduler; when the first was."""
    time.sleep(REST)
    cut_at = time.monotonic()
    city.network.cut_off("alpha")
    time.sleep(CUT)
    city.network.join("alpha")
    back_at = time.monotonic()
    time.sleep(REST)
    city.hosts["beta"].kill()
    time.sleep(REST)
    assert city.hosts["gamma"].stop("scheduler") == 0
    return cut_at, back_at


def _is_quiet(session: Session) -> bool:
    jobs = session.scalar(text("SELECT count(*) FROM procrastinate_jobs"))
    waiting = session.scalar(select(func.count()).where(ProcessInstance.wake_at.is_not(None)))
    return jobs == 0 and waiting == 0


def expect_no_errors(
    seen: list[Seen], cut: str, cut_at: float, back_at: float, slow: float
) -> None:
    """No 5xx, but for those of the host that was cut off from its database at the time."""
    answers = Counter((one.address, one.status) for one in seen)
    assert {status for _address, status in answers} - {0, 200} <= {500, 503}, answers
    errors = [one for one in seen if one.status >= 500]
    theirs = [one for one in errors if one.address == cut and cut_at - slow < one.began]
    assert errors == theirs, answers
    assert all(one.began < back_at + 2 * CUT + slow for one in errors), answers


def expect_everything_once(session: Session, items: list[int]) -> None:
    """Each target has one case, one number, one officer pair, one submission; the chains hold."""
    campaign = the_campaign(session)
    assert (campaign.state, campaign.unopened) == (CampaignState.OPEN, 0)
    opened = select(Case.id).where(Case.campaign_id == campaign.id)
    cases = session.scalars(opened.order_by(Case.id)).all()
    targets = session.scalars(select(Case.target_id).where(Case.id.in_(opened))).all()
    assert len(cases) == len(set(targets)) == TARGETS
    assert session.scalars(select(NumberSeries.last)).one() == TARGETS
    submitted = session.scalars(select(Submission.work_item_id)).all()
    assert sorted(submitted) == sorted(items)
    officers = session.scalars(select(CaseOfficer.case_id).where(CaseOfficer.until.is_(None))).all()
    assert Counter(officers) == dict.fromkeys(cases, 2)
    assert session.scalars(select(Incident)).all() == []
    for case_id in cases[:: TARGETS // 20]:
        assert audit.verify(session, f"case:{case_id}") == []


def expect_punctual(session: Session, slow: float) -> None:
    """Each alarm rang once, within a tick of its moment; later only while a host had just gone.

    The tick that it held is free again after a few silent seconds; a waking that it had begun goes
    on when TCP tries again, which doubles its pauses, or elsewhere when it was silent for too long.
    """
    rung = session.execute(
        select(AuditEntry.case_id, AuditEntry.at, AuditEntry.detail).where(
            AuditEntry.action == "clock:process:deadline"
        )
    ).all()
    assert len(rung) == len({case_id for case_id, _at, _detail in rung}) == ALARMS
    late = sorted(
        (at - dt.datetime.fromisoformat(detail["due"])).total_seconds()
        for _case_id, at, detail in rung
    )
    assert median(late) <= TICK + slow, late
    assert late[-1] <= max(IDLE_SECONDS, SILENCE, 2 * CUT) + 2 * TICK + slow, late
