"""An unpaid fine: surcharge, demand, the court, and what a remedy changes (T36, T39, T40)."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.commands import remedies
from engine.errors import Invalid
from models import clock
from models.cases import Case, CaseState
from models.clocks import ClockState
from models.penalties import Payment
from models.remedies import RemedyKind, RemedyResult
from tests.bureau import Bureau
from tests.dockets import (
    apply,
    clock_of,
    close,
    demand,
    overdue,
    publish,
    rule,
    to_court,
    wake_at,
)

FINE = 1_000_000


def paid(surcharge_fen: int) -> dict[str, object]:
    """The fine with a surcharge, paid today."""
    return {
        "paid_on": clock.today().isoformat(),
        "amount_fen": FINE,
        "surcharge_fen": surcharge_fen,
        "receipt_no": "1202",
    }


def late_by(session: Session, case: Case) -> int:
    return (clock.today() - clock_of(session, case, "payment_due").due_on).days


def sue(bureau: Bureau, case: Case, kind: RemedyKind = RemedyKind.REVIEW) -> int:
    """The party turns to a reviewing body or a court today."""
    actor = bureau.actor(bureau.supervisor)
    body = "河北区人民政府"
    today = clock.today()
    remedy = remedies.begin(bureau.session, actor, case.id, kind=kind, body=body, applied_on=today)
    return remedy.id


def settle(bureau: Bureau, remedy_id: int, result: RemedyResult) -> None:
    """The remedy ends today."""
    actor = bureau.actor(bureau.supervisor)
    remedies.end(bureau.session, actor, remedy_id, result=result, ended_on=clock.today())


@pytest.mark.law("T36")
def test_the_surcharge_is_three_percent_a_day_and_no_more_than_the_fine(
    session: Session, bureau: Bureau
) -> None:
    case = overdue(bureau)
    most = FINE * 3 * late_by(session, case) // 100
    form = {"overdue_step": "paid"} | paid(most + 1)
    with pytest.raises(Invalid) as refused, session.begin_nested():
        bureau.do(case, "task_demand_payment", bureau.pair[0], **form)
    assert refused.value.errors["surcharge_fen"][0]["params"] == {"most_fen": most}
    clock.travel(clock.now() + dt.timedelta(days=200))
    form = {"overdue_step": "paid"} | paid(FINE + 1)
    with pytest.raises(Invalid) as capped, session.begin_nested():
        bureau.do(case, "task_demand_payment", bureau.pair[0], **form)
    assert capped.value.errors["surcharge_fen"][0]["params"] == {"most_fen": FINE}


@pytest.mark.law("T36", "P37")
def test_days_of_a_review_bear_no_surcharge_but_do_not_suspend_the_penalty(
    session: Session, bureau: Bureau
) -> None:
    case = overdue(bureau)
    before = late_by(session, case)
    remedy = sue(bureau, case)
    clock.travel(clock.now() + dt.timedelta(days=9))
    settle(bureau, remedy, RemedyResult.UPHELD)
    assert bureau.open_elements(case) >= {"task_demand_payment"}
    # The ten days on which the review ran do not count.
    most = FINE * 3 * (before - 1) // 100
    assert late_by(session, case) == before + 9
    form = {"overdue_step": "paid"} | paid(most + 1)
    with pytest.raises(Invalid) as refused, session.begin_nested():
        bureau.do(case, "task_demand_payment", bureau.pair[0], **form)
    assert refused.value.errors["surcharge_fen"][0]["params"] == {"most_fen": most}


@pytest.mark.law("T39")
def test_a_demand_gives_ten_working_days_and_names_the_amount(
    session: Session, bureau: Bureau
) -> None:
    case = overdue(bureau)
    demand(bureau, case)
    notice = documents.newest(session, case, "demand_notice")
    assert notice is not None
    assert notice.content["days"] == 10
    assert notice.content["total_fen"] == FINE + notice.content["surcharge_fen"]
    running = clock_of(session, case, "demand_due")
    assert (running.statute, running.explanation["number"]) == ("T39", 10)


@pytest.mark.law("T40", "P41")
def test_the_court_is_asked_when_remedies_have_run_out_and_within_three_months(
    session: Session, bureau: Bureau
) -> None:
    case = overdue(bureau)
    demand(bureau, case)
    served_on = clock_of(session, case, "payment_due").started_on
    assert wake_at(bureau, case) > clock.now() + dt.timedelta(days=150)
    assert "task_apply_court" not in bureau.open_elements(case)
    to_court(bureau, case)
    running = clock_of(session, case, "court_due")
    assert (running.statute, running.state) == ("T40", ClockState.MET)
    # Six months to sue (T38), then three months for the bureau.
    assert running.started_on >= served_on + dt.timedelta(days=180)
    application = documents.newest(session, case, "court_application")
    assert application is not None
    assert application.content["amount_fen"] == 2 * FINE
    assert application.content["signed_by"] == "局长"


@pytest.mark.law("T40")
def test_no_court_is_asked_while_a_remedy_runs(session: Session, bureau: Bureau) -> None:
    case = overdue(bureau)
    demand(bureau, case)
    remedy = sue(bureau, case, RemedyKind.LITIGATION)
    bureau.wake(case, wake_at(bureau, case) + dt.timedelta(hours=10))
    with pytest.raises(Invalid, match=r"court\.remedy_pending"), session.begin_nested():
        apply(bureau, case)
    settle(bureau, remedy, RemedyResult.UPHELD)
    apply(bureau, case)
    assert "task_record_court" in bureau.open_elements(case)


@pytest.mark.parametrize(
    ("result", "ground"),
    [("enforced", "performed"), ("refused", "other"), ("ended", "court_ended")],
)
@pytest.mark.law("T46")
def test_a_case_is_closed_on_the_ground_that_the_court_left(
    session: Session, bureau: Bureau, result: str, ground: str
) -> None:
    case = overdue(bureau)
    publish(bureau, case)
    demand(bureau, case)
    to_court(bureau, case)
    rule(bureau, case, result, **(paid(FINE) if result == "enforced" else {}))
    wrong = "other_decision" if ground == "performed" else "performed"
    with pytest.raises(Invalid, match=r"closure\.ground_does_not_fit"), session.begin_nested():
        close(bureau, case, wrong)
    close(bureau, case, ground)
    assert (case.state, case.end) == (CaseState.CLOSED, "end_closed")
    payments = session.scalars(select(Payment)).all()
    assert len(payments) == (1 if result == "enforced" else 0)


@pytest.mark.law("T43")
def test_an_annulled_decision_is_owed_no_more_and_withdrawn(
    session: Session, bureau: Bureau
) -> None:
    case = overdue(bureau)
    publish(bureau, case)
    form = {"overdue_step": "annulled"}
    with pytest.raises(Invalid, match=r"payment\.not_annulled"), session.begin_nested():
        bureau.do(case, "task_demand_payment", bureau.pair[0], **form)
    settle(bureau, sue(bureau, case), RemedyResult.ANNULLED)
    running = clock_of(session, case, "withdrawal_due")
    assert (running.statute, running.explanation["number"]) == ("T43", 3)
    bureau.do(case, "task_demand_payment", bureau.pair[0], **form)
    close(bureau, case, "other")
    assert case.state is CaseState.CLOSED
    assert session.scalars(select(Payment)).all() == []


@pytest.mark.law("T37")
def test_a_review_asked_for_on_day_sixty_one_is_refused(session: Session, bureau: Bureau) -> None:
    case = overdue(bureau)
    served_on = clock_of(session, case, "payment_due").started_on
    clock.travel(dt.datetime.combine(served_on, dt.time(9), clock.ZONE) + dt.timedelta(days=75))
    with pytest.raises(Invalid) as refused:
        sue(bureau, case)
    assert refused.value.params["statute"] == "T37"
