"""The database session of a request: pages read with it, commands run in their own transaction."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.local import LocalProxy

from engine import transaction
from engine.commands import incidents
from engine.errors import Conflict, Forbidden, Invalid, NotFound

P = ParamSpec("P")
T = TypeVar("T")


def factory() -> sessionmaker[Session]:
    """Return the factory that the app was created with."""
    return cast("sessionmaker[Session]", current_app.extensions["yancha_sessions"])


def session() -> Session:
    """Return the session that this request reads with; it begins with the first question."""
    if "session" not in g:
        g.session = transaction.reading(factory())
    return cast("Session", g.session)


def run(command: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a command in one transaction; what the page reads afterwards is fresh.

    What the system itself failed at becomes an incident; what a person may not or must do
    otherwise is told to that person only.
    """
    # The reading transaction ends first: it must not see, nor lock, what the command changes.
    _close()
    try:
        return transaction.run(factory(), command, *args, **kwargs)
    except (Invalid, Forbidden, NotFound, Conflict):
        raise
    except Exception as error:
        subject = f"{command.__module__.rpartition('.')[2]}.{command.__name__}"
        where = {"path": request.path, "request_id": g.get("request_id", "")}
        record = incidents.recorder("act", subject, where, again=False)
        transaction.run(factory(), record, error)
        raise


def _close(_error: BaseException | None = None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
        # Who is logged in was read with this session; the next question reads him anew.
        g.pop("_login_user", None)


def install(app: Flask, sessions: sessionmaker[Session]) -> Any:
    """Close the session with the request; return a proxy for Flask-Security."""
    app.extensions["yancha_sessions"] = sessions
    app.teardown_appcontext(_close)
    return LocalProxy(session)
