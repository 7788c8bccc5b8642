"""The register of subjects: imported, corrected by hand, found again."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import audit
from engine.authority import CONSOLE, Actor, actor_of
from engine.commands import recusals, subjects
from engine.commands.subject_imports import import_subjects
from engine.errors import Conflict, Forbidden, Invalid
from engine.imports.rows import Report, check_file
from engine.imports.schemas import SubjectRow
from models.subjects import Recusal, Subject, SubjectKind
from tests import builders

FILE = """名称,许可证编号,地址,类别,风险等级,备注
河北区扶轮小学,JY001,宁园街道扶轮路,学校,B,
河北区昆一小学,JY002,王串场街道,学校,C,两个校区
月牙河食品厂,SC003,月牙河街道,食品生产,D,
"""


def taken(session: Session, text: str = FILE, actor: Actor = CONSOLE) -> Report:
    checked = check_file(text.encode(), SubjectRow(), unique=("licence",), name="学校.csv")
    return import_subjects(session, actor, checked)


def test_an_import_creates_what_the_file_says(session: Session) -> None:
    assert taken(session).counts() == {"created": 3, "updated": 0, "unchanged": 0, "bad": 0}
    found = session.scalars(select(Subject).where(Subject.licence == "JY002")).one()
    assert (found.kind, found.risk_grade, found.extra) == (
        SubjectKind.SCHOOL,
        "C",
        {"备注": "两个校区"},
    )
    assert audit.verify(session, "subjects") == []


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    taken(session)
    before = session.execute(select(Subject.id, Subject.updated_at)).all()
    assert taken(session).counts() == {"created": 0, "updated": 0, "unchanged": 3, "bad": 0}
    assert session.execute(select(Subject.id, Subject.updated_at)).all() == before


def test_a_later_file_changes_only_what_it_says(session: Session) -> None:
    taken(session)
    report = taken(session, "名称,许可证编号,类别\n河北区扶轮小学（新校）,JY001,学校\n")
    assert report.counts() == {"created": 0, "updated": 1, "unchanged": 0, "bad": 0}
    session.expire_all()
    found = session.scalars(select(Subject).where(Subject.licence == "JY001")).one()
    assert (found.name, found.address) == ("河北区扶轮小学（新校）", "宁园街道扶轮路")
    assert [one.licence for one in subjects.search(session, "新校 扶轮路")] == ["JY001"]


def test_rows_without_kind_or_with_an_unknown_office_go_back(session: Session) -> None:
    builders.an_office(session, "检查一科", code="one")
    text = "名称,许可证编号,类别,监管科室\n甲,1,,检查一科\n乙,2,学校,三科\n丙,3,学校,one\n"
    report = taken(session, text)
    codes = [(bad.row.line, bad.problems[0].code) for bad in report.bad]
    assert codes == [(2, "import.no_kind"), (3, "import.no_office")]
    assert report.created == 1


def test_ten_thousand_rows_are_taken_in_batches(session: Session) -> None:
    rows = "".join(f"第{number}小学,X{number},学校\n" for number in range(10_000))
    assert taken(session, "名称,许可证编号,类别\n" + rows).created == 10_000
    assert session.scalar(select(func.count()).select_from(Subject)) == 10_000


def test_an_inspector_may_not_import(session: Session) -> None:
    actor = actor_of(session, builders.an_inspector(session), "web")
    with pytest.raises(Forbidden):
        taken(session, actor=actor)


@pytest.mark.parametrize(
    ("words", "licences"),
    [
        ("扶轮", ["JY001"]),
        ("小学", ["JY001", "JY002"]),
        ("小学 王串场", ["JY002"]),
        ("fulun", ["JY001"]),
        ("jy00", ["JY001", "JY002"]),
        ("\uff2a\uff39\uff10\uff10\uff11", ["JY001"]),
        ("厂", ["SC003"]),
        ("没有", []),
        ("%", []),
    ],
)
def test_subjects_are_found_by_any_part(session: Session, words: str, licences: list[str]) -> None:
    taken(session)
    assert sorted(one.licence for one in subjects.search(session, words)) == licences


def test_the_list_is_paged_by_key_and_sorted_by_pinyin(session: Session) -> None:
    taken(session)
    first = subjects.search(session, limit=2)
    rest = subjects.search(session, after=(first[-1].pinyin, first[-1].id), limit=2)
    assert [one.licence for one in [*first, *rest]] == ["JY001", "JY002", "SC003"]


def test_a_subject_is_entered_corrected_and_switched_off(session: Session) -> None:
    actor = actor_of(session, builders.a_supervisor(session), "web")
    made = subjects.create(session, actor, {"name": "新校", "licence": "N1", "kind": "school"})
    subjects.edit(session, actor, made.id, {"name": "新校二部", "risk_grade": "A"})
    assert [one.id for one in subjects.search(session, "二部")] == [made.id]
    subjects.deactivate(session, actor, made.id, "停办")
    assert subjects.search(session, "二部") == []
    subjects.activate(session, actor, made.id, "复办")
    assert audit.verify(session, "subjects") == []


def test_wrong_entries_are_refused_by_field(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        subjects.create(session, CONSOLE, {"name": "", "licence": "1", "kind": "zoo"})
    assert set(refused.value.errors) == {"name", "kind"}
    with pytest.raises(Invalid) as refused:
        subjects.create(session, CONSOLE, {"name": "x", "licence": "1", "colour": "red"})
    assert set(refused.value.errors) == {"colour"}


def test_a_licence_belongs_to_one_subject(session: Session) -> None:
    taken(session)
    with pytest.raises(Conflict):
        subjects.create(session, CONSOLE, {"name": "x", "licence": "JY001", "kind": "school"})


def test_an_officer_may_recuse_himself_but_not_others(session: Session) -> None:
    officer, other = builders.a_pair(session)
    subject = builders.a_subject(session)
    actor = actor_of(session, officer, "web")
    made = recusals.add_recusal(session, actor, subject.id, officer.id, "配偶任教")
    assert recusals.add_recusal(session, actor, subject.id, officer.id, "again") is made
    with pytest.raises(Forbidden):
        recusals.add_recusal(session, actor, subject.id, other.id, "x")
    with pytest.raises(Forbidden):
        recusals.remove_recusal(session, actor, made.id, "x")
    recusals.remove_recusal(session, CONSOLE, made.id, "登记有误")
    session.flush()
    assert session.scalars(select(Recusal)).all() == []
