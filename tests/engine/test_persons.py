"""Persons: fined in cases of their own (L4 art 75), banned with a revocation (L3 art 135)."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import authority, bans, charges, documents, liability, persons
from engine.errors import Conflict, Invalid
from engine.persons import Named
from models import clock
from models.cases import Case
from models.documents import Document
from models.persons import Ban, Culprit, Person, PositionKind
from tests import beside
from tests.bureau import CLOSURE, REPORT, Bureau
from tests.dockets import answer, decided, file, impose, propose, publish, review, serve, today

INCOME = 6_000_000
WHO: dict[str, Any] = {
    "name": "王志强",
    "id_number": "110101199003070038",
    "position": "supervisor",
    "ground": "1",
    "liability": "明知超过保质期仍安排使用。",
    "income_fen": INCOME,
    "income_evidence": "上一年度工资表。",
}
#: Poisonous trade on purpose: the licence is revoked.
REVOKED: dict[str, Any] = {
    "penalty_kinds": ["fine", "revoke"],
    "charges": [
        {
            "provision": "F124.1",
            "item": "4",
            "goods_value_fen": 500_000,
            "circumstances": ["false_facts"],
            "fine_fen": 8_000_000,
        }
    ],
}


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def begun(bureau: Bureau, unit: Case, **other: Any) -> Case:
    """The case of the person whom the officers of the unit's case prosecute."""
    beside.begin(bureau, unit, "person_penalty")
    bureau.do(unit, "task_propose_person", bureau.pair[0], **(WHO | other))
    return bureau.session.scalars(
        select(Case).join(Culprit).where(Case.parent_id == unit.id).order_by(Case.id.desc())
    ).first() or pytest.fail("no case was opened")


def charge(times: int) -> dict[str, Any]:
    row = {"provision": "R75", "item": "1", "income_fen": INCOME, "fine_fen": INCOME * times}
    return {
        "party_kind": "individual",
        "party": "王志强，学校食堂经理。",
        "penalty_kinds": ["fine"],
        "charges": [row],
    }


@pytest.mark.law("R75")
@pytest.mark.ends("person_penalty:end_person_case_opened")
def test_a_person_is_fined_after_a_filing_notice_and_defence_of_its_own(
    session: Session, bureau: Bureau
) -> None:
    case = begun(bureau, decided(bureau))
    assert bureau.open_elements(case) == {"task_propose_filing"}
    file(bureau, case)
    propose(bureau, case, **charge(2))
    review(bureau, case)
    serve(bureau, case)
    answer(bureau, case, "waived")
    impose(bureau, case)
    paper = documents.newest(session, case, "penalty_decision")
    assert paper is not None
    assert paper.content["party"]["name"] == "王志强"
    assert paper.content["party"]["operator"] == case.subject.name


@pytest.mark.law("R75")
@pytest.mark.parametrize(("times", "code"), [(0.5, "charge.below_band"), (11, "charge.above_band")])
def test_the_fine_is_one_to_ten_times_of_the_income(
    session: Session, bureau: Bureau, times: float, code: str
) -> None:
    case = begun(bureau, decided(bureau))
    (row,) = charge(1)["charges"]
    (found,) = charges.assess(session, case, [row | {"fine_fen": int(INCOME * times)}])
    assert [one.problem.code for one in found.found] == [code]


def test_a_case_of_a_person_is_about_nothing_else(session: Session, bureau: Bureau) -> None:
    unit = decided(bureau)
    case = begun(bureau, unit)
    (duty,) = charges.assess(session, case, REPORT["charges"])
    (own,) = charge(1)["charges"]
    (poorer,) = charges.assess(session, case, [own | {"income_fen": 100}])
    (there,) = charges.assess(session, unit, [own])
    codes = [{one.problem.code for one in each.found} for each in (duty, poorer, there)]
    assert "charge.person_only" in codes[0]
    assert "charge.income_differs" in codes[1]
    assert "charge.person_own_case" in codes[2]


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"income_fen": 0}, "income_fen", "person.no_income"),
        ({"id_number": "110101199003070039"}, "id_number", "person.wrong_number"),
        ({"id_number": "12"}, "id_number", "person.wrong_number"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_opened(
    session: Session, bureau: Bureau, other: dict[str, Any], field: str, code: str
) -> None:
    unit = decided(bureau)
    beside.begin(bureau, unit, "person_penalty")
    with pytest.raises(Invalid) as refused:
        bureau.do(unit, "task_propose_person", bureau.pair[0], **(WHO | other))
    assert code in {str(one["code"]) for one in refused.value.errors[field]}
    assert session.scalar(select(Culprit.case_id)) is None


def test_an_income_must_be_given(bureau: Bureau) -> None:
    unit = decided(bureau)
    beside.begin(bureau, unit, "person_penalty")
    missing = {key: value for key, value in WHO.items() if key != "income_fen"}
    with pytest.raises(Invalid) as refused:
        bureau.do(unit, "task_propose_person", bureau.pair[0], **missing)
    assert "income_fen" in refused.value.errors


def test_one_person_has_one_case_in_a_matter(bureau: Bureau) -> None:
    unit = decided(bureau)
    begun(bureau, unit)
    with pytest.raises(Invalid) as refused:
        begun(bureau, unit)
    assert refused.value.code == "person.charged_already"


@pytest.mark.law("R75")
def test_no_person_is_fined_for_a_flaw_of_a_label_alone(bureau: Bureau) -> None:
    flaw = {"provision": "F125.2", "circumstances": ["refused"], "fine_fen": 100_000}
    unit = decided(bureau, penalty_kinds=["fine"], charges=[flaw])
    with pytest.raises(Conflict) as refused:
        beside.begin(bureau, unit, "person_penalty")
    assert refused.value.code == "person.spared"


def test_a_fine_on_a_person_is_no_penalty_of_the_unit(session: Session, bureau: Bureau) -> None:
    unit = decided(bureau)
    case = begun(bureau, unit)
    handlers = authority.facts_of(session, case).handlers
    assert {user.id for user in bureau.pair} <= handlers
    assert case.target_id is None
    assert case.title != unit.title
    assert "王志强" not in case.title


def revoked(bureau: Bureau) -> Case:
    """A case whose penalty revokes the licence."""
    return decided(bureau, **REVOKED)


def banned(bureau: Bureau, unit: Case, *people: dict[str, str]) -> None:
    beside.begin(bureau, unit, "industry_ban")
    form = {"people": list(people), "reasons": "对违法行为负有责任。"}
    bureau.do(unit, "task_name_banned", bureau.pair[0], **form)
    bureau.do(unit, "task_decide_ban", bureau.leader, ban_decision="decided")


BOSS = {"name": "王志强", "id_number": "110101199003070038", "duty": "法定代表人"}


@pytest.mark.law("T55")
@pytest.mark.ends("industry_ban:end_ban_imposed")
def test_people_of_a_revoked_licence_are_banned_for_five_years_from_the_decision(
    session: Session, bureau: Bureau
) -> None:
    unit = revoked(bureau)
    clock.travel(clock.now() + dt.timedelta(days=3))
    banned(bureau, unit, BOSS, {"name": "李丽华", "duty": "直接负责的主管人员"})
    found = session.scalars(select(Ban).order_by(Ban.id)).all()
    decision = session.scalars(
        select(Document).where(Document.case_id == unit.id, Document.form == "penalty_decision")
    ).one()
    assert {one.from_on for one in found} == {decision.issued_at.astimezone(clock.ZONE).date()}
    assert {one.until_on for one in found} == {
        found[0].from_on.replace(year=found[0].from_on.year + 5)
    }
    assert [one.person.name for one in found] == ["王志强", "李丽华"]


@pytest.mark.law("T55")
def test_a_ban_is_found_by_number_or_name_within_its_term_and_not_after(
    session: Session, bureau: Bureau
) -> None:
    unit = revoked(bureau)
    banned(bureau, unit, BOSS)
    (ban,) = session.scalars(select(Ban)).all()
    assert ban.until_on is not None
    same, other = Named(name="王志强", id_number=BOSS["id_number"]), Named(name="王志强")
    for day, expected in (
        (ban.from_on, 1),
        (ban.until_on, 1),
        (ban.until_on + dt.timedelta(days=1), 0),
        (ban.from_on - dt.timedelta(days=1), 0),
    ):
        assert len(bans.hits(session, [same], day)) == expected
        assert [one.certain for one in bans.hits(session, [other], day)] == [False] * expected


def test_a_list_wants_a_duty_that_the_law_names(bureau: Bureau) -> None:
    unit = revoked(bureau)
    beside.begin(bureau, unit, "industry_ban")
    form = {"people": [BOSS | {"duty": "厨师"}], "reasons": "负有责任。"}
    with pytest.raises(Invalid) as refused:
        bureau.do(unit, "task_name_banned", bureau.pair[0], **form)
    assert list(refused.value.errors) == ["people.0.duty"]


def test_nobody_is_banned_without_a_revoked_licence(bureau: Bureau) -> None:
    with pytest.raises(Conflict) as refused:
        beside.begin(bureau, decided(bureau), "industry_ban")
    assert refused.value.code == "ban.nothing_revoked"


def test_a_case_is_not_closed_while_its_people_are_not_banned(
    session: Session, bureau: Bureau
) -> None:
    unit = revoked(bureau)
    serve(bureau, unit)
    form = {"paid_on": today(), "amount_fen": 8_000_000, "receipt_no": "1201"}
    bureau.do(unit, "task_record_payment", bureau.pair[0], **form)
    publish(bureau, unit)
    with pytest.raises(Invalid) as refused, session.begin_nested():
        bureau.do(unit, "task_propose_closure", bureau.pair[0], **CLOSURE)
    assert refused.value.code == "closure.ban_missing"
    banned(bureau, unit, BOSS)
    bureau.do(unit, "task_propose_closure", bureau.pair[0], **CLOSURE)
    assert "task_approve_closure" in bureau.open_elements(unit)


def test_one_number_belongs_to_one_name(session: Session) -> None:
    persons.record(session, Named(name="王志强", id_number=BOSS["id_number"]))
    again = persons.record(session, Named(name="王 志强", id_number="110101 19900307 0038"))
    assert session.scalars(select(Person)).all() == [again]
    with pytest.raises(Invalid) as refused:
        persons.record(session, Named(name="张三", id_number=BOSS["id_number"]))
    assert refused.value.code == "person.other_name"


def test_other_premises_of_the_operator_and_people_with_other_posts_are_found(
    session: Session, bureau: Bureau
) -> None:
    unit = revoked(bureau)
    other = bureau.subject()
    unit.subject.operator = other.operator = "天津市某餐饮管理有限公司"
    banned(bureau, unit, BOSS)
    boss = persons.record(session, Named(name=BOSS["name"], id_number=BOSS["id_number"]))
    persons.appoint(session, boss, other, PositionKind.SAFETY_MANAGER, clock.today())
    (premises,) = liability.premises_of(session, other)
    assert (premises.subject, premises.penalties) == (unit.subject, 1)
    (involved,) = liability.people_of(session, other, clock.today())
    assert involved.person == boss
    assert [one.subject_id for one in involved.elsewhere] == [unit.subject_id]
    assert len(involved.bans) == 1
    assert liability.people_of(session, bureau.subject(), clock.today()) == []


def test_who_is_fined_in_one_unit_is_known_in_another(session: Session, bureau: Bureau) -> None:
    case = begun(bureau, decided(bureau))
    file(bureau, case)
    propose(bureau, case, **charge(2))
    review(bureau, case)
    serve(bureau, case)
    answer(bureau, case, "waived")
    impose(bureau, case)
    (involved,) = liability.people_of(session, case.subject, clock.today())
    assert (involved.person.name, involved.penalties) == ("王志强", 1)
