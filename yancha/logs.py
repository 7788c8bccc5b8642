"""What the processes say: one line an event, a fixed sentence and then the ids."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

#: What every record has; all else was given by `extra` and is shown.
USUAL: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

#: Made once: a line is written for each request.
_JSON: Final = json.JSONEncoder(ensure_ascii=False, default=str)


class Line(logging.Formatter):
    """2026-03-01T00:00:05Z INFO engine.runtime: completed an item instance=5 element=task_a."""

    def __init__(self, process: str) -> None:
        """Name the process that speaks."""
        super().__init__()
        self.process = process

    def format(self, record: logging.LogRecord) -> str:
        """Write one record as one line (and its traceback below it)."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        given = {key: value for key, value in vars(record).items() if key not in USUAL}
        pairs = "".join(f" {key}={_value(value)}" for key, value in given.items())
        head = f"{moment} {record.levelname} {self.process} {record.name}: "
        line = f"{head}{record.getMessage()}{pairs}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line


def configure(process: str) -> None:
    """Send this process's records to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line(process))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # These two tell of every job and every tick; our own lines tell what came of it.
    for talkative in ("apscheduler", "procrastinate", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def _value(value: object) -> str:
    # JSON keeps a line one line, whatever a user typed into the value.
    return _JSON.encode(value)
