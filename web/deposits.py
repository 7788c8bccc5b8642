"""Files that somebody sent to be imported: kept for a day, in private, for that person only."""

import datetime as dt
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from engine.authority import Actor
from engine.errors import NotFound
from models import clock

#: How long a file waits for its owner (a setting of the product).
KEPT: Final = dt.timedelta(days=1)
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{32}")
_FACTS: Final = "facts.json"
_SENT: Final = "sent"


@dataclass(frozen=True)
class Deposit:
    """A file that waits, and what is known about it."""

    folder: Path
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The random name that only the owner was told."""
        return self.folder.name

    def content(self) -> bytes:
        """Return the file as it was sent; it is gone once it was imported."""
        return self.part(_SENT)

    def part(self, name: str) -> bytes:
        """Return a file that lies here."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("import.gone") from error

    def finish(self, facts: Mapping[str, Any], parts: Mapping[str, bytes]) -> None:
        """Keep what came of the import in place of the file."""
        for name, content in parts.items():
            _write(self.folder / name, content)
        _write(self.folder / _FACTS, orjson.dumps({**self.facts, **facts}))
        (self.folder / _SENT).unlink(missing_ok=True)


class Deposits:
    """The private folder; whoever looks in it takes out what is too old."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, actor: Actor, content: bytes, **facts: Any) -> Deposit:
        """Keep a file for the person who sent it."""
        self._sweep()
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self.root / secrets.token_urlsafe(24)
        folder.mkdir(mode=0o700)
        known = {"owner": actor.user_id, "since": clock.now().isoformat(), **facts}
        _write(folder / _SENT, content)
        _write(folder / _FACTS, orjson.dumps(known))
        return Deposit(folder, known)

    def get(self, actor: Actor, name: str) -> Deposit:
        """Return the file of this name if it is the person's own and not too old."""
        self._sweep()
        if not _NAME.fullmatch(name):
            raise NotFound("import.gone")
        deposit = _read(self.root / name)
        if deposit is None or deposit.facts["owner"] != actor.user_id:
            raise NotFound("import.gone")
        return deposit

    def _sweep(self) -> None:
        if not self.root.is_dir():
            return
        for folder in self.root.iterdir():
            deposit = _read(folder)
            if deposit is not None and _is_old(deposit):
                shutil.rmtree(folder, ignore_errors=True)


def _is_old(deposit: Deposit) -> bool:
    return clock.now() - dt.datetime.fromisoformat(deposit.facts["since"]) > KEPT


def _read(folder: Path) -> Deposit | None:
    # Another process may put it down, or take it away, at this very moment.
    try:
        return Deposit(folder, orjson.loads((folder / _FACTS).read_bytes()))
    except (FileNotFoundError, NotADirectoryError):
        return None


def _write(place: Path, content: bytes) -> None:
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
