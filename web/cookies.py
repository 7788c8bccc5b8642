"""Sessions in signed cookies, as Flask keeps them; a signature is checked once a process."""

import copy
import time
from functools import cached_property, lru_cache
from typing import Any, Final

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

#: Cookies whose content a process keeps: those of all who work at the same time.
KEPT: Final = 4096


class SignedCookies(SecureCookieSessionInterface):
    """The same cookie says the same for as long as the secret is the same; only its age changes."""

    def __init__(self, app: Flask) -> None:
        """Keep what the cookies of this app say."""
        self._app = app
        self._read = lru_cache(KEPT)(self._read_anew)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request; an empty one for no cookie, a wrong one or an old one."""
        text = request.cookies.get(self.get_cookie_name(app))
        if not text:
            return self.session_class()
        try:
            content, signed_at = self._read(text)
        except BadSignature:
            return self.session_class()
        age = int(time.time()) - signed_at
        if not 0 <= age <= app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        # A request changes its own copy.
        return self.session_class(copy.deepcopy(content))

    def _read_anew(self, text: str) -> tuple[dict[str, Any], int]:
        """What the cookie says and when it was signed; raises BadSignature, which is not kept."""
        content, signed_at = self._serializer.loads(text, return_timestamp=True)
        return content, int(signed_at.timestamp())

    @cached_property
    def _serializer(self) -> URLSafeTimedSerializer:
        found = self.get_signing_serializer(self._app)
        if found is None:
            raise RuntimeError("an application without a secret key has no sessions")
        return found
