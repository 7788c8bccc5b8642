"""Each entry outside of the processes' forms that names people: flagged, or excused with a reason.

Pages with a form of their own, papers written by hand, what programs send and files bring.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from marshmallow import Schema, fields
from sqlalchemy import select
from sqlalchemy.orm import Session

import web
from engine import bans, document_forms
from engine.commands.papers import ON_DEMAND
from engine.imports.schemas import OfficeRow, OfficerRow, SubjectRow
from models import clock
from models.audit import AuditEntry
from models.persons import Ban
from models.subjects import Subject
from tests import police
from tests.banned import NAME, NUMBER, a_ban
from tests.bureau import Bureau
from tests.dockets import close
from tests.web.conftest import Person, with_password
from tests.web.test_import_pages import send, take
from tests.workflows.test_people_on_forms import KEY, LABEL
from web.api import long_arm_schemas, schemas

USERS: Final = "Users of the system, who work for the bureau."
HIDDEN: Final = "Who reports or complains is kept encrypted and is looked up nowhere (L12 art 33)."
WITNESS: Final = "A witness, who holds no position at the party."
#: Asked for on a page of its own and flagged there; the tests below try each.
FLAGGED: Final = "flagged"
TEMPLATES: Final = Path(web.__file__).parent / "templates"
_INPUT: Final = re.compile(r'<(?:input|textarea)\b[^>]*?\bname="([a-z_]+)"|\{\{ field\("([a-z_]+)"')
PAGES: Final = {
    ("account/login.html", "username"): USERS,
    ("account/password.html", "username"): USERS,
    ("cases/prosecution.html", "name"): FLAGGED,
    ("clues/new.html", "informant"): "An authority or a laboratory, never a person.",
    ("clues/new.html", "name"): HIDDEN,
    ("complaints/new.html", "name"): HIDDEN,
    ("models/examination.html", "name"): "Names of models.",
    ("people/form.html", "name"): USERS,
    ("people/form.html", "username"): USERS,
    ("subjects/form.html", "legal_representative"): FLAGGED,
    ("subjects/form.html", "name"): FLAGGED,
    ("subjects/form.html", "operator"): FLAGGED,
}
PROGRAMS: Final = {
    ("Clue", "informant"): "An authority or a laboratory, never a person.",
    ("Message", "name"): "The name of a message.",
    ("NewSentence", "name"): FLAGGED,
    ("TokenRequest", "username"): USERS,
    ("Who", "name"): HIDDEN,
}
PAPERS: Final = {
    ("inspection_order", "issued_by"): "Whoever signs for the bureau.",
    ("site_record", "present"): FLAGGED,
    ("site_record", "statement"): "What was said.",
    ("site_record", "witness"): WITNESS,
    ("site_record", "party_signature"): FLAGGED,
    ("address_confirmation", "recipient"): FLAGGED,
    ("address_confirmation", "signed_by"): FLAGGED,
    ("order_to_correct", "party_signature"): FLAGGED,
    ("case_transfer", "receiver"): "An authority.",
    ("early_disposal_notice", "things"): "Names of things.",
    ("goods_disposal_record", "things"): "Names of things.",
    ("goods_disposal_record", "witness"): "Whoever watches it destroyed for the bureau.",
}
FILES: Final = {
    ("SubjectRow", "name"): FLAGGED,
    ("SubjectRow", "operator"): FLAGGED,
    ("SubjectRow", "legal_representative"): FLAGGED,
    ("OfficeRow", "name"): "Names of offices.",
    ("OfficerRow", "name"): USERS,
    ("OfficerRow", "username"): USERS,
}


def on_pages() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES.rglob("*.html"):
        if path.parent.name != "forms":
            for match in _INPUT.finditer(path.read_text(encoding="utf-8")):
                yield path.relative_to(TEMPLATES).as_posix(), match[1] or match[2]


def below(schema: type[Schema]) -> Iterator[type[Schema]]:
    for one in schema.__subclasses__():
        yield one
        yield from below(one)


def test_entries_on_pages_that_name_people_are_flagged_or_excused() -> None:
    found = {(place, name) for place, name in on_pages() if KEY.search(name)}
    assert found == PAGES.keys()


def test_what_programs_send_of_people_is_excused() -> None:
    assert long_arm_schemas.Who in set(below(schemas.Strict))
    found = {
        (one.__name__, name)
        for one in below(schemas.Strict)
        for name, column in one._declared_fields.items()
        if isinstance(column, fields.String) and KEY.search(name)
    }
    assert found == PROGRAMS.keys()


def test_papers_by_hand_name_people_with_the_mark_or_are_excused() -> None:
    found: dict[tuple[str, str], bool] = {}
    for name in ON_DEMAND:
        own = document_forms.form(name).fields.items()
        for key, field in own:
            parts = [one for _path, one in field.paths()]
            named = [one for one in parts if LABEL.search(one.label) or KEY.search(one.name)]
            if key not in document_forms.head_names() and named:
                found[name, key] = any(one.names for one in parts)
    assert found == {place: said == FLAGGED for place, said in PAPERS.items()}


def test_columns_of_files_that_name_people_are_flagged_or_excused() -> None:
    found = {
        (schema.__name__, name)
        for schema in (SubjectRow, OfficeRow, OfficerRow)
        for name, cell in schema._declared_fields.items()
        if KEY.search(name) or any(LABEL.search(one) for one in getattr(cell, "headings", ()))
    }
    assert found == FILES.keys()
    flagged = {name for (schema, name), said in FILES.items() if said == FLAGGED}
    assert flagged == set(bans.NAMED_BY_SUBJECT)


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, *made.pair)
    return made


@pytest.fixture
def ban(session: Session) -> Ban:
    made = a_ban(session)
    session.commit()
    return made


def said(ban: Ban) -> tuple[str, ...]:
    assert ban.until_on is not None
    return (NAME, ban.until_on.isoformat(), ban.case.number, "第一百三十五条")


def flagged(session: Session) -> list[AuditEntry]:
    session.rollback()
    query = select(AuditEntry).where(AuditEntry.action.endswith(":ban:flag"))
    return list(session.scalars(query.order_by(AuditEntry.id)))


SCHOOL: dict[str, Any] = {"kind": "school", "name": "新校", "licence": "JY9"}


@pytest.mark.law("T55")
def test_the_register_flags_whom_it_names(
    session: Session, bureau: Bureau, ban: Ban, app: Flask
) -> None:
    person = Person(app.test_client()).log_in(bureau.supervisor)
    for number, field in enumerate(bans.NAMED_BY_SUBJECT, 1):
        sent = SCHOOL | {field: NAME, "licence": f"JY{number}"}
        page = person.post("/subjects/new", sent, page="/subjects/new").text
        assert all(part in page for part in said(ban))
        assert len(flagged(session)) == number
        query = select(Subject).where(Subject.licence == f"JY{number}")
        subject = session.scalars(query).one()
        edit = f"/subjects/{subject.id}/edit"
        for path in (f"/subjects/{subject.id}", edit):
            shown = person.text(path)
            assert all(part in shown for part in said(ban))
        assert NAME not in person.post(edit, sent | {field: "李丽华"}, page=edit).text


def test_what_is_wrong_in_the_register_stands_beside_it_and_nothing_typed_is_lost(
    session: Session, bureau: Bureau, ban: Ban, app: Flask
) -> None:
    person = Person(app.test_client()).log_in(bureau.supervisor)
    sent = {"kind": "school", "name": "", "licence": "JY9", "legal_representative": NAME}
    refused = person.post("/subjects/new", sent, page="/subjects/new")
    assert refused.status_code == 422
    assert 'id="wrong-name"' in refused.text
    assert f'value="{NAME}"' in refused.text
    assert all(part in refused.text for part in said(ban))
    assert flagged(session) == []


@pytest.mark.law("T55")
def test_an_import_flags_whom_its_rows_name_in_whatever_column(
    session: Session, bureau: Bureau, ban: Ban, app: Flask
) -> None:
    person = Person(app.test_client()).log_in(bureau.supervisor)
    columns = ["DBA", "法定代表人", "经营者", "食品安全总监", "食品安全管理人员", "校长", "备注"]
    rows = [",".join(["No", *columns])]
    for number in range(len(columns)):
        cells = ["甲校" if one == "DBA" else "" for one in columns]
        cells[number] = NAME if number < 3 else f"李丽华、{NAME}"
        rows.append(",".join([f"JY{number}", *cells]))
    headings = {"column.legal_representative": "法定代表人", "column.operator": "经营者"}
    report = take(person, send(person, "\n".join(rows)), **headings)
    assert report.status_code == 200
    assert all(part in report.text for part in said(ban))
    named = {one.detail["subject"] for one in flagged(session)}
    licences = session.scalars(select(Subject.licence).where(Subject.id.in_(named)))
    # A remark names nobody's position.
    assert set(licences) == {f"JY{number}" for number in range(6)}


@pytest.mark.law("T55")
@pytest.mark.parametrize(
    ("form", "entries"),
    [
        ("address_confirmation", {"recipient": NAME, "signed_by": NAME}),
        ("site_record", {"present.name": NAME}),
        ("order_to_correct", {"party_signature.status": "signed", "party_signature.name": NAME}),
    ],
)
def test_a_paper_by_hand_flags_whom_it_names(
    session: Session, bureau: Bureau, ban: Ban, app: Flask, form: str, entries: dict[str, str]
) -> None:
    case = bureau.enforced()
    session.commit()
    person = Person(app.test_client()).log_in(bureau.pair[0])
    path = f"/cases/{case.id}/papers/{form}"
    now = clock.now().astimezone(clock.ZONE).isoformat(timespec="minutes")[:16]
    whole = {
        "postal_address": "民生路66号", "recipient": "李丽华", "phone": "022-2628 0000",
        "signed_on": clock.today().isoformat(), "signed_by": "李丽华", "started_at": now,
        "ended_at": now, "place": "后厨", "present.name": "李丽华", "present.title": "校长",
        "shown": "执法证件", "facts": "无异常。", "statement": "无异议。", "demand": "改正。",
        "basis": "《食品安全法》第一百二十六条", "due_on": clock.today().isoformat(),
        "party_signature.status": "signed", "party_signature.name": "李丽华",
    }  # fmt: skip
    names = {one.split(".")[0] for one in whole} & document_forms.form(form).fields.keys()
    sent = {key: text for key, text in whole.items() if key.split(".")[0] in names}
    missing = person.post(path, dict.fromkeys(sent, "") | entries, page=path)
    assert missing.status_code == 422
    assert all(part in missing.text for part in said(ban))
    assert flagged(session) == []
    done = person.post(path, sent | entries, page=path)
    assert done.status_code == 200, done.text
    # The page that shows the paper as it is printed says nothing else.
    following = person.text(f"/cases/{case.id}")
    assert all(part in following for part in said(ban))
    (entry,) = flagged(session)
    assert (entry.case_id, entry.detail["bans"]) == (case.id, [ban.id])


@pytest.mark.law("T55")
def test_a_sentence_tells_that_the_person_was_banned_before(
    session: Session, bureau: Bureau, ban: Ban, app: Flask
) -> None:
    case = police.sent(bureau)
    police.reply(bureau, case, "filed")
    police.hand_over(bureau, case)
    close(bureau, case, "other_decision")
    session.commit()
    person = Person(app.test_client()).log_in(bureau.supervisor)
    page = f"/cases/{case.id}/prosecution"
    form = {
        "name": NAME,
        "id_number": NUMBER,
        "sentenced_on": clock.today().isoformat(),
        "judgment": "",
    }
    refused = person.post(f"{page}/sentence", form, page=page)
    assert all(part in refused.text for part in (*said(ban), 'id="wrong-judgment"'))
    done = person.post(f"{page}/sentence", form | {"judgment": "（2026）津0105刑初12号"}, page=page)
    assert all(part in done.text for part in said(ban))
    bans_now = session.scalars(select(Ban).order_by(Ban.id)).all()
    assert [one.until_on is None for one in bans_now] == [False, True]
