"""The work queue: jobs are enqueued in the transaction of the change that caused them."""

from typing import Any, Final

from procrastinate import App, PsycopgConnector
from sqlalchemy.orm import Session

from models.fixed import driver

#: The names of the jobs; scheduler/jobs.py gives each its function.
OPEN_CASES: Final = "open_cases"
WAKE: Final = "wake"
RETRY: Final = "retry"
OPEN_SEAL: Final = "open_seal"
RECOMPUTE_DEADLINES: Final = "recompute_deadlines"
RENDER_PDF: Final = "render_pdf"
MAKE_CASE_FILE: Final = "make_case_file"
FREEZE_PAPERS: Final = "freeze_papers"
FREEZE_PDFS: Final = "freeze_pdfs"

#: What is due goes before a season that is opened; all else is in between, first come first served.
#: Nobody waits for the files of papers: whoever asks for one before has it made at once.
PRIORITY: Final = {
    WAKE: 10,
    RETRY: 10,
    OPEN_SEAL: 10,
    OPEN_CASES: -10,
    FREEZE_PAPERS: -20,
    FREEZE_PDFS: -30,
}
#: Under this key a session keeps what its transaction gathers for jobs.
GATHERED: Final = "gathered"

#: Workers open it with their own connections; whoever only enqueues needs none.
app = App(connector=PsycopgConnector())


def enqueue(session: Session, name: str, **arguments: Any) -> None:
    """Enqueue a job that any worker takes once the transaction has committed."""
    connection = driver(session)
    priority = PRIORITY.get(name, 0)
    app.configure_task(name, connection=connection, priority=priority).defer(**arguments)


def gather(session: Session, name: str, row_id: int) -> None:
    """Have one job do this for all rows of the transaction: it is enqueued at the end."""
    session.info.setdefault(GATHERED, {}).setdefault(name, []).append(row_id)


def enqueue_gathered(session: Session) -> None:
    """Enqueue a job for each name under which something was gathered; before the commit."""
    for name, ids in session.info.pop(GATHERED, {}).items():
        enqueue(session, name, ids=ids)
