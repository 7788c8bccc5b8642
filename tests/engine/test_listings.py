"""The list of serious violations: decided, consented to, ended (P42, T53, T54: S and M)."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import credit
from engine.commands import listings, messages
from engine.errors import Conflict, Forbidden, Invalid
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.clocks import ClockState
from models.credit import Listing
from tests.bureau import Bureau
from tests.dockets import clock_of, decided, today

PROPOSAL: dict[str, Any] = {
    "conduct": "food_safety",
    "heavier": "heavy_fine",
    "weighing": "主观故意明显。",
    "told": "已告知当事人。",
}


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def considered(bureau: Bureau) -> Case:
    """A listing that the officers proposed after a penalty."""
    case = decided(bureau)
    matter = listings.consider(bureau.session, bureau.actor(bureau.pair[0]), case.id)
    bureau.do(matter, "task_propose_listing", bureau.pair[0], **PROPOSAL)
    return matter


def consent(bureau: Bureau, matter: Case, answer: str) -> None:
    bureau.do(matter, "task_decide_listing", bureau.leader, listing_decision="listed")
    form = {"consent": answer, "consent_body": "天津市市场监督管理委员会", "consented_on": today()}
    bureau.do(matter, "task_record_consent", bureau.pair[0], **form)


def listed(bureau: Bureau) -> Case:
    matter = considered(bureau)
    consent(bureau, matter, "granted")
    return matter


def apply(bureau: Bureau, matter: Case, key: str = "one") -> None:
    data = {"applied_on": today(), "grounds": "已履行义务并消除影响。"}
    actor = bureau.actor(bureau.pair[0])
    messages.hand_over(bureau.session, actor, matter.id, "removal_requested", data, key=key)


@pytest.mark.law("T53", "T54", "P42")
@pytest.mark.ends("serious_listing:end_listing_over", "listing_term:end_listing_expired")
def test_a_listing_with_the_consent_above_lasts_as_long_as_is_set(
    session: Session, bureau: Bureau
) -> None:
    matter = listed(bureau)
    found = session.scalars(select(Listing)).one()
    assert matter.kind is CaseKind.CREDIT
    assert found.consented_by == "天津市市场监督管理委员会"
    assert found.until_on == clock.today().replace(year=clock.today().year + 3)
    assert "listing" in {one.kind for one in credit.of_subject(session, matter.subject)}
    bureau.wake(matter, clock_of(session, matter, "listing_ends").due_at + dt.timedelta(hours=1))
    assert found.removed_on is not None
    assert matter.state is CaseState.CLOSED


@pytest.mark.law("T53")
@pytest.mark.ends("serious_listing:end_consent_refused")
def test_nobody_is_listed_without_the_consent_above(session: Session, bureau: Bureau) -> None:
    matter = considered(bureau)
    consent(bureau, matter, "refused")
    assert matter.end == "end_consent_refused"
    assert session.scalars(select(Listing)).all() == []


@pytest.mark.ends("serious_listing:end_not_listed")
def test_the_leader_may_refuse_a_listing(session: Session, bureau: Bureau) -> None:
    matter = considered(bureau)
    refusal = {"listing_decision": "refused", "refusal_reason": "情节不足。"}
    bureau.do(matter, "task_decide_listing", bureau.leader, **refusal)
    assert matter.end == "end_not_listed"


@pytest.mark.law("T54")
@pytest.mark.ends("listing_term:end_listing_removed")
def test_a_removal_is_decided_within_fifteen_working_days_after_a_year(
    session: Session, bureau: Bureau
) -> None:
    matter = listed(bureau)
    with pytest.raises(Invalid) as refused, session.begin_nested():
        apply(bureau, matter)
    assert refused.value.code == "listing.removal_too_early"
    clock.travel(clock.now() + dt.timedelta(days=370))
    apply(bureau, matter, "two")
    running = clock_of(session, matter, "removal_due")
    assert running.statute == "T54.decision"
    decision = {"removal_decision": "granted", "removal_reason": "已履行义务。"}
    bureau.do(matter, "task_decide_removal", bureau.leader, **decision)
    found = session.scalars(select(Listing)).one()
    assert (found.removed_on, found.removal_reason) == (clock.today(), "已履行义务。")
    assert clock_of(session, matter, "listing_ends").state is ClockState.MET
    entry = next(one for one in credit.of_subject(session, matter.subject) if one.kind == "listing")
    assert (entry.result, entry.counts) == ("removed", False)


def test_a_refused_removal_may_be_applied_for_again(session: Session, bureau: Bureau) -> None:
    matter = listed(bureau)
    clock.travel(clock.now() + dt.timedelta(days=370))
    apply(bureau, matter)
    decision = {"removal_decision": "refused", "removal_reason": "义务尚未履行。"}
    bureau.do(matter, "task_decide_removal", bureau.leader, **decision)
    apply(bureau, matter, "two")
    assert bureau.open_elements(matter) == {"task_decide_removal"}


def test_only_officers_of_a_penalty_consider_a_listing_and_once(
    session: Session, bureau: Bureau
) -> None:
    case = decided(bureau)
    with pytest.raises(Forbidden):
        listings.consider(session, bureau.actor(bureau.supervisor), case.id)
    listings.consider(session, bureau.actor(bureau.pair[0]), case.id)
    with pytest.raises(Conflict) as refused:
        listings.consider(session, bureau.actor(bureau.pair[0]), case.id)
    assert refused.value.code == "listing.considered_already"
    with pytest.raises(Conflict) as refused:
        listings.consider(session, bureau.actor(bureau.pair[0]), bureau.enforced().id)
    assert refused.value.code == "listing.no_penalty"
