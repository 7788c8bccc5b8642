"""Who is asking, and what a browser may do with our pages: login, CSRF, headers, rate limit."""

import datetime as dt
from collections.abc import Hashable
from typing import Any, Final, cast

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_principal import Principal
from flask_security import Security, current_user
from flask_wtf.csrf import CSRFProtect

from engine.authority import Actor
from models.accounts import Role, User
from web import login_limits
from web.cookies import KEPT, SignedCookies
from web.visitors import Visitor, Visitors

#: design.md section 8, word for word; what default-src does not cover is closed beside it.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: What may be seen without a login.
OPEN_ENDPOINTS: Final = frozenset(
    {
        "static",
        "account.login",
        "health.alive",
        "health.ready",
        # It asks for its token or its place by itself.
        "metrics.show",
        "public.index",
        "public.index_json",
        "public.show",
        "public.show_json",
    }
)
#: What a person whose password was reset may still do.
RESET_ENDPOINTS: Final = frozenset({"account.password", "account.logout", "account.language"})
SESSION_LIFETIME: Final = dt.timedelta(hours=12)
TOKEN_HEADER: Final = "Authentication-Token"  # noqa: S105 - the name of a header


class _Csrf(CSRFProtect):  # type: ignore[misc]  # the library has no types
    """Looks at the header before it looks for a form, and checks a token once a process.

    A token is good for as long as its session is, so that the same token of the same session, from
    the same page where that counts, needs no second look at its signature.
    """

    def __init__(self) -> None:
        """Nothing is known to be good."""
        super().__init__()
        self._good: set[tuple[Hashable, ...]] = set()

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - as there
        """Refuse a change that does not bring its session's token."""
        if request.method not in current_app.config["WTF_CSRF_METHODS"]:
            return
        where = (request.referrer, request.host) if request.is_secure else ()
        of_session = session.get(current_app.config["WTF_CSRF_FIELD_NAME"])
        asked = (current_app.secret_key, of_session, self._get_csrf_token(), *where)
        if asked in self._good:
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if len(self._good) >= KEPT:
            self._good.clear()
        self._good.add(asked)

    def _get_csrf_token(self) -> str | None:
        # The body of a call of the API has no form, and looking for one costs more than the check.
        return request.headers.get("X-CSRFToken") or super()._get_csrf_token()


csrf = _Csrf()


def install(app: Flask, sessions: Any, *, secure_cookies: bool) -> None:
    """Give the app login, CSRF protection, the rate limit and the headers."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies,
        SESSION_COOKIE_NAME="yancha_session",
        PERMANENT_SESSION_LIFETIME=SESSION_LIFETIME,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"username": {"mapper": str}}],
        SECURITY_TOKEN_AUTHENTICATION_HEADER=TOKEN_HEADER,
        SECURITY_TOKEN_MAX_AGE=SESSION_LIFETIME,
        # A token in an address would end up in logs.
        SECURITY_TOKEN_AUTHENTICATION_KEY="",
    )
    accounts = Visitors(sessions, app.extensions["yancha_sessions"], User, Role)
    app.session_interface = SignedCookies(app)
    Security(app, accounts, register_blueprint=False)
    _do_without_principal(app)
    csrf.init_app(app)
    login_limits.install(app, app.extensions["yancha_sessions"])
    app.before_request(_guard)
    app.after_request(_harden)


def _do_without_principal(app: Flask) -> None:
    """Nobody here asks Flask-Principal's needs: what a person may do is the engine's to say."""
    before = app.before_request_funcs[None]
    before[:] = [one for one in before if not isinstance(_owner(one), Principal)]


def _owner(function: Any) -> Any:
    return getattr(function, "__self__", None)


def _guard() -> ResponseReturnValue | None:
    """Ask for a login everywhere but at the few open doors, and for a CSRF token on changes."""
    endpoint = request.endpoint or ""
    if endpoint in OPEN_ENDPOINTS:
        if endpoint == "account.login":
            csrf.protect()
        return None
    api = request.path.startswith("/api/")
    # A page of another site cannot set this header, so a token login needs no CSRF token; nor
    # does the request that asks for a token, for it brings name and password itself.
    if not (api and (TOKEN_HEADER in request.headers or endpoint.endswith("token"))):
        csrf.protect()
    # The API answers 401 as a problem document by itself.
    return None if api else _to_login(endpoint)


def _to_login(endpoint: str) -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
        if request.headers.get("HX-Request"):
            return Response(status=401)
        return redirect(url_for("account.login", next=wanted))
    if current_user.must_change_password and endpoint not in RESET_ENDPOINTS:
        return redirect(url_for("account.password"))
    return None


def _harden(response: Response) -> Response:
    given = set(response.headers.keys())
    response.headers.extend([one for one in HEADERS.items() if one[0] not in given])
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def actor() -> Actor:
    """Return the person who asks, as the engine knows people."""
    if "actor" not in g:
        source = "api" if request.path.startswith("/api/") else "web"
        # The proxy behaves as the visitor that it stands for.
        g.actor = cast("Visitor", current_user).actor(source)
    return cast("Actor", g.actor)


def office_name() -> str:
    """Return the name of the office of the person who asks."""
    return getattr(current_user, "office_name", None) or ""


def has_role(*roles: str) -> bool:
    """Whether the person has one of the roles; for what a page shows, never for what it does."""
    return not actor().roles.isdisjoint(roles)
