"""Complaints of consumers: accepted or refused in time, mediated, the parties told (L12)."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine import audit, informants
from engine.commands import complaints
from engine.commands import informants as reading
from engine.commands.complaints import NewComplaint
from engine.errors import Broken, Forbidden, Invalid, NotFound
from engine.informants import Identity
from models import clock
from models.audit import AuditEntry
from models.cases import Case, CaseState
from models.clocks import Clock, ClockState
from models.complaints import Channel, Complaint, ComplaintResult, Informant
from tests import builders
from tests.bureau import Bureau
from tests.dockets import clock_of

WHO = Identity(name="赵晓梅", contact="13802176655", address="河北区中山路六十号")
#: A Monday; the term of acceptance runs over no holiday.
DAY = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role, on an ordinary Monday."""
    clock.travel(DAY)
    return Bureau(session)


def received(bureau: Bureau, **other: Any) -> Case:
    given: dict[str, Any] = {
        "subject_id": bureau.subject().id,
        "channel": Channel.HOTLINE,
        "received_on": clock.today(),
        "matter": "在该食堂购买的盒饭中发现异物。",
        "request": "退还餐费并赔偿。",
        "identity": WHO,
    }
    return complaints.register(
        bureau.session, bureau.actor(bureau.supervisor), NewComplaint(**(given | other))
    )


def accepted(bureau: Bureau) -> Case:
    case = received(bureau)
    officers = [user.id for user in bureau.pair]
    bureau.do(
        case,
        "task_accept_complaint",
        bureau.supervisor,
        complaint_acceptance="accepted",
        officers=officers,
    )
    return case


def mediate(bureau: Bureau, case: Case, result: str, **more: Any) -> None:
    form = {"mediation": result, "mediation_record": "听取双方意见。", "clue_found": "no"}
    bureau.do(case, "task_mediate_complaint", bureau.pair[0], **(form | more))


def result_of(session: Session, case: Case) -> ComplaintResult | None:
    return session.get_one(Complaint, case.id).result


@pytest.mark.law("T07")
def test_a_complaint_is_to_be_accepted_within_seven_working_days(
    session: Session, bureau: Bureau
) -> None:
    case = received(bureau)
    running = clock_of(session, case, "acceptance_due")
    assert running.statute == "T07"
    assert running.explanation["raw"] == "2026-03-11"
    assert bureau.item(case, "task_accept_complaint").due_at == running.due_at


@pytest.mark.ends("complaint_mediation:end_complaint_refused")
def test_a_refused_complaint_ends_with_its_reason(session: Session, bureau: Bureau) -> None:
    case = received(bureau)
    bureau.do(
        case,
        "task_accept_complaint",
        bureau.supervisor,
        complaint_acceptance="refused",
        refusal_reason="不属于市场监督管理部门职责。",
    )
    assert case.end == "end_complaint_refused"
    assert case.state is CaseState.CLOSED
    assert result_of(session, case) is ComplaintResult.REFUSED
    assert clock_of(session, case, "acceptance_due").state is ClockState.MET


@pytest.mark.law("T08")
@pytest.mark.ends("complaint_mediation:end_complaint_agreed")
def test_an_accepted_complaint_is_mediated_within_45_working_days(
    session: Session, bureau: Bureau
) -> None:
    case = accepted(bureau)
    running = clock_of(session, case, "mediation_due")
    assert (running.statute, running.explanation["raw"]) == ("T08", "2026-05-04")
    mediate(bureau, case, "agreed", agreement="退还餐费二百元。")
    assert case.end == "end_complaint_agreed"
    assert result_of(session, case) is ComplaintResult.AGREED


@pytest.mark.law("T08")
def test_a_mediation_ends_by_itself_when_its_term_is_over(session: Session, bureau: Bureau) -> None:
    case = accepted(bureau)
    bureau.wake(case, clock_of(session, case, "mediation_due").due_at + dt.timedelta(minutes=1))
    assert bureau.open_elements(case) == {"task_tell_parties"}
    assert result_of(session, case) is ComplaintResult.ENDED


@pytest.mark.law("T09")
@pytest.mark.ends("complaint_mediation:end_mediation_ended")
def test_the_parties_are_told_within_seven_working_days(session: Session, bureau: Bureau) -> None:
    case = accepted(bureau)
    mediate(bureau, case, "failed")
    running = clock_of(session, case, "told_due")
    assert (running.statute, running.explanation["raw"]) == ("T09", "2026-03-11")
    told = {"told_on": clock.today().isoformat(), "told_by": "phone"}
    bureau.do(case, "task_tell_parties", bureau.pair[1], **told)
    assert case.end == "end_mediation_ended"
    assert {one.state for one in _clocks(session, case)} == {ClockState.MET}


def test_a_withdrawn_complaint_is_recorded_as_withdrawn(session: Session, bureau: Bureau) -> None:
    case = accepted(bureau)
    mediate(bureau, case, "withdrawn")
    assert result_of(session, case) is ComplaintResult.WITHDRAWN


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"identity": Identity(name="赵晓梅")}, "contact", "informant.needed"),
        ({"identity": Identity(contact="13802176655")}, "name", "informant.needed"),
        ({"matter": "赵晓梅说饭里有异物。"}, "matter", "informant.named"),
        ({"request": "请回电13802176655。"}, "request", "informant.named"),
        ({"request": "  "}, "request", "form.required"),
        ({"received_on": dt.date(2026, 3, 3)}, "received_on", "complaint.in_future"),
    ],
)
def test_what_is_wrong_with_a_complaint_is_told_at_its_field(
    session: Session, bureau: Bureau, wrong: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        received(bureau, **wrong)
    assert [one["code"] for one in refused.value.errors[field]] == [code]


def test_only_officers_of_the_office_take_complaints_down(bureau: Bureau) -> None:
    stranger = builders.a_supervisor(bureau.session, builders.an_office(bureau.session))
    given = NewComplaint(
        subject_id=bureau.subject().id,
        channel=Channel.VISIT,
        received_on=clock.today(),
        matter="饭里有异物。",
        request="退款。",
        identity=WHO,
    )
    for user in (stranger, bureau.leader):
        with pytest.raises(Forbidden):
            complaints.register(bureau.session, bureau.actor(user), given)


@pytest.mark.law("P40")
def test_the_database_does_not_tell_who_complained(session: Session, bureau: Bureau) -> None:
    case = accepted(bureau)
    mediate(bureau, case, "failed")
    session.flush()
    for table in ("informant", "complaint", "case", "audit_entry", "submission", "notice"):
        rows = session.execute(text(f'SELECT t::text FROM "{table}" t')).scalars()
        assert not [row for row in rows if WHO.name in row or WHO.contact in row], table


@pytest.mark.law("P40")
def test_an_identity_is_read_by_named_people_only_and_each_look_stays(
    session: Session, bureau: Bureau
) -> None:
    case = accepted(bureau)
    for user in (bureau.supervisor, *bureau.pair):
        assert reading.look(session, bureau.actor(user), case.id, "联系投诉人") == WHO
    for user in (bureau.leader, bureau.reviewer, builders.a_user(session, "administrator")):
        with pytest.raises(NotFound):
            reading.look(session, bureau.actor(user), case.id, "联系投诉人")
    session.flush()
    looks = session.scalars(
        select(AuditEntry.user_id).where(AuditEntry.action == "web:informant:look")
    ).all()
    assert set(looks) == {one.id for one in (bureau.supervisor, *bureau.pair)}
    assert audit.verify(session, f"case:{case.id}") == []


def test_a_look_wants_a_reason(session: Session, bureau: Bureau) -> None:
    case = received(bureau)
    with pytest.raises(Invalid):
        reading.look(session, bureau.actor(bureau.supervisor), case.id, " ")


def test_a_reader_in_charge_may_name_another(session: Session, bureau: Bureau) -> None:
    case = accepted(bureau)
    with pytest.raises(Forbidden):
        reading.name_reader(session, bureau.actor(bureau.pair[0]), case.id, bureau.leader.id)
    with pytest.raises(Invalid):
        reading.name_reader(session, bureau.actor(bureau.supervisor), case.id, bureau.reviewer.id)
    reading.name_reader(session, bureau.actor(bureau.supervisor), case.id, bureau.leader.id)
    assert reading.look(session, bureau.actor(bureau.leader), case.id, "听取汇报") == WHO


def test_another_key_opens_no_identity(session: Session, bureau: Bureau) -> None:
    case = received(bureau)
    informant = session.scalars(select(Informant).where(Informant.case_id == case.id)).one()
    informant.identity = informant.identity[:-4] + b"AAA="
    with pytest.raises(Broken):
        informants.opened(session, bureau.actor(bureau.supervisor), case.id)


def _clocks(session: Session, case: Case) -> list[Clock]:
    return list(session.scalars(select(Clock).where(Clock.case_id == case.id)))
