"""The publicity of a penalty: how long, what ends it before its time, what is never published."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import publicity
from engine.commands import listings, publications, remedies
from engine.errors import Conflict, Forbidden, Invalid
from models import clock
from models.cases import Case
from models.clocks import ClockState
from models.credit import Listing
from models.documents import Publication, PublicationState
from models.penalties import Penalty
from models.remedies import RemedyKind, RemedyResult
from models.settings import Setting
from tests.bureau import Bureau
from tests.dockets import clock_of, close, decided, overdue, publish, serve

FINE = 1_000_000


def served(bureau: Bureau, **report: Any) -> Case:
    """A case whose decision was served today."""
    case = decided(bureau, **report)
    serve(bureau, case)
    return case


def public(bureau: Bureau, **report: Any) -> Publication:
    """A penalty that was published today."""
    case = served(bureau, **report)
    publish(bureau, case)
    return publication_of(bureau.session, case)


def publication_of(session: Session, case: Case) -> Publication:
    return session.scalars(select(Publication).where(Publication.case_id == case.id)).one()


def years_after(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year + years)


def is_public(session: Session, one: Publication) -> bool:
    query = select(Publication.id).where(publicity.is_public(clock.today()))
    return one.id in session.scalars(query).all()


def minor_fine(session: Session, fen: int) -> None:
    """The bureau's legal office set what a lower fine is."""
    session.add(Setting(key="publicity.minor_fine_fen", value=fen, changed_at=clock.now()))
    session.flush()


@pytest.mark.law("T44")
def test_a_fine_is_public_for_three_years_and_not_a_day_longer(
    session: Session, bureau: Bureau
) -> None:
    one = public(bureau)
    last = years_after(clock.today(), 3)
    assert (one.state, one.public_until) == (PublicationState.PUBLISHED, last)
    assert (one.period["statute"], one.period["number"], one.period["unit"]) == ("T44", 3, "year")
    assert one.period["article"] == "13"
    clock.travel(dt.datetime.combine(last, dt.time(23), clock.ZONE))
    assert is_public(session, one)
    assert publicity.end_expired(session, clock.now()) == 0
    clock.travel(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(0, 1), clock.ZONE))
    # Nobody reads it any more, even before a tick has noted the end.
    assert not is_public(session, one)
    assert publicity.end_expired(session, clock.now()) == 1
    assert (one.state, one.reason) == (PublicationState.ENDED, "publication.period_over")
    assert publicity.end_expired(session, clock.now()) == 0


@pytest.mark.law("T44")
def test_a_lower_fine_alone_is_public_for_three_months(session: Session, bureau: Bureau) -> None:
    minor_fine(session, FINE)
    one = public(bureau)
    assert (one.period["statute"], one.period["minor"]) == ("T44.minor", True)
    assert one.public_until is not None
    assert dt.timedelta(days=88) < one.public_until - clock.today() < dt.timedelta(days=93)


@pytest.mark.law("T44")
@pytest.mark.parametrize(
    ("kinds", "fine", "confiscated", "minor"),
    [
        (["criticism"], 0, 0, True),
        (["warning", "fine"], 50_000, 0, True),
        (["fine"], 50_001, 0, False),
        (["fine", "confiscate_gains"], 50_000, 1, False),
        (["fine", "confiscate_goods"], 50_000, 0, False),
        (["suspend"], 0, 0, False),
    ],
)
def test_only_criticism_or_a_lower_fine_alone_is_minor(
    session: Session, kinds: list[str], fine: int, confiscated: int, *, minor: bool
) -> None:
    minor_fine(session, 50_000)
    penalty = Penalty(kinds=kinds, fine_fen=fine, confiscation_fen=confiscated)
    assert publicity.is_minor(session, penalty) is minor


@pytest.mark.law("T44")
def test_a_longer_restriction_is_public_as_long_as_it_lasts(
    session: Session, bureau: Bureau
) -> None:
    case = served(bureau)
    until = years_after(clock.today(), 5)
    form = {"channel": "both", "text": "决定书内容。", "secrets_checked": True}
    bureau.do(
        case,
        "task_publish_penalty",
        bureau.supervisor,
        **form,
        restricted_until=until.isoformat(),
    )
    one = publication_of(session, case)
    assert one.public_until == until
    assert one.period["restricted_until"] == until.isoformat()


def test_a_restriction_that_is_over_is_refused(session: Session, bureau: Bureau) -> None:
    case = served(bureau)
    form = {"channel": "both", "text": "决定书内容。", "secrets_checked": True}
    over = {"restricted_until": clock.today().isoformat()}
    with pytest.raises(Invalid, match=r"publication\.restriction_over"), session.begin_nested():
        bureau.do(case, "task_publish_penalty", bureau.supervisor, **form, **over)
    assert publication_of(session, case).state is PublicationState.DUE


@pytest.mark.law("T44")
def test_a_mere_warning_is_not_published_and_says_why(session: Session, bureau: Bureau) -> None:
    charge = {"provision": "F126.1", "item": "12", "fine_fen": 0}
    case = served(bureau, penalty_kinds=["warning"], charges=[charge])
    one = publication_of(session, case)
    assert (one.state, one.reason) == (PublicationState.WITHHELD, "publication.mere_warning")
    assert "task_publish_penalty" not in bureau.open_elements(case)
    assert not is_public(session, one)


def begin_review(bureau: Bureau, case: Case) -> int:
    actor = bureau.actor(bureau.supervisor)
    return remedies.begin(
        bureau.session,
        actor,
        case.id,
        kind=RemedyKind.REVIEW,
        body="河北区人民政府",
        applied_on=clock.today(),
    ).id


def end_review(bureau: Bureau, remedy_id: int, result: RemedyResult) -> None:
    actor = bureau.actor(bureau.supervisor)
    remedies.end(bureau.session, actor, remedy_id, result=result, ended_on=clock.today())


def withdraw(bureau: Bureau, one: Publication, **more: Any) -> Publication:
    form: dict[str, Any] = {
        "ground": "annulled",
        "changed_on": clock.today(),
        "reason": "行政复议决定撤销原处罚。",
    }
    actor = bureau.actor(bureau.supervisor)
    return publications.withdraw(bureau.session, actor, one.id, **(form | more))


@pytest.mark.law("T43")
@pytest.mark.parametrize("result", [RemedyResult.CHANGED, RemedyResult.ANNULLED])
def test_a_decision_that_fell_is_withdrawn_in_three_working_days(
    session: Session, bureau: Bureau, result: RemedyResult
) -> None:
    case = overdue(bureau)
    publish(bureau, case)
    one = publication_of(session, case)
    end_review(bureau, begin_review(bureau, case), result)
    duty = clock_of(session, case, "withdrawal_due")
    assert (duty.statute, duty.explanation["number"], duty.explanation["unit"]) == (
        "T43",
        3,
        "working_day",
    )
    withdraw(bureau, one, ground=result.value)
    assert (one.state, one.reason) == (PublicationState.WITHDRAWN, "行政复议决定撤销原处罚。")
    assert one.ended_by == bureau.supervisor.id
    assert (duty.state, duty.passed_at) == (ClockState.MET, None)
    assert not is_public(session, one)


@pytest.mark.law("T43")
def test_the_duty_to_withdraw_outlives_the_case(session: Session, bureau: Bureau) -> None:
    case = overdue(bureau)
    publish(bureau, case)
    end_review(bureau, begin_review(bureau, case), RemedyResult.ANNULLED)
    bureau.do(case, "task_demand_payment", bureau.pair[0], overdue_step="annulled")
    close(bureau, case, "other")
    duty = clock_of(session, case, "withdrawal_due")
    assert duty.state is ClockState.RUNNING
    clock.travel(duty.due_at + dt.timedelta(days=1))
    withdraw(bureau, publication_of(session, case), changed_on=duty.started_on)
    # Late, and the record says so for good.
    assert (duty.state, duty.passed_at) == (ClockState.MET, duty.due_at)


@pytest.mark.law("T43")
def test_what_the_bureau_itself_annulled_is_withdrawn_too(session: Session, bureau: Bureau) -> None:
    one = public(bureau)
    withdraw(bureau, one, ground="void", reason="本局自行确认无效。")
    assert clock_of(session, one.case, "withdrawal_due").state is ClockState.MET


@pytest.mark.law("T43")
def test_a_decision_that_fell_before_it_was_published_stays_unpublished(
    session: Session, bureau: Bureau
) -> None:
    case = overdue(bureau)
    end_review(bureau, begin_review(bureau, case), RemedyResult.ANNULLED)
    one = publication_of(session, case)
    assert (one.state, one.reason) == (
        PublicationState.WITHHELD,
        "publication.decision_annulled",
    )
    publish(bureau, case)
    assert (one.state, one.text) == (PublicationState.WITHHELD, "")


def test_a_review_that_upheld_the_decision_changes_nothing(
    session: Session, bureau: Bureau
) -> None:
    case = overdue(bureau)
    publish(bureau, case)
    end_review(bureau, begin_review(bureau, case), RemedyResult.UPHELD)
    assert is_public(session, publication_of(session, case))


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"reason": " "}, "reason", "form.required"),
    ({"ground": "bored"}, "ground", "publication.no_ground"),
    ({"changed_on": dt.date(2001, 1, 1)}, "changed_on", "publication.wrong_day"),
    ({"changed_on": dt.date(2999, 1, 1)}, "changed_on", "publication.wrong_day"),
]


def test_a_withdrawal_says_why_and_when(session: Session, bureau: Bureau) -> None:
    one = public(bureau)
    for wrong, field, code in WRONG:
        with pytest.raises(Invalid) as refused, session.begin_nested():
            withdraw(bureau, one, **wrong)
        assert refused.value.errors[field][0]["code"] == code
    assert is_public(session, one)


def test_only_who_answers_for_publicity_and_did_not_handle_the_case_ends_it(
    session: Session, bureau: Bureau
) -> None:
    one = public(bureau)
    for user in (bureau.pair[0], bureau.leader):
        with pytest.raises(Forbidden, match=r"role\.missing"):
            publications.withdraw(
                session,
                bureau.actor(user),
                one.id,
                ground="void",
                changed_on=clock.today(),
                reason="无效。",
            )
    assert publications.may_end(session, bureau.actor(bureau.supervisor), one.case)
    assert not publications.may_end(session, bureau.actor(bureau.pair[1]), one.case)
    withdraw(bureau, one)
    with pytest.raises(Conflict, match=r"publication\.not_public"):
        withdraw(bureau, one)


def stop(bureau: Bureau, one: Publication, **more: Any) -> Publication:
    form: dict[str, Any] = {
        "applied_on": clock.today(),
        "conditions": publications.CONDITIONS,
        "reason": "已履行义务并消除影响。",
    }
    actor = bureau.actor(bureau.supervisor)
    return publications.stop_early(bureau.session, actor, one.id, **(form | more))


@pytest.mark.law("T45", "P42")
def test_who_stands_on_the_list_is_not_let_off_early(session: Session, bureau: Bureau) -> None:
    one = public(bureau)
    matter = listings.consider(session, bureau.actor(bureau.pair[0]), one.case_id)
    clock.travel(clock.now() + dt.timedelta(days=366))
    session.add(
        Listing(
            case_id=matter.id,
            subject_id=matter.subject_id,
            conduct="food_safety",
            weighing="主观故意明显。",
            consented_by="天津市市场监督管理委员会",
            consented_on=clock.today(),
            listed_on=clock.today(),
            until_on=years_after(clock.today(), 3),
        )
    )
    session.flush()
    # Whoever ticks that the party is on no list is contradicted by the records.
    with pytest.raises(Invalid, match=r"publication\.listed"):
        stop(bureau, one)


@pytest.mark.law("T45")
def test_a_food_penalty_may_be_taken_down_after_a_year_when_all_is_mended(
    session: Session, bureau: Bureau
) -> None:
    one = public(bureau)
    with pytest.raises(Invalid, match=r"publication\.too_early"):
        stop(bureau, one)
    clock.travel(clock.now() + dt.timedelta(days=366))
    with pytest.raises(Invalid, match=r"publication\.condition_missing") as lacking:
        stop(bureau, one, conditions={"performed", "not_repeated", "not_listed"})
    assert lacking.value.params["lacking"] == ["harm_removed"]
    stop(bureau, one)
    assert (one.state, one.reason) == (PublicationState.ENDED, "publication.stopped_early")
    assert not is_public(session, one)


def test_a_restriction_is_never_taken_down_early(session: Session, bureau: Bureau) -> None:
    one = public(bureau)
    one.period = one.period | {"restricted_until": "2099-01-01"}
    clock.travel(clock.now() + dt.timedelta(days=400))
    with pytest.raises(Conflict, match=r"publication\.never_early"):
        stop(bureau, one)
