"""Files imported on the pages: columns are named, good rows taken, bad ones returned in private."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine.imports import tables
from models import clock
from models.accounts import Office, User
from models.subjects import Subject, SubjectKind
from tests import builders
from tests.web.conftest import Person, with_password

HEADINGS = {"column.name": "DBA", "column.licence": "No"}
GOOD = "DBA,No,Area\n光复道小学,JY1,5\n望海楼小学,JY2,7\n"
NewPerson = Callable[[], Person]


@pytest.fixture
def administrator(session: Session) -> User:
    user = builders.an_administrator(session)
    builders.an_office(session, code="one", name="检查一科")
    with_password(session, user)
    return user


@pytest.fixture
def keeper(person: Person, administrator: User) -> Person:
    """Somebody who may import everything."""
    return person.log_in(administrator)


def send(person: Person, content: str | bytes, name: str = "a.csv", what: str = "subjects") -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = (io.BytesIO(data), name)
    return person.post("/imports", {"what": what, "file": file}, page="/imports")


def take(person: Person, sent: TestResponse, **fields: str) -> Any:
    path = sent.request.path
    return person.post(path, HEADINGS | {"kind": "school"} | fields, page=path)


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Subject)) or 0


def test_the_columns_are_shown_before_anything_is_taken(keeper: Person, session: Session) -> None:
    sent = send(keeper, GOOD)
    assert all(text in sent.text for text in ("DBA", "Area", "光复道小学", "望海楼小学"))
    assert count(session) == 0


def test_good_rows_are_taken_with_kind_and_office_for_rows_that_do_not_say(
    keeper: Person, session: Session
) -> None:
    report = take(keeper, send(keeper, GOOD), office="one")
    assert report.status_code == 200
    found = session.scalars(select(Subject).order_by(Subject.licence)).all()
    assert [(one.name, one.kind) for one in found] == [
        ("光复道小学", SubjectKind.SCHOOL),
        ("望海楼小学", SubjectKind.SCHOOL),
    ]
    assert {one.office.name for one in found if one.office} == {"检查一科"}
    assert found[0].extra == {"Area": "5"}


def test_the_same_file_again_changes_nothing(keeper: Person, session: Session) -> None:
    take(keeper, send(keeper, GOOD))
    again = take(keeper, send(keeper, GOOD))
    assert "<strong>2</strong><span>无变化</span>" in again.text
    assert count(session) == 2


def test_headings_that_people_use_are_chosen_already(keeper: Person) -> None:
    sent = send(keeper, "名称,许可证编号\n小学,JY1\n")
    assert '<option value="许可证编号" selected>' in sent.text


def test_a_field_without_a_column_is_left_alone(keeper: Person, session: Session) -> None:
    sent = send(keeper, "DBA,No,地址\n小学,JY1,某路1号\n")
    take(keeper, sent)
    assert session.scalars(select(Subject)).one().address == ""


def test_bad_rows_come_back_with_the_reason_and_good_ones_are_kept(
    keeper: Person, session: Session
) -> None:
    sent = send(keeper, GOOD + "重复小学,JY1,1\n,JY9,1\n=1+1,,3\n")
    report = take(keeper, sent)
    assert count(session) == 2
    assert "<strong>3</strong><span>未导入</span>" in report.text
    returned = keeper.get(f"{sent.request.path}/bad-rows")
    text = returned.data.decode("utf-8-sig")
    assert text.splitlines()[0] == "DBA,No,Area,未导入原因"
    assert "JY1" in text
    assert "第2行" in text
    assert "'=1+1" in text
    assert "attachment" in returned.headers["Content-Disposition"]


def test_an_excel_file_comes_back_as_one(keeper: Person) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (["DBA", "No"], ["小学", "JY1"], ["坏", None]):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    sent = send(keeper, content.getvalue(), "a.xlsx")
    take(keeper, sent)
    returned = keeper.get(f"{sent.request.path}/bad-rows")
    (rows,) = openpyxl.load_workbook(io.BytesIO(returned.data)).worksheets
    heading, *bad = rows.iter_rows(values_only=True)
    assert heading == ("DBA", "No", "未导入原因")
    assert len(bad) == 1


@pytest.mark.parametrize(
    ("encoding", "mark"), [("gb18030", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-8", b"")]
)
def test_both_encodings_are_right(
    keeper: Person, session: Session, encoding: str, mark: bytes
) -> None:
    take(keeper, send(keeper, mark + GOOD.encode(encoding)))
    assert count(session) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件为空"),
        ('DBA,No\n"小学,JY1\n'.encode(), "引号"),
        (b"DBA,No\n\x81\xff\xfe,JY1\n", "GB18030"),
        (b"\xd0\xcf\x11\xe0old", ".xls"),
        (b"PK\x03\x04broken", "Excel"),
        (b"DBA,DBA\n1,2\n", "DBA"),
        (b"a\n" * (tables.MAX_ROWS + 2), str(tables.MAX_ROWS)),
        (b"x" * (tables.MAX_BYTES + 1), "MB"),
    ],
    ids=["empty", "quote", "encoding", "old", "xlsx", "twice", "rows", "bytes"],
)
def test_what_is_no_table_is_refused_with_words(
    keeper: Person, session: Session, content: bytes, words: str
) -> None:
    sent = send(keeper, content)
    assert sent.request.path == "/imports"
    assert "alert-danger" in sent.text
    assert words in sent.text
    assert count(session) == 0


def test_a_missing_column_is_said_and_the_choice_is_kept(keeper: Person, session: Session) -> None:
    answer = take(keeper, send(keeper, GOOD), **{"column.licence": ""})
    assert answer.status_code == 422
    assert '<option value="DBA" selected>' in answer.text
    assert count(session) == 0


def test_a_column_that_is_not_there_is_said(keeper: Person) -> None:
    answer = take(keeper, send(keeper, GOOD), **{"column.licence": "Nowhere"})
    assert answer.status_code == 422
    assert "Nowhere" in answer.text


def test_new_people_get_passwords_that_are_shown_once(keeper: Person, session: Session) -> None:
    sent = send(keeper, "用户名,姓名,执法证号\nwang,王某,津001\n", what="officers")
    fields = {
        "column.username": "用户名",
        "column.name": "姓名",
        "column.certificate_no": "执法证号",
        "with_passwords": "1",
    }
    answer = keeper.post(sent.request.path, fields, page=sent.request.path)
    assert answer.text.count("<code>") == 1
    assert "<code>" not in keeper.text(sent.request.path)
    user = session.scalars(select(User).where(User.username == "wang")).one()
    assert user.must_change_password
    assert user.role_names == {"inspector"}


def test_offices_come_in_as_a_tree(keeper: Person, session: Session) -> None:
    sent = send(keeper, "机构代码,机构名称,上级机构\nb,检查二科,a\na,本局,\n", what="offices")
    fields = {
        "column.code": "机构代码",
        "column.name": "机构名称",
        "column.parent": "上级机构",
    }
    keeper.post(sent.request.path, fields, page=sent.request.path)
    office = session.scalars(select(Office).where(Office.code == "b")).one()
    assert office.parent is not None
    assert office.parent.name == "本局"


def test_a_file_is_for_the_person_who_sent_it(
    keeper: Person, new_person: NewPerson, session: Session
) -> None:
    sent = send(keeper, GOOD + "坏,,1\n")
    take(keeper, sent)
    other = builders.an_administrator(session)
    with_password(session, other)
    stranger = new_person().log_in(other)
    assert stranger.get(sent.request.path).status_code == 404
    assert stranger.get(f"{sent.request.path}/bad-rows").status_code == 404


@pytest.mark.parametrize("name", ["x", "..%2f..%2fetc", "A" * 32])
def test_a_name_that_nobody_was_told_leads_nowhere(keeper: Person, name: str) -> None:
    assert keeper.get(f"/imports/{name}").status_code == 404


def test_a_file_is_kept_in_private_and_gone_after_a_day(keeper: Person, app: Flask) -> None:
    sent = send(keeper, GOOD + "坏,,1\n")
    take(keeper, sent)
    folder = app.config["EVIDENCE_FOLDER"].parent / "imports"
    assert folder.stat().st_mode & 0o077 == 0
    (kept,) = folder.iterdir()
    assert not (kept / "sent").exists()
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept.iterdir())
    clock.travel(clock.now() + dt.timedelta(days=1, minutes=1))
    assert keeper.get(sent.request.path).status_code == 404
    assert list(folder.iterdir()) == []


def test_who_keeps_subjects_imports_no_people(person: Person, session: Session) -> None:
    supervisor = builders.a_supervisor(session)
    with_password(session, supervisor)
    person.log_in(supervisor)
    page = person.text("/imports")
    assert 'value="subjects"' in page
    assert 'value="officers"' not in page
    assert send(person, "用户名,姓名\nw,王\n", what="officers").status_code == 403


def test_an_inspector_imports_nothing(person: Person, session: Session) -> None:
    inspector = builders.an_inspector(session)
    with_password(session, inspector)
    person.log_in(inspector)
    assert person.get("/imports").status_code == 403
