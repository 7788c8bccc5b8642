"""A backup brings back everything, or says why not before it touches anything."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from engine.connections import conninfo
from yancha import backup, database


def rows(url: str) -> list[tuple[str]]:
    with psycopg.connect(conninfo(url)) as connection:
        return connection.execute("SELECT task_name FROM procrastinate_jobs").fetchall()


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Path:
    with psycopg.connect(conninfo(database_url)) as connection:
        connection.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('校园', 'b')"
        )
    evidence = tmp_path / "evidence"
    (evidence / "ab").mkdir(parents=True)
    (evidence / "ab" / "abcd").write_bytes(b"a photo")
    file = tmp_path / "backup.tar"
    assert backup.write(database_url, evidence, file) == 1
    return file


def an_empty_database(make: Callable[[], str]) -> str:
    url = make()
    with psycopg.connect(conninfo(url)) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url


def test_a_backup_comes_back_whole(
    archive: Path, new_database: Callable[[], str], tmp_path: Path
) -> None:
    url = an_empty_database(new_database)
    assert backup.read(url, tmp_path / "elsewhere", archive, force=False) == 1
    assert rows(url) == [("校园",)]
    assert (tmp_path / "elsewhere" / "ab" / "abcd").read_bytes() == b"a photo"
    database.migrate(url)
    assert database.is_current(url)


def test_a_filled_database_is_replaced_only_by_force(
    archive: Path, new_database: Callable[[], str], tmp_path: Path
) -> None:
    url = new_database()
    with pytest.raises(backup.BackupError, match="not empty"):
        backup.read(url, tmp_path / "elsewhere", archive, force=False)
    assert rows(url) == []
    backup.read(url, tmp_path / "elsewhere", archive, force=True)
    assert rows(url) == [("校园",)]


def test_a_damaged_archive_is_refused_before_anything_is_touched(
    archive: Path, new_database: Callable[[], str], tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(archive.read_bytes().replace(b"a photo", b"a fraud"))
    url = new_database()
    with pytest.raises(backup.BackupError, match="another checksum"):
        backup.read(url, tmp_path / "elsewhere", damaged, force=True)
    assert not database.is_empty(url)


def test_an_archive_with_a_file_too_many_is_refused(
    archive: Path, new_database: Callable[[], str], tmp_path: Path
) -> None:
    with tarfile.open(archive, "a") as more:
        more.add(__file__, "evidence/planted")
    with pytest.raises(backup.BackupError, match="not whole"):
        backup.read(new_database(), tmp_path / "elsewhere", archive, force=True)


def test_a_file_that_is_no_archive_is_refused(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleagues")
    with pytest.raises(backup.BackupError, match="not a backup"):
        backup.read(new_database(), tmp_path / "elsewhere", file, force=True)
