"""`yancha serve`: pages and API under granian, several processes with threads."""

import gc
import signal
import socket
from functools import partial
from typing import Any, Final
from wsgiref.types import WSGIApplication

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from engine import metrics
from engine.connections import open_engine, session_factory
from web.app import WebSettings, create_app
from yancha import database, logs, settings
from yancha.carrying import carried
from yancha.postgres import die_with_parent

#: Answers that are under way when the server is told to stop have so long.
STOP_SECONDS: Final = 20
#: What the server itself says goes where all lines of this process go.
_LOGS: Final[dict[str, Any]] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"handlers": [], "propagate": True}},
}


def web_application(given: settings.Settings, url: str) -> WSGIApplication:
    """Put the application together from the settings; every process calls it for itself."""
    metrics.keep(given.metrics)
    engine = open_engine(url, pool_size=given.threads, max_overflow=given.threads)
    return create_app(
        WebSettings(
            sessions=session_factory(engine, **carried(given)),
            secret_key=given.secret("session"),
            evidence=given.evidence,
            secure_cookies=given.secure_cookies,
            trusted_proxies=given.trusted_proxies,
            metrics_token=given.metrics_token,
        )
    ).wsgi_app


def in_a_process(given: settings.Settings, url: str) -> WSGIApplication:
    """Make the application in a web process: no connection is shared by two processes."""
    # The handler of the parent, which a forked process inherits, would only note what it is told
    # until granian puts its own there.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # One that outlived its parent would go on answering beside those that are started anew.
    die_with_parent(signal.SIGTERM)()
    application = web_application(given, url)
    # What is there now stays for good; looking through it again and again while somebody
    # waits would only make the longest answers longer.
    gc.collect()
    gc.freeze()
    return application


def free_address(host: str, port: int) -> str:
    """The address of a host's name, on which nobody serves yet.

    Web processes share their port, so the kernel alone would let a second server join them.
    Raises ClickException when the name is unknown or the port is taken.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except OSError as error:
        raise click.ClickException(
            f"cannot serve on {host}:{port} ({error.strerror}); see YANCHA_HOST and YANCHA_PORT"
        ) from error
    return str(address[0])


@click.command()
def serve() -> None:
    """Serve pages and API; any number of machines may do so."""
    logs.configure("web")
    given = settings.read()
    # What is wrong with the keys is said once and in one line, not by each process as it dies.
    given.secret("session")
    carried(given)
    address = free_address(given.host, given.port)
    with database.serving(given) as url:
        database.set_clock(given, url)
        server = Granian(
            "yancha",
            address=address,
            port=given.port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=given.web_processes,
            blocking_threads=given.threads,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_SECONDS,
            log_level=LogLevels.warning,
            log_dictconfig=_LOGS,
        )
        server.serve(target_loader=partial(in_a_process, given, url), wrap_loader=False)
