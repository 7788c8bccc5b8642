"""The work queue: jobs are enqueued in the transaction of the change that caused them."""

from typing import Any, Final

import psycopg
from procrastinate import App, PsycopgConnector
from sqlalchemy.orm import Session

#: The names of the jobs; scheduler/jobs.py gives each its function.
OPEN_CASES: Final = "open_cases"
WAKE: Final = "wake"
RETRY: Final = "retry"
OPEN_SEAL: Final = "open_seal"
RECOMPUTE_DEADLINES: Final = "recompute_deadlines"
RENDER_PDF: Final = "render_pdf"
MAKE_CASE_FILE: Final = "make_case_file"

#: What is due goes before a season that is opened; all else is in between, first come first served.
PRIORITY: Final = {WAKE: 10, RETRY: 10, OPEN_SEAL: 10, OPEN_CASES: -10}

#: Workers open it with their own connections; whoever only enqueues needs none.
app = App(connector=PsycopgConnector())


def enqueue(session: Session, name: str, **arguments: Any) -> None:
    """Enqueue a job that any worker takes once the transaction has committed."""
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("the queue needs PostgreSQL by psycopg")
    priority = PRIORITY.get(name, 0)
    app.configure_task(name, connection=connection, priority=priority).defer(**arguments)
