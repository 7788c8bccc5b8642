"""Everything the environment may say, read once when a process starts."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from click import ClickException

#: Addresses of database servers on this machine; demo accounts are refused anywhere else.
LOCAL_HOSTS: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})


#: How the names of FEEL's limits begin, and the longest that an evaluation may be allowed.
FEEL: Final = "YANCHA_FEEL_"
MOST_SECONDS: Final = 60


class SettingError(ClickException):
    """A setting in the environment cannot be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What the environment says; the rest of the program never reads it."""

    #: Where this machine's data lie: database cluster, evidence, secret keys, logs.
    home: Path
    #: An administrator's own PostgreSQL server; None means the one from the wheel in `home`.
    database_url: str | None
    host: str
    port: int
    #: Web processes and worker processes that `yancha run` keeps alive.
    web_processes: int
    worker_processes: int
    #: Threads of one web process and jobs that one worker runs at a time.
    threads: int
    #: How often a scheduler asks what is due, and how often a worker says that it lives: one that
    #: was silent three times is dead, and what it was doing is done again.
    tick_seconds: int
    heartbeat_seconds: int
    #: A travelled clock, accepted only on a database that is marked throwaway.
    clock: datetime | None
    #: Cookies only over https; off for a first look on 127.0.0.1.
    secure_cookies: bool
    #: How many proxies in front of us are trusted to say who the client is.
    trusted_proxies: int
    #: What Prometheus sends to read /metrics; without one only this machine itself may read it.
    metrics_token: str

    @property
    def evidence(self) -> Path:
        """The content-addressed folder of evidence files."""
        return self.home / "evidence"

    @property
    def logs(self) -> Path:
        """Where supervised processes write when nobody watches the terminal."""
        return self.home / "logs"

    @property
    def metrics(self) -> Path:
        """Where the processes of this machine keep what they measure."""
        return self.home / "metrics"

    def secret(self, name: str) -> str:
        """Give the secret of that name, made at the first call and readable by the owner only."""
        path = self.home / "secrets" / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _secret_in(path)
        with os.fdopen(handle, "w") as file:
            value = secrets.token_urlsafe(48)
            file.write(value)
        return value


def _secret_in(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise SettingError(f"{path} is readable by others; say: chmod 600 {path}")
    value = path.read_text().strip()
    if not value:
        raise SettingError(f"{path} is empty; remove it and a new secret is made")
    return value


def default_home(environment: Mapping[str, str]) -> Path:
    """Where data go when nobody says: the system's folder for root, the user's own otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/yancha")
    share = environment.get("XDG_DATA_HOME")
    return (Path(share) if share else Path.home() / ".local" / "share") / "yancha"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment, refusing what makes no sense."""
    given = os.environ if environment is None else environment
    home = given.get("YANCHA_HOME")
    return Settings(
        home=Path(home).expanduser().absolute() if home else default_home(given),
        database_url=given.get("DATABASE_URL") or None,
        host=given.get("YANCHA_HOST", "127.0.0.1"),
        port=_number(given, "YANCHA_PORT", 8000, 1, 65535),
        web_processes=_number(given, "YANCHA_WEB_PROCESSES", 2, 1, 64),
        worker_processes=_number(given, "YANCHA_WORKER_PROCESSES", 1, 1, 64),
        threads=_number(given, "YANCHA_THREADS", 4, 1, 64),
        tick_seconds=_number(given, "YANCHA_TICK_SECONDS", 60, 1, 60),
        heartbeat_seconds=_number(given, "YANCHA_HEARTBEAT_SECONDS", 10, 1, 60),
        clock=_moment(given, "YANCHA_CLOCK"),
        secure_cookies=_flag(given, "YANCHA_SECURE_COOKIES"),
        trusted_proxies=_number(given, "YANCHA_TRUSTED_PROXIES", 0, 0, 8),
        metrics_token=given.get("YANCHA_METRICS_TOKEN", ""),
    )


def limit_expressions(environment: Mapping[str, str] | None = None) -> None:
    """Bound the evaluation of FEEL as YANCHA_FEEL_STEPS and the like say (docs/feel.md)."""
    given = os.environ if environment is None else environment
    named = [name for name in given if name.startswith(FEEL)]
    if not named:
        return
    from engine.feel import Limits, configure

    known = {FEEL + field.name.upper(): field.name for field in fields(Limits)}
    chosen: dict[str, Any] = {}
    for name in named:
        if name not in known:
            raise SettingError(f"{name} is no limit of FEEL; there are {', '.join(sorted(known))}")
        default = getattr(Limits(), known[name])
        if isinstance(default, int):
            chosen[known[name]] = _number(given, name, default, 1, 100_000_000)
        else:
            chosen[known[name]] = _seconds(given[name], name)
    configure(Limits(**chosen))


def _seconds(text: str, name: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MOST_SECONDS:
        raise SettingError(f"{name} must be a number up to {MOST_SECONDS}, not {text!r}")
    return seconds


def _number(given: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = given.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}, not {text!r}")
    return int(text)


def _flag(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "").lower()
    if text not in {"", "0", "1", "true", "false"}:
        raise SettingError(f"{name} must be true or false, not {text!r}")
    return text in {"1", "true"}


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingError(f"{name} must be an ISO date and time, not {text!r}") from None
    if moment.tzinfo is None:
        raise SettingError(f"{name} needs a zone, for instance {text}+08:00")
    return moment
