"""An enforcement case (案件) in a real browser: by many hands to its end, never by a handler."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect
from sqlalchemy.orm import Session, sessionmaker

from models import clock
from models.accounts import User
from models.cases import Case, CaseState
from models.processes import WorkItem, WorkItemState
from scheduler.jobs import drain
from scheduler.ticks import tick
from tests import builders
from tests.bureau import CLOSURE, FILING, REPORT, Bureau
from tests.dockets import REVIEW, clock_of, today
from tests.journeys.hands import Hands, NewVisitor, do, fresh
from tests.web.conftest import PASSWORD

Factory = sessionmaker[Session]

SERVED = {"way": "in_person", "receiver": "李园长"}
PUBLISHED = {"channel": "credit_system", "text": "处罚决定已公开。", "secrets_checked": True}
REFUSED = "您是本案办案人员，不得审核、审批或者决定。"


def test_a_failed_visit_becomes_a_case_that_many_hands_bring_to_its_end(
    bureau: Bureau, session: Session, session_factory: Factory, new_visitor: NewVisitor
) -> None:
    clock.travel(dt.datetime(2026, 3, 3, 9, tzinfo=clock.ZONE))
    case = bureau.enforced()
    session.commit()
    act = _acting(bureau, new_visitor, case)
    act("task_propose_filing", bureau.pair[0], **FILING, found_on=today())
    act("task_approve_filing", bureau.supervisor, filing_approval="approved")
    act("task_decide_filing", bureau.leader, filing_decision="filed")
    act("task_report_investigation", bureau.pair[0], **REPORT)
    act("task_audit_case", bureau.reviewer, **REVIEW)
    act("task_serve_document", bureau.pair[1], **SERVED, served_on=today())
    _defence_elapses(bureau, session_factory, case)
    act("task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    act("task_decide_penalty", bureau.leader, penalty_decision="penalise")
    act("task_serve_document", bureau.pair[0], **SERVED, served_on=today())
    act(
        "task_record_payment",
        bureau.pair[0],
        paid_on=today(),
        amount_fen=1_000_000,
        receipt_no="津财00123",
    )
    act("task_publish_penalty", bureau.supervisor, **PUBLISHED)
    act("task_propose_closure", bureau.pair[0], **CLOSURE)
    act("task_approve_closure", bureau.leader, closure="approved")
    session.expire_all()
    assert case.state is CaseState.CLOSED
    assert case.outcome == "penalised"
    page = Hands(new_visitor, bureau.leader).open(f"/cases/{case.id}")
    expect(page.locator("main")).to_contain_text("10,000")


def _acting(bureau: Bureau, new_visitor: NewVisitor, case: Case) -> Callable[..., None]:
    """Let each person keep the browser that he once opened."""
    browsers: dict[int, Hands] = {}

    def act(element: str, user: User, **data: Any) -> None:
        hands = browsers.setdefault(user.id, Hands(new_visitor, user))
        hands.take_up(case, fresh(bureau, case, element))
        hands.hand_in(data)

    return act


def _defence_elapses(bureau: Bureau, factory: Factory, case: Case) -> None:
    """Nobody says anything: before the term ends nothing happens, then the case goes on."""
    session = bureau.session
    due = clock_of(session, case, "defence_due").due_at
    session.rollback()
    for moment, waits in ((due - dt.timedelta(minutes=1), True), (due, False)):
        clock.travel(moment + dt.timedelta(seconds=1))
        tick(factory)
        drain(factory)
        session.rollback()
        session.expire_all()
        assert ("task_record_defence" in bureau.open_elements(case)) is waits
    # The next morning people come to work again.
    clock.travel((due + dt.timedelta(days=1)).replace(hour=1))


def test_a_handler_who_is_also_supervisor_is_refused_on_the_page_and_by_the_api(
    bureau: Bureau, session: Session, app: Flask, new_visitor: NewVisitor
) -> None:
    handler = bureau.pair[0]
    handler.roles = [*handler.roles, builders.a_role(session, "supervisor")]
    case = bureau.enforced()
    form = FILING | {"found_on": today()}
    bureau.do(case, "task_propose_filing", handler, **form)
    session.commit()
    item = bureau.item(case, "task_approve_filing")
    approval = {"filing_approval": "approved"}
    _refused_on_the_page(new_visitor, handler, item, approval)
    _refused_by_the_api(app.test_client(), handler, item, approval)
    session.expire_all()
    assert item.state is WorkItemState.OPEN
    do(bureau, new_visitor, case, "task_approve_filing", bureau.supervisor, **approval)
    assert fresh(bureau, case, "task_decide_filing").state is WorkItemState.OPEN


def _refused_on_the_page(
    new_visitor: NewVisitor, handler: User, item: WorkItem, data: dict[str, str]
) -> None:
    hands = Hands(new_visitor, handler)
    page = hands.open(f"/inbox?tab=all&q={item.case.number}")
    expect(page.locator(f"a[href='/work/{item.id}']")).to_have_count(0)
    page = hands.open(f"/work/{item.id}")
    expect(page.locator("main")).to_contain_text(REFUSED)
    expect(page.locator("button[value=complete]")).to_have_count(0)
    # Whoever sends the form without having been given it is refused as well.
    token = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    answer = page.request.post(
        f"{hands.visitor.address}/work/{item.id}",
        form={"csrf_token": token, "action": "complete", "key": "x", **data},
    )
    assert answer.status == 403
    assert REFUSED in answer.text()


def _refused_by_the_api(
    client: FlaskClient, handler: User, item: WorkItem, data: dict[str, str]
) -> None:
    login = {"username": handler.username, "password": PASSWORD}
    said = client.post("/api/v1/token", json=login).json or {}
    headers = {"Authentication-Token": str(said["token"]), "Accept-Language": "zh"}
    path = f"/api/v1/work-items/{item.id}"
    version = client.get(path, headers=headers).headers["ETag"]
    headers |= {"Idempotency-Key": "approve", "If-Match": version}
    answer = client.post(f"{path}/complete", json={"data": data}, headers=headers)
    problem = answer.json or {}
    assert answer.status_code == 403
    assert problem["code"] == "case.handled_by_you"
    assert REFUSED in problem["detail"]
