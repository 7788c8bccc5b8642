"""The small honest application around the naive step: login, CSRF, authority, forms, audit."""

import os
from typing import Any

from flask import Flask, abort, redirect, render_template_string, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.naive import stepping
from engine import audit, authority, definitions, digests, forms, passwords
from engine.connections import open_engine, session_factory
from engine.errors import Invalid
from models import clock
from models.accounts import User
from models.processes import IdempotencyKey, ProcessInstance, Submission, WorkItem, WorkItemState

_PAGE = """<form method="post"><input name="csrf_token" value="{{ csrf_token() }}">
<input name="username"><input name="password" type="password"></form>"""


def create_app() -> Flask:
    """Make the application on the database that BENCH_DATABASE names."""
    app = Flask("naive")
    app.config["SECRET_KEY"] = "of a server that lives for a minute"  # noqa: S105 - of a bench
    CSRFProtect(app)
    factory = session_factory(open_engine(os.environ["BENCH_DATABASE"], pool_size=8))

    @app.get("/healthz")
    def alive() -> str:
        return "alive"

    @app.get("/account/password")
    def page() -> str:
        return render_template_string(_PAGE)

    @app.route("/login", methods=["GET", "POST"])
    def login() -> ResponseReturnValue:
        if request.method == "GET":
            return render_template_string(_PAGE)
        with factory() as database:
            user = database.scalars(
                select(User).where(User.username == request.form["username"])
            ).one()
            if not passwords.matches(user.password, request.form["password"]):
                abort(401)
            session["user"] = user.id
        return redirect("/account/password")

    @app.post("/work-items/<int:item_id>/complete")
    def complete(item_id: int) -> ResponseReturnValue:
        if "user" not in session:
            abort(401)
        with factory.begin() as database:
            return _complete(database, session["user"], item_id, request.get_json())

    return app


def _complete(
    database: Session, user_id: int, item_id: int, asked: dict[str, Any]
) -> ResponseReturnValue:
    user = database.get(User, user_id)
    if user is None or not user.active:
        abort(401)
    actor = authority.actor_of(database, user, "web")
    item = database.get(WorkItem, item_id)
    if item is None:
        abort(404)
    instance = database.get_one(ProcessInstance, item.instance_id, with_for_update=True)
    known = _known(database, user)
    if known is not None:
        return known.answer
    revision = request.headers["If-Match"].strip('"')
    if item.state is not WorkItemState.OPEN or instance.revision != int(revision):
        abort(409)
    task = definitions.spec_of(instance.definition).user_tasks[item.process, item.element]
    if authority.refusal(actor, task.rule, authority.facts_of(database, item.case), item):
        abort(403)
    form = forms.load(item.form)
    try:
        clean = forms.clean(form, asked["data"])
    except Invalid as error:
        return error.errors, 422
    submission = _submission(database, item, form, clean, user)
    if task.rule.handling:
        authority.handle(database, item.case, user.id, item.element, clock.now())
    outcomes = forms.outcomes_of(form, clean, task.outcomes)
    detail: dict[str, Any] = {
        "element": item.element,
        "outcomes": outcomes,
        "submission": submission.id,
    }
    audit.record(database, actor, "work_item:complete", case=item.case, work_item=item.id, **detail)
    stepping.complete(database, actor, item, outcomes)
    answer = {"work_item": item.id, "case": item.case_id, "revision": instance.revision}
    _remember(database, user, digests.of([item_id, asked["data"]]), answer)
    return answer


def _known(database: Session, user: User) -> IdempotencyKey | None:
    return database.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.actor == f"user:{user.id}",
            IdempotencyKey.key == request.headers["Idempotency-Key"],
        )
    )


def _remember(database: Session, user: User, asked: str, answer: dict[str, Any]) -> None:
    database.add(
        IdempotencyKey(
            actor=f"user:{user.id}",
            key=request.headers["Idempotency-Key"],
            request_digest=asked,
            answer=answer,
            created_at=clock.now(),
        )
    )


def _submission(
    database: Session, item: WorkItem, form: forms.Form, clean: dict[str, Any], user: User
) -> Submission:
    versions = select(func.count()).where(Submission.work_item_id == item.id)
    submission = Submission(
        work_item=item,
        case_id=item.case_id,
        version=database.scalars(versions).one() + 1,
        form=item.form,
        form_digest=form.digest,
        data=clean,
        submitted_by=user.id,
        submitted_at=clock.now(),
    )
    database.add(submission)
    database.flush()
    return submission
