"""An enforcement case (案件) carried to where a test begins, each deed through the door."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.cases import Case
from models.clocks import Clock
from models.hearings import Hearing
from models.processes import ProcessInstance
from tests.bureau import CLOSURE, FILING, REPORT, Bureau

POINTS = ["jurisdiction", "party", "facts", "nature", "basis", "procedure", "proper"]
REVIEW: dict[str, Any] = {"review": "agreed", "points": POINTS, "review_opinion": "同意。"}


def today() -> str:
    """The bureau's day, as forms write it."""
    return clock.today().isoformat()


def filed(bureau: Bureau) -> Case:
    """A case whose filing was decided."""
    case = bureau.enforced()
    file(bureau, case)
    return case


def file(bureau: Bureau, case: Case) -> None:
    """Propose, approve and decide the filing."""
    bureau.do(case, "task_propose_filing", bureau.pair[0], **(FILING | {"found_on": today()}))
    bureau.do(case, "task_approve_filing", bureau.supervisor, filing_approval="approved")
    bureau.do(case, "task_decide_filing", bureau.leader, filing_decision="filed")


def propose(bureau: Bureau, case: Case, **more: Any) -> None:
    """Hand in the investigation report with its proposal."""
    bureau.do(case, "task_report_investigation", bureau.pair[0], **(REPORT | more))


def review(bureau: Bureau, case: Case) -> None:
    """The reviewer agrees, in whichever way the facts ask for."""
    (element,) = bureau.open_elements(case)
    bureau.do(case, element, bureau.reviewer, **REVIEW)


def reviewed(bureau: Bureau, **report: Any) -> Case:
    """A case whose penalty was proposed and passed the review."""
    case = filed(bureau)
    propose(bureau, case, **report)
    review(bureau, case)
    return case


def serve(bureau: Bureau, case: Case, **more: Any) -> None:
    """Hand the open paper over today, or as said."""
    form = {"way": "in_person", "served_on": today(), "receiver": "李园长"}
    bureau.do(case, "task_serve_document", bureau.pair[1], **(form | more))


def defended(bureau: Bureau, **report: Any) -> Case:
    """A case whose party waived its defence."""
    case = told(bureau, **report)
    answer(bureau, case, "waived")
    return case


def decided(bureau: Bureau, **report: Any) -> Case:
    """A case whose penalty was decided."""
    case = defended(bureau, **report)
    impose(bureau, case)
    return case


def unsafe(goods_yuan: int, fine_yuan: int) -> dict[str, Any]:
    """A report on spoiled food, which is fined by its value (L3 art 124)."""
    charge = {"provision": "F124.1", "item": "4"}
    amounts = {"goods_value_fen": goods_yuan * 100, "fine_fen": fine_yuan * 100}
    return {"penalty_kinds": ["fine"], "charges": [charge | amounts]}


#: A fine that gives the right to a hearing, and one that a higher bureau must decide.
HEAVY = unsafe(9_000, 100_000)
TOO_HEAVY = unsafe(20_000, 300_000)


def without_penalty(proposal: str, **more: Any) -> dict[str, Any]:
    """A report that proposes something else than a penalty."""
    penal = {"penalty_kinds", "party_kind", "charges", "violated_article"}
    kept = {key: value for key, value in REPORT.items() if key not in penal}
    return kept | {"proposal": proposal} | more


def reported(bureau: Bureau, report: dict[str, Any]) -> Case:
    """A filed case with a whole report of its own that passed the review."""
    case = filed(bureau)
    bureau.do(case, "task_report_investigation", bureau.pair[0], **report)
    review(bureau, case)
    return case


def answer(bureau: Bureau, case: Case, kind: str, **more: Any) -> None:
    """Record what the party says to the notice."""
    said = {"defence": kind, "made_on": today()}
    if kind != "waived":
        said["content"] = "当事人对处罚数额有异议。"
    bureau.do(case, "task_record_defence", bureau.pair[0], **(said | more))


def told(bureau: Bureau, **report: Any) -> Case:
    """A case whose notice was served today."""
    case = reviewed(bureau, **report)
    serve(bureau, case)
    return case


def reconsider(bureau: Bureau, case: Case, decision: str = "keep") -> None:
    """The officers answer what the party said."""
    bureau.do(
        case,
        "task_reconsider_defence",
        bureau.pair[0],
        adopted="no" if decision == "keep" else "partly",
        adopted_reason="已核实，理由如下。",
        reconsideration=decision,
    )


def hearing_form(bureau: Bureau, days: int = 20, **more: Any) -> dict[str, Any]:
    """The appointment of a chair for a hearing so many days from now."""
    hold_at = clock.now().astimezone(clock.ZONE) + dt.timedelta(days=days)
    return {
        "chair": bureau.reviewer.id,
        "recorder": "书记员",
        "hold_at": hold_at.replace(microsecond=0).isoformat(),
        "place": "三楼会议室",
        "open_to_public": "yes",
    } | more


def hold(bureau: Bureau, case: Case, result: str = "held") -> None:
    """The chair records the hearing."""
    form: dict[str, Any] = {"hearing_result": result}
    if result == "held":
        form |= {
            "held_at": clock.now().isoformat(),
            "attendees": "当事人、办案人员",
            "record": "双方陈述、申辩和质证。",
            "party_signature": {"status": "signed", "name": "李园长"},
        }
    else:
        form["absence_note"] = "当事人未出席。"
    bureau.do(case, "task_hold_hearing", bureau.reviewer, **form)


def heard(bureau: Bureau, result: str = "held", **report: Any) -> Case:
    """A case whose hearing was held, or waived, and reported."""
    case = told(bureau, **(HEAVY | report))
    answer(bureau, case, "hearing")
    bureau.do(case, "task_appoint_chair", bureau.leader, **hearing_form(bureau))
    serve(bureau, case)
    arrive(bureau, case)
    hold(bureau, case, result)
    if result == "held":
        form = {"report": "已举行。", "hearing_opinion": "建议维持。"}
        bureau.do(case, "task_conclude_hearing", bureau.reviewer, **form)
    return case


def arrive(bureau: Bureau, case: Case) -> None:
    """Let the hour of the hearing come."""
    hearing = bureau.session.scalars(
        select(Hearing).where(Hearing.case_id == case.id).order_by(Hearing.id.desc()).limit(1)
    ).one()
    assert hearing.hold_at is not None
    bureau.wake(case, hearing.hold_at + dt.timedelta(seconds=1))


def impose(bureau: Bureau, case: Case) -> None:
    """Approve and decide the penalty as proposed."""
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    bureau.do(case, "task_decide_penalty", bureau.leader, penalty_decision="penalise")


def discuss(bureau: Bureau, case: Case, **more: Any) -> None:
    """The leaders discuss the case."""
    form = {
        "held_at": (clock.now() - dt.timedelta(hours=1)).isoformat(),
        "held_in": "二楼会议室",
        "chaired_by": bureau.leader.id,
        "reporter": "科长",
        "recorder": "办公室",
        "attendees": "局长、副局长",
        "facts": "汇报案情。",
        "discussion": "一致同意。",
        "discussion_result": "agreed",
        "decision": "同意处罚建议。",
    }
    bureau.do(case, "task_discuss_case", bureau.leader, **(form | more))


def decide_outcome(bureau: Bureau, case: Case, decision: str, **more: Any) -> None:
    """Approve and decide something else than a penalty."""
    bureau.do(case, "task_approve_outcome", bureau.supervisor, outcome_approval="approved")
    form: dict[str, Any] = {"outcome_decision": decision}
    if decision.startswith("no_penalty"):
        form["no_penalty_reason"] = "违法行为轻微并及时改正。"
    else:
        form |= {"receiver": "受移送机关", "transfer_reason": "依法移送。"}
    if decision == "transfer_judicial":
        form["crime"] = "生产、销售不符合安全标准的食品罪"
    bureau.do(case, "task_decide_outcome", bureau.leader, **(form | more))


def refer(bureau: Bureau, case: Case, reply: str = "accepted") -> None:
    """Send the case file and record the answer."""
    sent = {"sent_on": today(), "handed_over": "案卷一册。", "taken_by": "值班员"}
    bureau.do(case, "task_send_case_file", bureau.pair[0], **sent)
    form = {"referral_reply": reply, "replied_on": today(), "reply": "收悉。"}
    bureau.do(case, "task_record_reply", bureau.pair[0], **form)


def overdue(bureau: Bureau, **report: Any) -> Case:
    """A case whose fine was not paid in time."""
    case = decided(bureau, **report)
    serve(bureau, case)
    elapse(bureau, case, "payment_due")
    return case


def demand(bureau: Bureau, case: Case) -> None:
    """The written demand, served at once."""
    form = {"overdue_step": "demand", "demand_way": "缴至指定账户。"}
    bureau.do(case, "task_demand_payment", bureau.pair[0], **form)
    serve(bureau, case)


def to_court(bureau: Bureau, case: Case, **more: Any) -> None:
    """Let the remedies run out and apply to the court."""
    opens = wake_at(bureau, case)
    bureau.wake(case, opens + dt.timedelta(hours=10))
    apply(bureau, case, **more)


def apply(bureau: Bureau, case: Case, **more: Any) -> None:
    """Apply to the court today."""
    form = {
        "court": "河北区人民法院",
        "applied_on": today(),
        "facts": "不复议、不诉讼，又不履行。",
        "party_view": "未提出意见。",
        "object": "罚款及加处罚款",
        "signed_by": "局长",
    }
    bureau.do(case, "task_apply_court", bureau.pair[0], **(form | more))


def rule(bureau: Bureau, case: Case, result: str, **more: Any) -> None:
    """The court answers."""
    form = {"court_result": result, "ruled_on": today()}
    bureau.do(case, "task_record_court", bureau.pair[0], **(form | more))


def publish(bureau: Bureau, case: Case, text: str = "行政处罚信息摘要。") -> None:
    """The supervisor publishes the penalty."""
    form = {"channel": "credit_system", "text": text, "secrets_checked": True}
    bureau.do(case, "task_publish_penalty", bureau.supervisor, **form)


def wake_at(bureau: Bureau, case: Case) -> dt.datetime:
    """The moment at which the next timer of the case fires."""
    found = bureau.session.scalars(
        select(ProcessInstance.wake_at).where(
            ProcessInstance.case_id == case.id, ProcessInstance.main
        )
    ).one()
    assert found is not None
    return found


def close(bureau: Bureau, case: Case, ground: str = "performed") -> None:
    """Propose and approve the closure."""
    form = CLOSURE | {"ground": ground}
    bureau.do(case, "task_propose_closure", bureau.pair[0], **form)
    bureau.do(case, "task_approve_closure", bureau.leader, closure="approved")


def clock_of(session: Session, case: Case, variable: str) -> Clock:
    """The newest clock under a variable."""
    return session.scalars(
        select(Clock)
        .where(Clock.case_id == case.id, Clock.variable == variable)
        .order_by(Clock.id.desc())
        .limit(1)
    ).one()


def elapse(bureau: Bureau, case: Case, variable: str) -> None:
    """Let the days of a clock pass and its timer fire."""
    running = clock_of(bureau.session, case, variable)
    bureau.wake(case, running.due_at + dt.timedelta(seconds=1))
