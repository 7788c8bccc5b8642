"""Reviews of food producers: opened by a campaign, made by a pair, followed up like a visit."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.authority import CLOCK
from engine.commands import campaigns
from engine.errors import Invalid
from models.campaigns import Coverage, Target
from models.cases import Case, CaseState
from tests import builders, flights
from tests.bureau import Bureau

VISIT = "task_inspect_production"
REVIEW = {"review_kind": "system", "managers_test": "passed"}


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def accepted(bureau: Bureau) -> Case:
    """The case of a maker in a campaign, its pair ready to go."""
    session = bureau.session
    planned = builders.a_planned_campaign(
        session, process="production_review", targets={"kinds": ["maker"]}
    )
    campaign = builders.a_campaign(session, planned)
    target = builders.a_target(session, campaign, flights.a_maker(bureau))
    campaigns.open_cases(session, CLOCK, campaign.id, [target.id])
    (case,) = bureau.cases(campaign)
    officers = [user.id for user in bureau.pair]
    bureau.do(case, "task_assign_officers", bureau.supervisor, officers=officers)
    bureau.do(case, "task_accept_assignment", bureau.pair[0], acceptance="accepted")
    return case


def publish(bureau: Bureau, case: Case) -> None:
    """The supervisor publishes the result."""
    data = {"channel": "both", "text": "体系检查结果。", "secrets_checked": True}
    bureau.do(case, "task_publish_result", bureau.supervisor, **data)


@pytest.mark.law("P01")
@pytest.mark.ends("production_review:end_completed")
@pytest.mark.parametrize(("kind", "words"), [("system", "体系检查"), ("post_licence", "证后审查")])
def test_a_review_is_recorded_with_its_kind(
    session: Session, bureau: Bureau, kind: str, words: str
) -> None:
    case = accepted(bureau)
    flights.visit(bureau, case, VISIT, "NO_PROBLEM", **(REVIEW | {"review_kind": kind}))
    publish(bureau, case)

    assert (case.state, case.end) == (CaseState.CLOSED, "end_completed")
    record = documents.newest(session, case, "result_record")
    assert record is not None
    assert record.content["type"] == words
    assert record.content["checklist"]["name"] == "quality_system"
    target = session.get_one(Target, case.target_id)
    assert target.coverage is Coverage.INSPECTED


def test_a_review_covers_every_item(bureau: Bureau) -> None:
    case = accepted(bureau)
    with pytest.raises(Invalid) as refused:
        flights.visit(bureau, case, VISIT, "NO_PROBLEM", **REVIEW, checklist={"1.1": {"result": 1}})
    assert "checklist[9.1]" in refused.value.errors


@pytest.mark.ends("production_review:end_not_performed")
def test_a_review_that_could_not_be_made_ends_with_its_reason(bureau: Bureau) -> None:
    case = accepted(bureau)
    flights.visit(bureau, case, VISIT, "NOT_PERFORMED")
    assert case.end == "end_not_performed"


def test_a_failed_system_is_corrected_by_a_date(bureau: Bureau) -> None:
    case = accepted(bureau)
    flights.visit(bureau, case, VISIT, "RECTIFY_BY_DATE", **REVIEW)
    assert bureau.open_elements(case) == {"task_submit_correction", "task_publish_result"}


@pytest.mark.ends("production_review:end_enforcement")
def test_a_violation_goes_on_as_an_enforcement_case(session: Session, bureau: Bureau) -> None:
    case = accepted(bureau)
    flights.visit(bureau, case, VISIT, "INVESTIGATE_KEY", **REVIEW)
    publish(bureau, case)
    assert case.end == "end_enforcement"
    child = session.scalars(select(Case).where(Case.parent_id == case.id)).one()
    assert bureau.open_elements(child) == {"task_propose_filing"}
