"""`yancha backup` and `yancha restore`: database and evidence in one archive with checksums."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import click
from sqlalchemy.engine import make_url

from engine.connections import conninfo
from models import clock
from yancha import database, settings
from yancha.postgres import program

DUMP: Final = "database.dump"
MANIFEST: Final = "manifest.json"
EVIDENCE: Final = "evidence"
FORMAT: Final = 1
EMPTY: Final = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


class BackupError(click.ClickException):
    """The archive cannot be written or is not whole."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the database and the evidence to FILE, while everything goes on running."""
    given = settings.read()
    with database.serving(given) as url:
        count = write(url, given.evidence, file)
    click.echo(f"Wrote {file}: the database and {count} evidence files.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--force", is_flag=True, help="Replace what is in the database now.")
def restore(file: Path, *, force: bool) -> None:
    """Read database and evidence back from FILE, into an empty database."""
    given = settings.read()
    with database.serving(given) as url:
        count = read(url, given.evidence, file, force=force)
        database.migrate(url)
    click.echo(f"Restored {file}: the database and {count} evidence files.")


def write(url: str, evidence: Path, file: Path) -> int:
    """Write the archive beside its final name first: a half-written one never has the name."""
    with tempfile.TemporaryDirectory(dir=file.absolute().parent) as folder:
        dump = Path(folder) / DUMP
        # The dump comes first: evidence is only ever added, so that every file that the dump
        # speaks of is there afterwards.
        _call(url, "pg_dump", "--format=custom", f"--file={dump}")
        stored = _files_of(evidence)
        sums = {DUMP: _sum_of(dump)}
        sums |= {f"{EVIDENCE}/{name}": _sum_of(path) for name, path in stored.items()}
        half = Path(folder) / "archive"
        half.touch(mode=0o600)
        with tarfile.open(half, "w") as archive:
            _add_manifest(archive, sums)
            archive.add(dump, DUMP)
            for name, path in stored.items():
                archive.add(path, f"{EVIDENCE}/{name}")
        half.replace(file)
    return len(stored)


def read(url: str, evidence: Path, file: Path, *, force: bool) -> int:
    """Check the whole archive, then replace the database and add the evidence."""
    if not force and not database.is_empty(url):
        raise BackupError("the database is not empty; --force replaces what is in it")
    with _unpacked(file) as folder:
        sums = _checked(folder)
        script = folder / "restore.sql"
        _call(None, "pg_restore", "--no-owner", f"--file={script}", str(folder / DUMP))
        # One transaction: either everything is as in the archive or everything is as before.
        steps = [f"--command={EMPTY}"] if force else []
        options = ("--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction")
        _call(url, "psql", *options, *steps, f"--file={script}")
        stored = [name for name in sums if name.startswith(f"{EVIDENCE}/")]
        for name in stored:
            target = evidence / name.removeprefix(f"{EVIDENCE}/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, target)
    return len(stored)


def _files_of(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _add_manifest(archive: tarfile.TarFile, sums: dict[str, str]) -> None:
    manifest = {
        "format": FORMAT,
        "yancha": version("yancha"),
        "written_at": clock.now().isoformat(),
        "sha256": sums,
    }
    text = json.dumps(manifest, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(text)
    archive.addfile(entry, io.BytesIO(text))


@contextmanager
def _unpacked(file: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        try:
            with tarfile.open(file, "r:") as archive:
                # The filter refuses names that lead out of the folder, links and devices.
                archive.extractall(name, filter="data")
        except (tarfile.TarError, EOFError) as error:
            raise BackupError(f"{file} is not a backup of Yancha: {error}") from error
        yield Path(name)


def _checked(folder: Path) -> dict[str, str]:
    """Compare every file with the manifest; nothing may be missing, changed or added."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        sums: dict[str, str] = manifest["sha256"]
        known = manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError("the archive has no manifest that can be read") from error
    if not known or DUMP not in sums:
        raise BackupError("the archive was written by another version of Yancha")
    present = set(_files_of(folder)) - {MANIFEST}
    if present != set(sums):
        raise BackupError("the archive is not whole: its files are not those of its manifest")
    for name, expected in sums.items():
        if _sum_of(folder / name) != expected:
            raise BackupError(f"the archive is damaged: {name} has another checksum")
    return sums


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _call(url: str | None, name: str, *arguments: str) -> None:
    environment = dict(os.environ)
    command = [str(program(name)), *arguments]
    if url is not None:
        address = make_url(conninfo(url))
        # The password goes by the environment: everybody can read a process's arguments.
        environment["PGPASSWORD"] = address.password or ""
        command.append(f"--dbname={address.set(password=None).render_as_string()}")
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, no shell
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()}")
