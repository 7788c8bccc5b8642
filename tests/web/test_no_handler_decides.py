"""Whatever happens to cases by whichever way in, nobody approves or decides what he handled."""

import datetime as dt
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.datastructures import MultiDict

from engine import authority, queue, runtime
from engine.authority import Actor
from engine.commands import assignments, claims, incidents, measures, people, signatures
from engine.errors import YanchaError
from engine.transaction import read as ask
from engine.transaction import run
from models import clock
from models.accounts import User
from models.audit import AuditEntry
from models.cases import Case, CaseOfficer, CaseState
from models.processes import (
    InstanceStatus,
    ProcessInstance,
    WorkItem,
    WorkItemState,
)
from scheduler import jobs, ticks
from tests import builders
from tests.bureau import Bureau
from tests.web.conftest import PASSWORD, Person, with_password
from yancha.simulation.intent import Intent, Shares
from yancha.simulation.papers import fill
from yancha.simulation.sheet import Sheet

#: Everybody has every role, so that nothing but what they did keeps them from deciding.
ROLES = ("inspector", "supervisor", "legal_reviewer", "leader", "administrator")
#: How the tasks begin that approve, review or decide what others handled.
JUDGING = ("approve", "decide", "review", "audit", "discuss", "confirm", "hold_hearing", "conclude")
STEPS, SEED = 240, 1
SHARES = Shares(
    returned=0.3,
    heavy_fine=0.5,
    grave=0.3,
    hearing_asked=0.8,
    no_penalty=0.2,
    transferred=0.1,
    extended=0.6,
    preserved=0.5,
    suspended=0.2,
    warning_only=0.1,
)


@dataclass
class Crowd:
    """People who try everything at random, by page, program, command and clock."""

    app: Flask
    factory: sessionmaker[Session]
    dice: random.Random
    users: list[int]
    clients: dict[int, FlaskClient] = field(default_factory=dict)
    tokens: dict[int, str] = field(default_factory=dict)
    pages: dict[int, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    def play(self) -> None:
        """Take one random step after the other; what is refused changes nothing."""
        ways: list[tuple[int, Callable[[], None]]] = [
            (30, self.complete_on_a_page),
            (30, self.complete_by_program),
            (30, self.complete_by_command),
            (6, self.claim_or_hand_over),
            (4, self.assign_in_bulk),
            (4, self.reassign),
            (4, self.correct_a_person),
            (4, self.retry_an_incident),
            (4, self.begin_beside),
            (8, self.let_time_pass),
        ]
        for _ in range(STEPS):
            if not ask(self.factory, _open_items):
                return
            (way,) = self.dice.choices([one for _, one in ways], [share for share, _ in ways])
            try:
                way()
            except YanchaError as error:
                self.refused[error.code] += 1

    def log_in(self, session: Session) -> None:
        """Give everybody a browser and a program."""
        for user_id in self.users:
            user = session.get_one(User, user_id)
            client = self.app.test_client()
            Person(client).log_in(user)
            self.clients[user_id] = client
            found = re.search(
                r'name="csrf_token" value="([^"]+)"', client.get("/", follow_redirects=True).text
            )
            assert found is not None
            self.pages[user_id] = found.group(1)
            said = {"username": user.username, "password": PASSWORD}
            answer = self.app.test_client().post("/api/v1/token", json=said)
            assert answer.json is not None
            self.tokens[user_id] = answer.json["token"]

    def complete_on_a_page(self) -> None:
        user, (item, data, _) = self.somebody(), self.some_form()
        flat: MultiDict[str, str] = MultiDict()
        for key, value in data.items():
            for one in value if isinstance(value, list) else [value]:
                text = json.dumps(one) if isinstance(one, dict) else str(one)
                flat.add(key, text)
        flat |= {"action": "complete", "csrf_token": self.pages[user]}
        answer = self.clients[user].post(f"/work/{item}", data=flat)
        self.refused[f"page {answer.status_code}"] += 1

    def complete_by_program(self) -> None:
        user, (item, data, revision) = self.somebody(), self.some_form()
        headers = {
            "Authentication-Token": self.tokens[user],
            "Idempotency-Key": str(self.dice.random()),
            "If-Match": f'"{revision}"',
        }
        answer = self.app.test_client().post(
            f"/api/v1/work-items/{item}/complete", json={"data": data}, headers=headers
        )
        self.refused[f"api {answer.status_code}"] += 1

    def complete_by_command(self) -> None:
        item, data, _ = self.some_form()
        actor = self.actor()
        if ask(self.factory, _needs_both, item):
            run(self.factory, signatures.sign, actor, item, data)
            run(self.factory, signatures.sign, self.actor(), item, data)
            return
        run(self.factory, runtime.complete, actor, item, data)

    def claim_or_hand_over(self) -> None:
        item, actor = self.some_form()[0], self.actor()
        run(self.factory, claims.claim, actor, item)
        if self.dice.random() < 0.8:
            run(self.factory, claims.hand_over, actor, item, self.somebody(), "请代为办理")
        if self.dice.random() < 0.7:
            run(self.factory, claims.release, self.actor(), item, "退回")

    def assign_in_bulk(self) -> None:
        cases = ask(self.factory, _open_cases)
        pair = self.dice.sample(self.users, 2)
        chosen = self.dice.sample(cases, min(2, len(cases)))
        run(self.factory, assignments.assign, self.actor(), chosen, pair)

    def reassign(self) -> None:
        # The last three never handle anything, so that every case can go on.
        case, pair = (
            self.dice.choice(ask(self.factory, _open_cases)),
            self.dice.sample(self.users[:-3], 2),
        )
        run(self.factory, assignments.reassign, self.actor(), case, pair, "调整承办人员")

    def correct_a_person(self) -> None:
        names = ask(self.factory, _usernames)
        name, actor = self.dice.choice(names), self.actor()
        if self.dice.random() < 0.5:
            run(self.factory, people.edit_user, actor, name, roles=list(ROLES))
        else:
            run(self.factory, people.edit_user, actor, name, legal_qualification=True)

    def retry_an_incident(self) -> None:
        instance = self.dice.choice(ask(self.factory, _running))
        incident = run(self.factory, _break, instance)
        run(self.factory, incidents.retry_now, self.actor(), incident)
        jobs.drain(self.factory)
        run(self.factory, incidents.resolve, self.actor(), incident, "跳过")

    def begin_beside(self) -> None:
        case = self.dice.choice(ask(self.factory, _open_cases))
        run(self.factory, measures.begin, self.actor(), case, self.dice.choice([*measures.BESIDE]))

    def let_time_pass(self) -> None:
        clock.travel(clock.now() + dt.timedelta(hours=self.dice.choice([2, 30, 100])))
        ticks.tick(self.factory)
        jobs.drain(self.factory)

    def somebody(self) -> int:
        return self.dice.choice(self.users)

    def actor(self) -> Actor:
        return ask(self.factory, _actor, self.somebody())

    def some_form(self) -> tuple[int, dict[str, Any], int]:
        """An open item, mostly one that a decision waits for, with its form filled in."""
        items = ask(self.factory, _open_items)
        item, revision = self.dice.choice(items)
        return item, ask(self.factory, _filled, item), revision


def _actor(session: Session, user_id: int) -> Actor:
    return authority.actor_of(session, session.get_one(User, user_id), "cli")


def _open_cases(session: Session) -> list[int]:
    return list(session.scalars(select(Case.id).where(Case.state == CaseState.OPEN)))


def _usernames(session: Session) -> list[str]:
    return list(session.scalars(select(User.username).order_by(User.id)))


def _running(session: Session) -> list[int]:
    running = ProcessInstance.status == InstanceStatus.RUNNING
    return list(session.scalars(select(ProcessInstance.id).where(running)))


def _open_items(session: Session) -> list[tuple[int, int]]:
    return list(
        session.execute(
            select(WorkItem.id, ProcessInstance.revision)
            .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
            .where(WorkItem.state == WorkItemState.OPEN)
            .order_by(WorkItem.id)
        ).tuples()
    )


def _filled(session: Session, item_id: int) -> dict[str, Any]:
    item = session.get_one(WorkItem, item_id)
    if item.form == "assign_officers":
        return {}
    return fill(Sheet(session, item, item.case, Intent(seed=item.case_id, shares=SHARES)))


def _needs_both(session: Session, item_id: int) -> bool:
    item = session.get_one(WorkItem, item_id)
    return runtime.user_task(item.instance.definition, item).rule.both_officers


def _break(session: Session, instance_id: int) -> int:
    subject = f"instance:{instance_id}"
    return incidents.record(
        session, RuntimeError("broken"), queue.WAKE, subject, {"instance_id": instance_id}
    )


def judged_by_handlers(session: Session) -> tuple[list[str], Counter[str]]:
    """Judgements by whoever handled the case before, and how many there were by which way in.

    Told from what is on record alone: who was assigned, who did a task of the officers' lane, and
    the entries of the audit trail; not from what the door remembers or refused.
    """
    wrong, ways = [], Counter[str]()
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action.endswith(":work_item:complete"))
        .order_by(AuditEntry.id)
    )
    items = {item.id: item for item in session.scalars(select(WorkItem))}
    handled: set[tuple[int, int]] = set()
    for entry in entries:
        item, user = items[entry.detail["work_item"]], entry.user_id
        assert user is not None
        assert item.closed_by == user or item.state is not WorkItemState.DONE
        if item.role == "inspector":
            handled.add((item.case_id, user))
        if not item.element.removeprefix("task_").startswith(JUDGING):
            continue
        ways[entry.action.split(":")[0]] += 1
        family = {item.case_id, item.case.parent_id}
        assigned = session.scalars(
            select(CaseOfficer.id).where(
                CaseOfficer.case_id.in_(family),
                CaseOfficer.user_id == user,
                CaseOfficer.since < entry.at,
            )
        ).first()
        if assigned is not None or any((one, user) in handled for one in family):
            wrong.append(f"{entry.action} {item.element} of case {item.case_id} by {user}")
    return wrong, ways


@pytest.mark.law("P13", "P21")
def test_no_handler_judges_by_any_way_in(
    app: Flask, session: Session, session_factory: sessionmaker[Session]
) -> None:
    bureau = Bureau(session)
    for _ in range(4):
        bureau.enforced()
    crowd = [
        builders.a_user(
            session,
            *ROLES,
            office=bureau.office,
            certificate_no=f"津河市监 99{number:02d}",
            legal_qualification=True,
        )
        for number in range(6)
    ]
    for user in bureau.pair:
        user.roles = [builders.a_role(session, role) for role in ROLES]
        user.legal_qualification = True
    users = [*bureau.pair, *crowd]
    with_password(session, *users)
    dice = random.Random(SEED)  # noqa: S311 - a test that can be repeated, no secret
    everybody = Crowd(app, session_factory, dice, [user.id for user in users])
    everybody.log_in(session)
    session.commit()
    everybody.play()
    session.expire_all()
    wrong, ways = judged_by_handlers(session)
    assert wrong == []
    # It was tried: judgements came about by each way, and handlers were refused.
    assert min(ways[one] for one in ("web", "api", "cli")) > 0, ways
    assert everybody.refused["case.handled_by_you"] > 0, everybody.refused
    assert everybody.refused["api 403"] > 0
    assert everybody.refused["page 403"] > 0
