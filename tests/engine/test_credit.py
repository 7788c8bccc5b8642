"""The credit file of a subject and the risk grade it gives (L3 arts 113-114; L6 arts 21-22)."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import credit, grades
from engine.commands import remedies, settings
from engine.errors import Forbidden, Invalid
from models import clock
from models.audit import AuditEntry
from models.cases import Case
from models.remedies import RemedyKind, RemedyResult
from models.subjects import Subject
from tests import builders
from tests.bureau import Bureau
from tests.dockets import decided, serve


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


@pytest.fixture
def penalised(bureau: Bureau) -> Case:
    """A case whose decision was served."""
    case = decided(bureau)
    serve(bureau, case)
    return case


def lines(session: Session, subject: Subject) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.result, one.counts) for one in credit.of_subject(session, subject)]


def annul(bureau: Bureau, case: Case) -> None:
    actor = bureau.actor(bureau.reviewer)
    today = clock.today()
    begun = remedies.begin(
        bureau.session,
        actor,
        case.id,
        kind=RemedyKind.REVIEW,
        body="天津市河北区人民政府",
        applied_on=today,
    )
    remedies.end(bureau.session, actor, begun.id, result=RemedyResult.ANNULLED, ended_on=today)


def test_inspections_and_penalties_are_on_file(session: Session, penalised: Case) -> None:
    assert set(lines(session, penalised.subject)) == {
        ("inspection", "INVESTIGATE_KEY", True),
        ("penalty", "penalised", True),
    }


@pytest.mark.law("P37")
def test_an_annulled_penalty_stays_on_file_and_counts_no_more(
    session: Session, bureau: Bureau, penalised: Case
) -> None:
    before = grades.assess(session, penalised.subject, 10)
    annul(bureau, penalised)
    assert ("penalty", "annulled", False) in lines(session, penalised.subject)
    after = grades.assess(session, penalised.subject, 10)
    assert (before.dynamic_score, after.dynamic_score) == (40, 20)
    assert (before.grade, after.grade) == ("D", "A")


def test_a_penalty_lifts_the_grade_by_one(session: Session, penalised: Case) -> None:
    found = grades.assess(session, penalised.subject, 0)
    assert (found.score, found.grade) == (40, "C")
    assert [one.lifts for one in found.reasons] == [True, False]


def test_what_is_older_than_a_year_gives_no_points(session: Session, penalised: Case) -> None:
    clock.travel(clock.now() + dt.timedelta(days=400))
    assert grades.assess(session, penalised.subject, 0).dynamic_score == 0


def test_a_grade_is_decided_with_its_reasons_and_changes_the_frequency(
    session: Session, bureau: Bureau, penalised: Case
) -> None:
    subject = penalised.subject
    decision = grades.decide(
        session,
        bureau.actor(bureau.supervisor),
        subject.id,
        static_score=25,
        reason="集中用餐，规模较大。",
    )
    session.flush()
    assert (decision.grade, subject.risk_grade) == ("D", "D")
    assert [one["points"] for one in decision.reasons] == [25, 20, 20]
    found = grades.frequency(session, subject, clock.today().year)
    assert (found.least, found.made, found.missing) == (3, 1, 2)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "web:grade:decide")).one()
    assert entry.detail["after"] == "D"


def test_the_least_number_of_inspections_is_a_setting(
    session: Session, bureau: Bureau, penalised: Case
) -> None:
    administrator = builders.an_administrator(session, bureau.office)
    settings.change(session, bureau.actor(administrator), {"grade.least.D": 4})
    penalised.subject.risk_grade = "D"
    session.flush()
    assert grades.frequency(session, penalised.subject, clock.today().year).least == 4


@pytest.mark.parametrize(
    ("score", "reason", "field"),
    [(-1, "规模较大", "static_score"), (41, "规模较大", "static_score"), (10, " ", "reason")],
)
def test_a_score_outside_of_its_range_or_without_words_is_refused(
    session: Session, bureau: Bureau, score: int, reason: str, field: str
) -> None:
    subject = bureau.subject()
    with pytest.raises(Invalid) as refused:
        grades.decide(
            session,
            bureau.actor(bureau.supervisor),
            subject.id,
            static_score=score,
            reason=reason,
        )
    assert list(refused.value.errors) == [field]
    assert grades.newest(session, subject) is None


def test_officers_grade_nobody(session: Session, bureau: Bureau) -> None:
    with pytest.raises(Forbidden):
        grades.decide(
            session,
            bureau.actor(bureau.pair[0]),
            bureau.subject().id,
            static_score=1,
            reason="规模较大",
        )
