"""The list of serious violations: decided, consented to, ended (P42, T53, T54: S and M)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, clocks, credit, publicity
from engine.authority import CLOCK
from engine.commands import corrections, deadlines, listings, messages, remedies
from engine.errors import Conflict, Forbidden, Invalid
from engine.operations.listings import heavier_of
from models import clock
from models.accounts import User
from models.cases import Case, CaseKind, CaseState
from models.clocks import ClockState
from models.credit import Listing
from models.documents import Publication, PublicationState
from models.notices import Notice
from models.processes import Submission, WorkItem
from models.remedies import RemedyKind, RemedyResult
from models.settings import Setting
from models.statutes import STATUTES
from tests.bureau import REPORT, Bureau
from tests.dockets import clock_of, decided, serve, today
from tests.engine.test_persons import BOSS, REVOKED, banned

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


def entered(bureau: Bureau) -> Case:
    """A listing that the bureau above consented to, still to be published."""
    matter = considered(bureau)
    consent(bureau, matter, "granted")
    return matter


def listed(bureau: Bureau) -> Case:
    matter = entered(bureau)
    publish(bureau, matter)
    return matter


def publish(
    bureau: Bureau, matter: Case, text: str = "主观故意明显。", by: User | None = None
) -> None:
    form = {"channel": "both", "text": text, "secrets_checked": True}
    bureau.do(matter, "task_publish_listing", by or bureau.supervisor, **form)


def publication_of(session: Session, matter: Case) -> Publication:
    query = select(Publication).where(Publication.case_id == matter.id)
    return session.scalars(query).one()


def end_remedy(bureau: Bureau, matter: Case, result: RemedyResult) -> None:
    """The review of the penalty behind a listing has ended."""
    penalty = matter.parent
    assert penalty is not None
    serve(bureau, penalty)
    actor = bureau.actor(bureau.reviewer)
    remedy = remedies.begin(
        bureau.session,
        actor,
        penalty.id,
        kind=RemedyKind.REVIEW,
        body="天津市河北区人民政府",
        applied_on=clock.today(),
    )
    remedies.end(bureau.session, actor, remedy.id, result=result, ended_on=clock.today())


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


def proposing(bureau: Bureau, case: Case, heavier: str) -> list[dict[str, Any]]:
    """What is said beside the claim when the officers propose a listing; nothing when it passes."""
    matter = listings.consider(bureau.session, bureau.actor(bureau.pair[0]), case.id)
    paper = PROPOSAL | {"heavier": heavier}
    try:
        bureau.do(matter, "task_propose_listing", bureau.pair[0], **paper)
    except Invalid as refused:
        return refused.errors["heavier"]
    return []


@pytest.mark.law("P42")
@pytest.mark.parametrize("heavier", ["downgrade", "restrict", "ban"])
def test_a_proposal_claims_no_heavier_penalty_than_the_decision_has(
    bureau: Bureau, heavier: str
) -> None:
    (said,) = proposing(bureau, decided(bureau), heavier)
    assert said["code"] == "listing.not_heavier"
    assert said["params"] == {"kind": ["warning", "fine"], "rule": "P42"}


@pytest.mark.law("P42")
@pytest.mark.parametrize(
    ("heavier", "code"),
    [("downgrade", ""), ("heavy_fine", ""), ("ban", "listing.not_heavier")],
)
def test_a_revoked_licence_is_a_heavier_penalty(bureau: Bureau, heavier: str, code: str) -> None:
    said = proposing(bureau, decided(bureau, **REVOKED), heavier)
    assert [one["code"] for one in said] == ([code] if code else [])


@pytest.mark.law("P42")
def test_a_ban_counts_from_the_paper_that_imposes_it(bureau: Bureau) -> None:
    case = decided(bureau, **REVOKED)
    banned(bureau, case, BOSS)
    assert proposing(bureau, case, "ban") == []


@pytest.mark.law("P42")
def test_an_order_to_stop_business_restricts(bureau: Bureau) -> None:
    charge = REPORT["charges"][0] | {"circumstances": ["refused", "false_facts"]}
    case = decided(bureau, penalty_kinds=["fine", "suspend"], charges=[charge])
    assert heavier_of(bureau.session, case) == {"heavy_fine", "restrict"}
    assert proposing(bureau, case, "restrict") == []


@pytest.mark.law("P42")
@pytest.mark.parametrize(
    ("discretion", "code"),
    [("heavier", ""), ("normal", "listing.fine_not_heavier")],
)
def test_a_fine_is_heavier_when_the_report_says_so(
    bureau: Bureau, discretion: str, code: str
) -> None:
    charge = REVOKED["charges"][0] | {"discretion": discretion}
    case = decided(bureau, **REVOKED | {"charges": [charge]})
    said = proposing(bureau, case, "heavy_fine")
    assert [one["code"] for one in said] == ([code] if code else [])


@pytest.mark.law("P42")
def test_a_mere_warning_leads_to_no_list(bureau: Bureau) -> None:
    charge = {"provision": "F126.1", "item": "12", "circumstances": []}
    case = decided(bureau, penalty_kinds=["warning"], charges=[charge])
    with pytest.raises(Conflict) as refused:
        listings.consider(bureau.session, bureau.actor(bureau.pair[0]), case.id)
    assert refused.value.code == "listing.nothing_heavier"
    assert not listings.may_be_considered(bureau.session, case, bureau.pair[0].id)


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


@pytest.mark.law("P42", "T54")
def test_an_entry_is_published_as_somebody_looked_at_it(session: Session, bureau: Bureau) -> None:
    matter = entered(bureau)
    due = clock_of(session, matter, "publication_due")
    assert (due.statute, STATUTES["T54.publication"].status) == ("T54.publication", "M")
    one = publication_of(session, matter)
    assert (one.what, one.state) == (publicity.LISTING, PublicationState.DUE)
    assert bureau.item(matter, "task_publish_listing").due_at == due.due_at
    with pytest.raises(Forbidden):
        publish(bureau, matter, by=bureau.pair[0])
    publish(bureau, matter, "主观故意明显，证人王小明，电话13812345678。")
    entry = session.scalars(select(Listing)).one()
    assert one.state is PublicationState.PUBLISHED
    assert one.text == "主观故意明显，证人王某某，电话****。"
    assert one.public_until == entry.until_on
    assert one.period["statute"] == "T54"
    assert one.summary["party"] == matter.subject.name
    assert one.summary["conduct"] == "食品安全领域严重违法行为"
    assert one.summary["consented_by"] == "天津市市场监督管理委员会"
    assert clock_of(session, matter, "publication_due").state is ClockState.MET
    lines = [one for one in credit.of_subject(session, matter.subject) if one.kind == "listing"]
    assert [line.detail["publication"] for line in lines] == [one.id]


@pytest.mark.law("T54")
def test_who_is_off_the_list_is_public_no_more(session: Session, bureau: Bureau) -> None:
    matter = listed(bureau)
    clock.travel(clock.now() + dt.timedelta(days=370))
    apply(bureau, matter)
    decision = {"removal_decision": "granted", "removal_reason": "已履行义务。"}
    bureau.do(matter, "task_decide_removal", bureau.leader, **decision)
    one = publication_of(session, matter)
    assert (one.state, one.reason) == (PublicationState.ENDED, "listing.removed")


@pytest.mark.law("T54")
def test_an_entry_is_gone_with_the_end_of_its_term_by_whichever_clock(
    session: Session, bureau: Bureau
) -> None:
    first, second = listed(bureau), listed(bureau)
    last = clock_of(session, first, "listing_ends").due_at
    bureau.wake(first, last + dt.timedelta(hours=1))
    assert publication_of(session, first).reason == "listing.expired"
    assert publication_of(session, second).state is PublicationState.PUBLISHED
    # The tick of publicity comes before the timer of the second.
    assert publicity.end_expired(session, clock.now()) == 1
    assert publication_of(session, second).reason == "listing.expired"
    bureau.wake(second, clock.now() + dt.timedelta(minutes=1))
    assert second.state is CaseState.CLOSED


@pytest.mark.law("P42", "T43")
def test_a_listing_falls_with_its_penalty_and_the_public_reads_why(
    session: Session, bureau: Bureau
) -> None:
    matter = listed(bureau)
    end_remedy(bureau, matter, RemedyResult.ANNULLED)
    one, entry = publication_of(session, matter), session.scalars(select(Listing)).one()
    assert (one.state, one.reason) == (PublicationState.WITHDRAWN, "listing.annulled")
    assert (entry.removed_on, entry.removal_reason) == (clock.today(), "listing.annulled")
    assert matter.state is CaseState.CANCELLED
    assert clock_of(session, matter, "listing_ends").state is ClockState.STOPPED
    assert audit.verify(session, f"case:{matter.id}") == []
    lines = [one for one in credit.of_subject(session, matter.subject) if one.kind == "listing"]
    assert [line.counts for line in lines] == [False]


@pytest.mark.law("P42")
@pytest.mark.parametrize("begin", [considered, entered])
def test_what_was_not_published_yet_never_is(
    session: Session, bureau: Bureau, begin: Callable[[Bureau], Case]
) -> None:
    matter = begin(bureau)
    end_remedy(bureau, matter, RemedyResult.ANNULLED)
    assert matter.state is CaseState.CANCELLED
    assert bureau.open_elements(matter) == set()
    states = session.scalars(select(Publication.state).where(Publication.case_id == matter.id))
    assert set(states) <= {PublicationState.WITHHELD}
    assert session.scalar(select(Listing.id).where(Listing.removed_on.is_(None))) is None


def test_a_changed_penalty_makes_somebody_look_at_the_listing_again(
    session: Session, bureau: Bureau
) -> None:
    matter = listed(bureau)
    end_remedy(bureau, matter, RemedyResult.CHANGED)
    assert matter.state is CaseState.OPEN
    told = select(Notice.user_id).where(
        Notice.code == "listing.ground_changed", Notice.case_id == matter.id
    )
    assert {bureau.supervisor.id, bureau.pair[0].id} <= set(session.scalars(told))


@pytest.mark.law("T54")
def test_another_number_of_years_moves_term_and_publication(
    session: Session, bureau: Bureau
) -> None:
    matter = listed(bureau)
    session.add(Setting(key=clocks.NUMBERS, value={"T54": 2}, changed_at=clock.now()))
    session.flush()
    assert deadlines.recompute(session, CLOCK, None) >= 1
    until = clock.today().replace(year=clock.today().year + 2)
    assert publication_of(session, matter).public_until == until
    assert session.scalars(select(Listing.until_on)).one() == until


def test_who_published_an_entry_mends_its_words(session: Session, bureau: Bureau) -> None:
    matter = listed(bureau)
    old = session.scalars(
        select(Submission)
        .join(Submission.work_item)
        .where(WorkItem.case_id == matter.id, WorkItem.element == "task_publish_listing")
    ).one()
    data = old.data | {"text": "主观故意明显，证人李小红。"}
    corrections.correct(session, bureau.actor(bureau.supervisor), old.id, data, "笔误")
    assert publication_of(session, matter).text == "主观故意明显，证人李某某。"
