"""What operators watch: how long commands take on this machine, and how the whole bureau stands.

Times are kept by each process in a folder that all processes of a machine share, and summed when
somebody asks (prometheus-client's multiprocess mode). What is global is asked of the database.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from models import clock

#: Name of the setting by which the library learns of the folder, when it is imported.
FOLDER_SETTING: Final = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_STATE: Final = text("""
SELECT
  coalesce(pg_sequence_last_value(pg_get_serial_sequence('submission', 'id')::regclass), 0)
    AS completions,
  (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo') AS jobs_waiting,
  (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing') AS jobs_running,
  (SELECT count(*) FROM incident WHERE state = 'open') AS incidents,
  (SELECT min(wake_at) FROM process_instance WHERE status = 'running' AND wake_at <= :now)
    AS late_timer,
  (SELECT min(due_at) FROM clock
    WHERE state = 'running' AND due_at < :now AND rests_since IS NULL) AS overdue_term,
  (SELECT min(due_at) FROM work_item WHERE state = 'open' AND due_at < :now) AS overdue_item
""")

#: Seconds of each command by its name; None where nobody watches, as in tests.
_spent: Any = None


def keep(folder: Path) -> None:
    """Let this process keep its times in the folder; what processes left that are gone goes."""
    global _spent  # noqa: PLW0603 - one a process, as the library's own
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.glob("*.db"):
        owner = path.stem.rpartition("_")[2]
        if owner.isdigit() and not _lives(int(owner)):
            path.unlink(missing_ok=True)
    os.environ[FOLDER_SETTING] = str(folder)
    from prometheus_client import Histogram

    if _spent is None:
        words = "Seconds of a command from its first statement to its commit, retries and all."
        names = ["command"]
        _spent = Histogram("yancha_command_seconds", words, names, buckets=BUCKETS, registry=None)


def took(command: Callable[..., object], began: float) -> None:
    """Note that a command which began then (`time.perf_counter`) has been committed."""
    if _spent is not None:
        module = getattr(command, "__module__", "").rpartition(".")[2]
        name = f"{module}.{getattr(command, '__name__', 'command')}"
        _spent.labels(name).observe(time.perf_counter() - began)


class State:
    """How the bureau stands, as the library collects it."""

    def __init__(self, session: Session) -> None:
        """Ask with this session."""
        self.session = session

    def collect(self) -> Iterator[Any]:
        """Give each number."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        now = clock.now()
        row = self.session.execute(_STATE, {"now": now}).one()

        def since(moment: Any) -> float:
            return (now - moment).total_seconds() if moment is not None else 0.0

        words = "Work items completed and submissions corrected, on all machines."
        yield CounterMetricFamily("yancha_completions", words, row.completions)
        words = "Jobs in the queue of all machines, by state."
        jobs = GaugeMetricFamily("yancha_jobs", words, labels=["state"])
        jobs.add_metric(["waiting"], row.jobs_waiting)
        jobs.add_metric(["running"], row.jobs_running)
        yield jobs
        yield GaugeMetricFamily("yancha_incidents", "Open incidents.", row.incidents)
        for name, words, moment in (
            ("timer_lag", "How late the timer is that is latest.", row.late_timer),
            ("oldest_overdue_term", "How long the oldest term is overdue.", row.overdue_term),
            ("oldest_overdue_item", "How long the oldest work item is.", row.overdue_item),
        ):
            yield GaugeMetricFamily(f"yancha_{name}_seconds", words, since(moment))


def exposition(*collectors: State) -> tuple[bytes, str]:
    """These and the times of this machine, in Prometheus's text format; and its content type."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    for one in collectors:
        registry.register(one)
    folder = os.environ.get(FOLDER_SETTING)
    if folder is not None:
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST


def _lives(process: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
