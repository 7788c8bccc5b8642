"""The one place that turns errors into HTTP: pages for people, problem documents for programs."""

import logging
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, g, json, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.errors import Broken, Conflict, Forbidden, Invalid, NotFound, YanchaError
from web import words

log = logging.getLogger(__name__)

STATUS: Final = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Broken: HTTPStatus.INTERNAL_SERVER_ERROR,
}
TITLES: Final = {
    400: _l("The request was not understood"),
    401: _l("Please log in"),
    403: _l("This is not allowed"),
    404: _l("Nothing is found here"),
    405: _l("This is not possible here"),
    409: _l("Somebody else was faster"),
    412: _l("The page was out of date"),
    413: _l("The file is too large"),
    415: _l("This kind of data is not accepted"),
    422: _l("The entries are not right"),
    428: _l("The request must say which version it means"),
    429: _l("Too many attempts"),
    500: _l("Something went wrong here"),
    503: _l("The system is not ready"),
}
EXPLANATIONS: Final = {
    400: _l("Go back and try again."),
    404: _l("It does not exist, or it belongs to another office."),
    405: _l("Go back and use the buttons of the page."),
    413: _l("Choose a smaller file; a photo may have at most 20 MB."),
    429: _l("Wait a quarter of an hour and try again."),
    500: _l("Nothing was changed. The error is recorded; try again later."),
}


def install(app: Flask) -> None:
    """Give the app its answers to errors."""
    app.register_error_handler(YanchaError, _of_engine)
    app.register_error_handler(CSRFError, _of_form)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _of_bug)


def status_of(error: YanchaError) -> int:
    """Return the HTTP status that belongs to an error of the engine."""
    return next(code.value for kind, code in STATUS.items() if isinstance(error, kind))


def _is_ours(status: int) -> bool:
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _of_engine(error: YanchaError) -> ResponseReturnValue:
    status = status_of(error)
    level = logging.ERROR if _is_ours(status) else logging.INFO
    log.log(
        level, "refused", extra={"code": error.code, "status": status}, exc_info=_is_ours(status)
    )
    extra: dict[str, object] = {"code": error.code}
    if isinstance(error, Invalid) and error.errors:
        extra["errors"] = error.errors
    return _answer(status, words.of_error(error), extra)


def _of_form(error: CSRFError) -> ResponseReturnValue:
    return _answer(
        HTTPStatus.BAD_REQUEST,
        _("The page had been open for too long or came from elsewhere. Load it again."),
        {"code": "csrf"},
    )


def _of_http(error: HTTPException) -> ResponseReturnValue:
    # Redirects and answers that are finished already are exceptions here, too.
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    # What a schema of the API found, field by field.
    said = getattr(error, "data", None) or {}
    extra: dict[str, object] = {"errors": said["messages"]} if "messages" in said else {}
    return _answer(error.code, str(EXPLANATIONS.get(error.code, "")), extra)


def _of_bug(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error", exc_info=error)
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, str(EXPLANATIONS[500]), {"code": "internal"})


def _answer(status: int, detail: str, extra: dict[str, object]) -> ResponseReturnValue:
    title = str(TITLES.get(status, TITLES[500 if _is_ours(status) else 400]))
    request_id = g.get("request_id", "")
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": int(status), "detail": detail}
        body = json.dumps({**problem, **extra, "request_id": request_id})
        return Response(body, status, content_type="application/problem+json")
    page = render_template(
        "error.html", status=int(status), title=title, detail=detail, request_id=request_id, **extra
    )
    return page, int(status)
