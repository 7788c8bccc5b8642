"""`yancha serve`: pages and API under gunicorn, several processes with threads."""

import gc
from collections.abc import Callable
from typing import Any, Final
from wsgiref.types import WSGIApplication

import click
from gunicorn.app.base import BaseApplication

from engine import metrics
from engine.connections import open_engine, session_factory
from web.app import WebSettings, create_app
from yancha import database, logs, settings
from yancha.carrying import carried

#: A page that takes longer than this is cut off and its process started again.
PAGE_SECONDS: Final = 120
STOP_SECONDS: Final = 20


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


class Server(BaseApplication):
    """gunicorn told by our settings and not by its command line."""

    def __init__(self, given: settings.Settings, make: Callable[[], WSGIApplication]) -> None:
        """Keep what the workers will need."""
        self.given = given
        self.make = make
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what our settings say."""
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Make the application in a worker: no connection is shared by two processes."""
        application = self.make()
        # What is there now stays for good; looking through it again and again while somebody
        # waits would only make the longest answers longer.
        gc.collect()
        gc.freeze()
        return application

    def _options(self) -> dict[str, Any]:
        return {
            "bind": [f"{self.given.host}:{self.given.port}"],
            "workers": self.given.web_processes,
            "threads": self.given.threads,
            "worker_class": "gthread",
            "timeout": PAGE_SECONDS,
            "graceful_timeout": STOP_SECONDS,
            "proc_name": "yancha serve",
            "loglevel": "warning",
        }


@click.command()
def serve() -> None:
    """Serve pages and API; any number of machines may do so."""
    logs.configure("web")
    given = settings.read()
    with database.serving(given) as url:
        database.set_clock(given, url)
        Server(given, lambda: web_application(given, url)).run()
