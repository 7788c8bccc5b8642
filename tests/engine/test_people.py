"""People and offices: created, imported, disabled, and let in with a password of their own."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, passwords
from engine.authority import CONSOLE, actor_of
from engine.commands import people
from engine.commands.people_imports import import_officers, import_offices
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.imports.rows import Report, check_file
from engine.imports.schemas import OfficeRow, OfficerRow
from models.accounts import Office, User
from tests import builders

OFFICES = "机构代码,机构名称,上级机构\none,检查一科,bureau\nbureau,河北区市场监督管理局,\n"
OFFICERS = """用户名,姓名,科室,执法证号,角色
wang,王建国,检查一科,津A1,
li,李芳,one,津A2,执法人员
zhao,赵科长,one,,办案机构负责人、执法人员
"""


def offices(session: Session, text: str = OFFICES) -> Report:
    return import_offices(
        session, CONSOLE, check_file(text.encode(), OfficeRow(), unique=("code",))
    )


def officers(session: Session, text: str = OFFICERS) -> Report:
    checked = check_file(text.encode(), OfficerRow(), unique=("username", "certificate_no"))
    return import_officers(session, CONSOLE, checked)[0]


def test_a_new_account_must_change_its_password(session: Session) -> None:
    builders.an_office(session, code="one")
    user, password = people.create_user(
        session, CONSOLE, username="wang", name="王建国", roles=["inspector"], office="one"
    )
    assert passwords.matches(user.password, password)
    assert user.must_change_password
    assert user.office is not None


def test_a_user_name_and_a_certificate_belong_to_one_person(session: Session) -> None:
    people.create_user(session, CONSOLE, username="wang", name="王", certificate_no="津A1")
    with pytest.raises(Conflict, match="name_taken"):
        people.create_user(session, CONSOLE, username="Wang", name="汪")
    with pytest.raises(Conflict, match="certificate_taken"):
        people.create_user(session, CONSOLE, username="li", name="李", certificate_no="津A1")


def test_unknown_roles_and_offices_are_refused(session: Session) -> None:
    with pytest.raises(Invalid):
        people.create_user(session, CONSOLE, username="a", name="甲", roles=["king"])
    with pytest.raises(NotFound):
        people.create_user(session, CONSOLE, username="a", name="甲", office="nowhere")
    with pytest.raises(NotFound):
        people.disable(session, CONSOLE, "nobody", "x")


def test_only_an_administrator_creates_accounts(session: Session) -> None:
    actor = actor_of(session, builders.a_leader(session), "web")
    with pytest.raises(Forbidden):
        people.create_user(session, actor, username="a", name="甲")


def test_disabling_and_resetting_end_all_sessions(session: Session) -> None:
    builders.an_administrator(session)
    user = builders.an_inspector(session)
    before = user.fs_uniquifier
    assert not people.disable(session, CONSOLE, user.username, "调离").active
    assert user.fs_uniquifier != before
    people.enable(session, CONSOLE, user.username)
    _, password = people.reset_password(session, CONSOLE, user.username)
    assert user.active
    assert user.must_change_password
    assert passwords.matches(user.password, password)
    assert audit.verify(session, "users") == []


def test_the_last_administrator_stays(session: Session) -> None:
    only = builders.an_administrator(session)
    with pytest.raises(Conflict, match="last_administrator"):
        people.disable(session, CONSOLE, only.username, "x")
    with pytest.raises(Conflict, match="last_administrator"):
        people.edit_user(session, CONSOLE, only.username, roles=["inspector"])
    builders.an_administrator(session)
    people.disable(session, CONSOLE, only.username, "退休")


def test_nobody_disables_himself(session: Session) -> None:
    builders.an_administrator(session)
    own = builders.an_administrator(session)
    with pytest.raises(Conflict, match="yourself"):
        people.disable(session, actor_of(session, own, "web"), own.username, "x")


def test_offices_come_in_with_their_tree_and_only_once(session: Session) -> None:
    assert offices(session).counts() == {"created": 2, "updated": 0, "unchanged": 0, "bad": 0}
    assert offices(session).counts() == {"created": 0, "updated": 0, "unchanged": 2, "bad": 0}
    one = session.scalars(select(Office).where(Office.code == "one")).one()
    assert one.parent is not None
    assert one.parent.code == "bureau"


def test_an_office_cannot_stand_above_itself(session: Session) -> None:
    offices(session)
    text = "机构代码,机构名称,上级机构\nbureau,河北区市场监督管理局,one\nx,无上级,none\n"
    found = [(bad.row.line, bad.problems[0].code) for bad in offices(session, text).bad]
    assert found == [(2, "import.circle"), (3, "import.no_office")]


def test_officers_come_in_and_the_same_file_changes_nothing(session: Session) -> None:
    offices(session)
    assert officers(session).counts() == {"created": 3, "updated": 0, "unchanged": 0, "bad": 0}
    assert officers(session).counts() == {"created": 0, "updated": 0, "unchanged": 3, "bad": 0}
    wang = session.scalars(select(User).where(User.username == "wang")).one()
    zhao = session.scalars(select(User).where(User.username == "zhao")).one()
    assert wang.may_be_assigned()
    assert zhao.role_names == {"supervisor", "inspector"}
    assert not zhao.may_be_assigned()


def test_an_imported_account_is_closed_until_somebody_gives_a_password(session: Session) -> None:
    offices(session)
    officers(session)
    wang = people.user_named(session, "wang")
    assert not passwords.matches(wang.password, "")
    checked = check_file("用户名,姓名\nsun,孙\n".encode(), OfficerRow(), unique=("username",))
    _, told = import_officers(session, CONSOLE, checked, with_passwords=True)
    sun = people.user_named(session, "sun")
    assert passwords.matches(sun.password, told["sun"])
    assert sun.must_change_password


def test_officers_with_mistakes_go_back(session: Session) -> None:
    offices(session)
    officers(session)
    text = "用户名,姓名,科室,执法证号,角色\na,甲,九科,,\nb,乙,one,津A1,\nc,丙,one,,国王\n"
    found = [(bad.row.line, bad.problems[0].code) for bad in officers(session, text).bad]
    assert found == [
        (2, "import.no_office"),
        (3, "import.certificate_taken"),
        (4, "import.unknown_value"),
    ]
