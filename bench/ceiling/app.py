"""The ceiling: plain Flask and the driver, with the statements of a completion and no engine.

The same signed session and the same statements with the same amount of data, but nothing is
decided: no authority, no form, no process, no hash. Each completion opens the same next item.
"""

import os
from contextlib import suppress
from threading import local
from typing import Any
from uuid import uuid4

from flask import Flask, abort, redirect, request, session
from flask.typing import ResponseReturnValue

from bench.matter import ANSWERS, PROCESS, sources
from engine import reading, writing
from engine.audit import Entry
from engine.connections import conninfo
from engine.spiff.parsing import parse_sources
from models import clock
from models.driver import Driver
from web import visitors

_HERE = local()
_STATE = bytes(500)
_HASH = "0" * 64


def create_app() -> Flask:
    """Make the application on the database that BENCH_DATABASE names."""
    app = Flask("ceiling")
    app.config["SECRET_KEY"] = "of a server that lives for a minute"  # noqa: S105 - of a bench
    address = conninfo(os.environ["BENCH_DATABASE"])
    known = parse_sources(PROCESS, sources()).user_tasks.values()
    tasks = [task for task in known if task.element in ANSWERS]

    @app.get("/healthz")
    def alive() -> str:
        return "alive"

    @app.get("/account/password")
    def page() -> str:
        return '<input name="csrf_token" value="none">'

    @app.route("/login", methods=["GET", "POST"])
    def login() -> ResponseReturnValue:
        if request.method == "GET":
            return page()
        name = {"name": request.form["username"]}
        question = 'SELECT fs_uniquifier FROM "user" WHERE username = %(name)s'
        ((key,),) = _connection(address).asked(question, name, alone=True)
        session["user"] = key
        return redirect("/account/password")

    @app.post("/work-items/<int:item_id>/complete")
    def complete(item_id: int) -> ResponseReturnValue:
        connection = _connection(address)
        found = connection.asked(visitors.STATEMENT, {"key": session["user"]}, alone=True)
        if not found:
            abort(401)
        user = found[0][0]
        key, data = request.headers["Idempotency-Key"], request.get_json()["data"]
        asked = {"item": item_id, "actor": f"user:{user}", "key": key}
        return _written(connection, asked, data, user, tasks[item_id % len(tasks)])

    return app


def _written(
    connection: Driver,
    asked: dict[str, Any],
    data: dict[str, Any],
    user: int,
    task: Any,
) -> dict[str, Any]:
    _locked, found = connection.trip((reading.LOCK, asked), (reading.READ, asked))
    if not found:
        connection.rollback()
        abort(404)
    taken = reading.Taken(*found[0])
    now = clock.now()
    entry = Entry(
        chain=f"case:{taken.case_id}",
        position=(taken.position or 0) + 1,
        case_id=taken.case_id,
        user_id=user,
        actor="bench",
        action="web:work_item:complete",
        at=now,
        detail={"work_item": taken.id, "element": taken.element, "submission": taken.submission_id},
        previous_hash=_HASH,
        hash=_HASH,
    )
    answer = {"work_item": taken.id, "case": taken.case_id, "revision": taken.revision + 1}
    writing.project(
        connection,
        _projected(taken, task),
        writing.Remembered(asked["actor"], asked["key"], _HASH, answer),
        _submitted(taken, data, user, entry),
    )
    connection.commit()
    return answer


def _submitted(taken: Any, data: dict[str, Any], user: int, entry: Entry) -> writing.Submitted:
    return writing.Submitted(
        submission_id=taken.submission_id,
        item=taken.id,
        case=taken.case_id,
        element=taken.element,
        version=taken.version + 1,
        form=taken.form,
        form_digest=_HASH,
        data=data,
        user=user,
        handling=True,
        now=entry.at,
        entry=entry,
    )


def _projected(taken: Any, task: Any) -> writing.Projected:
    token = uuid4().hex
    opened = {
        "task_id": token,
        "due_at": None,
        "process": task.process,
        "element": task.element,
        "name": task.name,
        "role": task.rule.role,
        "form": task.form,
        "assigned_only": False,
        "excludes_handlers": False,
        "needs_qualification": False,
        "while_resting": False,
        "assignee_id": None,
    }
    return writing.Projected(
        instance=taken.instance_id,
        case=taken.case_id,
        state=_STATE,
        visited={**taken.visited, f"{task.process}:{task.element}": 1},
        waiting=[token],
        kept=[],
        opened=[opened],
        wake_at=None,
        end=None,
        ended=False,
        now=clock.now(),
        undo_item=taken.id,
    )


def _connection(address: str) -> Driver:
    """The connection of this thread."""
    with suppress(AttributeError):
        found: Driver = _HERE.connection
        return found
    _HERE.connection = Driver.connect(address)
    return _connection(address)
