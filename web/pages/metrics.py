"""`/metrics` for Prometheus: not public, neither directly nor through a proxy."""

import hmac
import ipaddress
from typing import Final

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from engine import metrics
from web import database

blueprint = Blueprint("metrics", __name__)

#: A request with one of these came through a proxy, so that its sender may be anybody.
FORWARDED: Final = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


@blueprint.get("/metrics")
def show() -> ResponseReturnValue:
    """Give the numbers to whoever has the token or, without one, asks on the machine itself."""
    if not _may_read(current_app.config["METRICS_TOKEN"]):
        abort(404)
    content, kind = metrics.exposition(metrics.State(database.session()))
    return Response(content, content_type=kind)


def _may_read(token: str) -> bool:
    if token:
        sent = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(sent, f"Bearer {token}".encode())
    try:
        sender = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return sender.is_loopback and not any(name in request.headers for name in FORWARDED)
