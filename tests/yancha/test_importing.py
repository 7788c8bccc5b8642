"""`yancha import` and `yancha user` on the command line."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts import User
from yancha.__main__ import main


@pytest.fixture
def _on_the_tests_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)


pytestmark = pytest.mark.usefixtures("_on_the_tests_database")


def yancha(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_subjects_come_in_and_bad_rows_go_out_in_chinese(tmp_path: Path) -> None:
    file = tmp_path / "学校.csv"
    file.write_bytes("名称,许可证编号\n扶轮小学,1\n,2\n昆一小学,1\n".encode("gb18030"))
    done = yancha("import", "subjects", str(file), "--kind", "school", "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert {key: answer[key] for key in ("created", "bad")} == {"created": 1, "bad": 2}
    with Path(answer["bad_rows"]).open(encoding="utf-8-sig") as returned:
        rows = list(csv.reader(returned))
    assert rows[0][-1] == "未导入原因"
    assert [row[-1] for row in rows[1:]] == [
        "名称：为空。",
        "许可证编号：“1”与第2行重复。",
    ]
    again = yancha("import", "subjects", str(file), "--kind", "school")
    assert "0 created, 0 updated, 1 unchanged, 2 bad" in again.output


def test_a_broken_file_is_a_clear_error_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "schools.csv"
    file.write_text('name,licence\n"A,1\n')
    done = yancha("import", "subjects", str(file), "--kind", "school", "--language", "en")
    assert done.exit_code == 1
    assert "begins in line 2" in done.output


def test_people_are_added_listed_disabled_and_reset(session: Session) -> None:
    added = yancha("user", "add", "wang", "--name", "王建国", "--role", "administrator")
    assert added.exit_code == 0, added.output
    password = added.output.split("password:")[1].split()[0]
    assert len(password) >= 10
    assert yancha("user", "disable", "wang").exit_code == 1
    yancha("user", "add", "li", "--name", "李芳", "--role", "administrator")
    assert yancha("user", "disable", "wang", "--reason", "调离").exit_code == 0
    assert "wang  王建国  administrator  (disabled)" in yancha("user", "list").output
    yancha("user", "enable", "wang")
    renewed = yancha("user", "reset", "wang")
    assert password not in renewed.output
    user = session.scalars(select(User).where(User.username == "wang")).one()
    assert user.active
    assert user.must_change_password


def test_new_officers_get_passwords_in_a_file_for_one_pair_of_eyes(tmp_path: Path) -> None:
    file, secret = tmp_path / "people.csv", tmp_path / "passwords.csv"
    file.write_text("用户名,姓名,执法证号\nwang,王建国,津A1\n", encoding="utf-8")
    done = yancha("import", "officers", str(file), "--passwords", str(secret))
    assert done.exit_code == 0, done.output
    assert secret.stat().st_mode & 0o077 == 0
    assert secret.read_text(encoding="utf-8-sig").startswith("username,password\nwang,")
