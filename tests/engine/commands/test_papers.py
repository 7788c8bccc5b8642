"""Papers that a person writes when they are needed: by whom, with what, never changed."""

from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy.orm import Session

from engine import audit, authority, document_forms, documents, paper_fields
from engine.authority import CLOCK
from engine.commands import papers
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from models.cases import Case, CaseState
from models.documents import Document
from tests import builders
from tests.beside import THING
from tests.bureau import Bureau

DISPOSAL: Final[dict[str, Any]] = {
    "things": [THING, {}],
    "way": "销毁",
    "disposed_at": "2026-05-08T10:00",
    "place": "天津市东丽区贯庄垃圾焚烧厂",
    "course": "清点无误后全部销毁。",
}


@pytest.fixture
def bureau(session: Session) -> Bureau:
    return Bureau(session)


@pytest.fixture
def case(bureau: Bureau) -> Case:
    return bureau.enforced()


def issue(bureau: Bureau, case: Case, form: str, data: dict[str, Any]) -> Document:
    return papers.issue(bureau.session, bureau.actor(bureau.pair[0]), case.id, form, data)


def test_an_officer_writes_how_goods_were_disposed_of(bureau: Bureau, case: Case) -> None:
    paper = issue(bureau, case, "goods_disposal_record", DISPOSAL)
    # The blank row of the page is none, and the bureau's time has its zone.
    assert paper.content["things"] == [THING | {"remark": ""}]
    assert paper.content["disposed_at"] == "2026-05-08T10:00:00+08:00"
    assert [one["name"] for one in paper.content["officers"]] == [user.name for user in bureau.pair]
    assert documents.is_genuine(paper)


def test_what_the_law_demands_is_named_by_field_and_article(
    session: Session, bureau: Bureau, case: Case
) -> None:
    with pytest.raises(Invalid, match=r"document\.incomplete") as refused, session.begin_nested():
        issue(bureau, case, "goods_disposal_record", DISPOSAL | {"way": " ", "things": []})
    assert set(refused.value.errors) == {"way", "things"}
    assert refused.value.errors["way"][0]["params"] == {
        "field": "处理方式",
        "article": "L1 art 74",
    }
    assert documents.newest(session, case, "goods_disposal_record") is None


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"price": "9"}, "price", "document.unknown_field"),
        # What the system fills in is nobody's to write.
        ({"officers": []}, "officers", "document.unknown_field"),
        ({"decision": {"number": "假"}}, "decision", "document.unknown_field"),
        ({"disposed_at": "gestern"}, "disposed_at", "document.no_moment"),
        ({"things": "酱油"}, "things", "document.no_rows"),
        ({"things": [{"price": "9"}]}, "things", "document.no_parts"),
        ({"way": "烧" * 9_000}, "way", "document.no_text"),
        ({"way": "销毁\0"}, "way", "document.no_text"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(
    wrong: dict[str, Any], field: str, code: str, session: Session
) -> None:
    form = document_forms.form("goods_disposal_record")
    names = {
        key: one
        for key, one in form.fields.items()
        if key in {"things", "way", "disposed_at", "place", "course", "witness"}
    }
    with pytest.raises(Invalid) as refused:
        paper_fields.clean(form, names, DISPOSAL | wrong)
    assert [one["code"] for one in refused.value.errors[field]] == [code]


def test_a_correction_is_a_new_version_under_the_same_number(
    session: Session, bureau: Bureau, case: Case
) -> None:
    order = {"facts": "后厨未分区。", "basis": "《行政处罚法》第二十八条", "demand": "分区。"}
    first = issue(bureau, case, "order_to_correct", order | {"at_once": "true"})
    second = papers.replace(
        session,
        bureau.actor(bureau.pair[1]),
        first.id,
        order | {"demand": "生熟分区。", "due_on": "2026-12-31"},
        reason="要求写得不明确。",
    )
    assert (second.number, second.version) == (first.number, 2)
    assert first.content["demand"] == "分区。"


def corrected(bureau: Bureau, paper: Document, **changes: Any) -> Document:
    actor = bureau.actor(bureau.pair[0])
    return papers.replace(bureau.session, actor, paper.id, DISPOSAL | changes, reason="数量写错。")


def test_a_correction_is_on_record_with_its_reason_and_what_it_replaced(
    session: Session, bureau: Bureau, case: Case
) -> None:
    first = issue(bureau, case, "goods_disposal_record", DISPOSAL)
    second = corrected(bureau, first, way="焚烧")
    entry = papers.correction_of(session, first)
    assert entry is not None
    assert entry.detail["reason"] == "数量写错。"
    assert (entry.detail["document"], entry.detail["digest_before"]) == (second.id, first.digest)
    assert documents.latest(session, first) is second
    assert papers.correction_of(session, second) is None
    assert audit.verify(session, f"case:{case.id}") == []
    # What was written into one correction is where the next one begins.
    assert corrected(bureau, second).version == 3


def test_only_the_version_that_stands_is_corrected(bureau: Bureau, case: Case) -> None:
    first = issue(bureau, case, "goods_disposal_record", DISPOSAL)
    corrected(bureau, first)
    with pytest.raises(Conflict, match=r"document\.replaced_already"):
        corrected(bureau, first)


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "form.required"), ("因" * 2_001, "form.too_long")]
)
def test_a_correction_says_why(reason: str, code: str, bureau: Bureau, case: Case) -> None:
    first = issue(bureau, case, "goods_disposal_record", DISPOSAL)
    actor = bureau.actor(bureau.pair[0])
    with pytest.raises(Invalid, match=r"document\.no_reason") as refused:
        papers.replace(bureau.session, actor, first.id, DISPOSAL, reason=reason)
    assert refused.value.errors[papers.REASON][0]["code"] == code


def test_who_may_not_write_a_paper_may_not_correct_it(
    session: Session, bureau: Bureau, case: Case
) -> None:
    first = issue(bureau, case, "goods_disposal_record", DISPOSAL)
    for user in (builders.an_inspector(session, bureau.office), bureau.supervisor, bureau.leader):
        with pytest.raises(Forbidden):
            papers.replace(session, bureau.actor(user), first.id, DISPOSAL, reason="有误。")
    with pytest.raises(NotFound, match=r"document\.unknown"):
        papers.replace(session, bureau.actor(bureau.pair[0]), 999_999, DISPOSAL, reason="有误。")
    case.state = CaseState.CLOSED
    with pytest.raises(Conflict, match=r"case\.not_open"):
        corrected(bureau, first)


def test_what_a_step_issued_is_not_corrected_by_hand(
    session: Session, bureau: Bureau, case: Case
) -> None:
    """An order to correct may be written by hand, too; this one came from a step."""
    order = document_forms.form("order_to_correct")
    paper = documents.issue(session, CLOCK, case, order.id, order.example())
    with pytest.raises(NotFound, match=r"document\.not_on_demand"):
        papers.replace(
            session, bureau.actor(bureau.pair[0]), paper.id, {"demand": "改。"}, reason="有误。"
        )


def test_only_the_pair_writes_and_only_in_an_open_case(
    session: Session, bureau: Bureau, case: Case
) -> None:
    stranger = builders.an_inspector(session, bureau.office)
    for user, code in (
        (stranger, r"case\.not_assigned"),
        (bureau.supervisor, r"role\.missing"),
        (bureau.leader, r"role\.missing"),
    ):
        with pytest.raises(Forbidden, match=code):
            papers.issue(session, bureau.actor(user), case.id, "goods_disposal_record", DISPOSAL)
    case.state = CaseState.CLOSED
    with pytest.raises(Conflict, match=r"case\.not_open"):
        issue(bureau, case, "goods_disposal_record", DISPOSAL)


def test_a_paper_of_a_step_is_not_written_by_hand(bureau: Bureau, case: Case) -> None:
    with pytest.raises(NotFound, match=r"document\.not_on_demand"):
        issue(bureau, case, "penalty_decision", {})


def test_the_head_of_the_office_issues_the_order_to_inspect(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.assigned()
    actor = bureau.actor(bureau.supervisor)
    assert [form.id for form in papers.offered(session, actor, case)] == ["inspection_order"]
    proposed = papers.beginning(session, actor, case, "inspection_order")
    paper = papers.issue(session, actor, case.id, "inspection_order", proposed)
    assert paper.content["issued_by"] == bureau.supervisor.name
    assert paper.number
    # Ordering a visit makes nobody a handler who may not approve later.
    assert bureau.supervisor.id not in authority.facts_of(session, case).handlers


def test_every_form_is_issued_by_a_step_written_by_hand_or_made_for_the_archive() -> None:
    engine = Path(papers.__file__).parent.parent
    sources = [*engine.glob("operations/*.py"), *engine.glob("commands/*.py")]
    sources.append(engine / "case_file" / "export.py")
    words = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert [form for form in document_forms.forms() if f'"{form}"' not in words] == []
