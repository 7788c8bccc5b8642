"""The web application: put together from languages, login, errors and pages."""

import logging
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask, Response, g, request
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

from web import (
    addresses,
    api,
    charge_rows,
    compression,
    database,
    errors,
    forms,
    labels,
    languages,
    navigation,
    phrases,
    publicity_words,
    rule_words,
    security,
    texts,
    words,
)
from web.pages import PAGES

#: A photo of 40 MB is refused by the page that takes it, with words; this is the last wall.
LARGEST_REQUEST: Final = 64 * 1024 * 1024
STATIC_SECONDS: Final = 30 * 24 * 3600

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """What the web room must be told; the composition root reads it from the environment."""

    sessions: sessionmaker[Session]
    secret_key: str
    #: The content-addressed folder of evidence files.
    evidence: Path
    secure_cookies: bool = False
    trusted_proxies: int = 0
    #: A limit on logins would stop tests and rehearsals that log many people in.
    login_limit: bool = True
    testing: bool = False
    #: Who may read /metrics: whoever brings this, or without one whoever asks on the machine.
    metrics_token: str = ""


def create_app(settings: WebSettings) -> Flask:
    """Make the application."""
    app = Flask("web", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_SECONDS,
        TESTING=settings.testing,
        RATELIMIT_ENABLED=settings.login_limit,
        EVIDENCE_FOLDER=settings.evidence,
        METRICS_TOKEN=settings.metrics_token,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    app.before_request(_name_the_request)
    sessions = database.install(app, settings.sessions)
    languages.install(app)
    security.install(app, sessions, secure_cookies=settings.secure_cookies)
    errors.install(app)
    compression.install(app)
    navigation.install(app)
    _give_templates_words(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    api.install(app)
    app.after_request(_log)
    return app


def _give_templates_words(app: Flask) -> None:
    app.jinja_env.filters.update(texts.FILTERS, penalty_kind=phrases.penalty_kind)
    app.jinja_env.globals.update(
        label=labels.label,
        outcome_label=labels.outcome_label,
        role_name=labels.role_name,
        rule_demand=rule_words.demand,
        year_state=labels.year_state,
        month_name=texts.month_name,
        due_state=texts.due_state,
        has_role=security.has_role,
        **phrases.GLOBALS,
        publication_reason=publicity_words.reason,
        **charge_rows.globals_of_templates(),
        refusal_text=lambda code: words.of_code(code, {}),
        row_columns=forms.row_columns,
        static=addresses.StaticFiles(app).url,
        here=addresses.here,
        address_with=addresses.address_with,
        bureau=security.office_name,
    )


def _name_the_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    # The name ends up in logs and pages, so nobody may choose its form.
    g.request_id = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else secrets.token_hex(8)


def _log(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint not in {"static", "health.alive", "health.ready", "metrics.show"}:
        log.info(
            "request",
            extra={
                "request_id": g.get("request_id", ""),
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
            },
        )
    return response
