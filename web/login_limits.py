"""How often a login may fail: by one name and from one address, in all web processes together."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import psycopg
from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from engine import failed_logins
from engine.transaction import read, run

#: Many people of one office come from one address; nobody needs more tries for one name.
BY_ADDRESS: Final = "60 per 15 minutes"
BY_NAME: Final = "10 per 15 minutes"
_SCHEME: Final = "yancha"

Sessions = sessionmaker[Session]
View = Callable[..., Any]


class FailedLogins(Storage):
    """Where the library counts: our database."""

    STORAGE_SCHEME: Final = [_SCHEME]  # type: ignore[misc]  # the library does not say so

    def __init__(self, _uri: str, *, sessions: Sessions, wrap_exceptions: bool = False) -> None:
        """Count in transactions of these sessions."""
        super().__init__(wrap_exceptions=wrap_exceptions)
        self._sessions = sessions

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """What may go wrong."""
        return SQLAlchemyError, psycopg.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and give how many there are in the window."""
        return run(self._sessions, failed_logins.add, key, expiry, amount)

    def get(self, key: str) -> int:
        """How many there are."""
        return read(self._sessions, failed_logins.of, key)[0]

    def get_expiry(self, key: str) -> float:
        """When the window ends, as seconds of the epoch."""
        return read(self._sessions, failed_logins.of, key)[1].timestamp()

    def check(self) -> bool:
        """Whether the database answers; a page that asks it would say so itself."""
        return True

    def reset(self) -> int:
        """Forget all."""
        return run(self._sessions, failed_logins.forget)

    def clear(self, key: str) -> None:
        """Forget those of one key."""
        run(self._sessions, failed_logins.forget, key)


class _Limiter(Limiter):
    """Limits where a view says so, and asks nothing before all the others."""

    def _check_request_limit(
        self,
        callable_name: str | None = None,
        in_middleware: bool = True,  # noqa: FBT001, FBT002
    ) -> None:
        # The library looks for limits before every request; the views that have one ask again.
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter: Final = _Limiter(key_func=get_remote_address, default_limits=[])


def install(app: Any, sessions: Sessions) -> None:
    """Count in the database of the app."""
    app.config.update(
        RATELIMIT_STORAGE_URI=f"{_SCHEME}://", RATELIMIT_STORAGE_OPTIONS={"sessions": sessions}
    )
    limiter.init_app(app)


def limited(view: View) -> View:
    """Refuse a login with 429 once too many of its name or its address failed."""
    by_name = limiter.shared_limit(
        BY_NAME, scope="name", key_func=_name, methods=["POST"], deduct_when=_failed
    )
    by_address = limiter.shared_limit(
        BY_ADDRESS, scope="address", methods=["POST"], deduct_when=_failed
    )
    return by_name(by_address(view))


def _name() -> str:
    asked = request.get_json(silent=True) if request.is_json else request.form
    # What is no form is refused by the view; until then it has no name.
    given = asked.get("username", "") if isinstance(asked, Mapping) else ""
    return str(given).strip()


def _failed(response: Response) -> bool:
    return response.status_code == 401  # noqa: PLR2004 - as the views answer it
