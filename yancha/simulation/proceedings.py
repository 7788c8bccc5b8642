"""What simulated people write between the report and the decision: review, hearing, referral."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import select

from engine import authority
from models import calendar, clock
from models.accounts import Role, User
from yancha.simulation.sheet import Sheet
from yancha.simulation.visits import party

Data = dict[str, Any]

POINTS: Final = ["jurisdiction", "party", "facts", "nature", "basis", "procedure", "proper"]
#: Days from the appointment of the chair to the hearing; seven of them are working days (T25).
TO_THE_HEARING: Final = 15
WORKING_DAYS_TO_THE_HEARING: Final = 10


def audit_case(sheet: Sheet) -> Data:
    """The seven points of L5 article 53."""
    if sheet.returned("review supplements"):
        opinion = sheet.dice.choice(["supplement", "correct", "other"])
        return {"review": opinion, "review_opinion": "请补充询问有关人员的笔录。"}
    return {"review": "agreed", "points": POINTS, "review_opinion": "事实清楚，证据充分，同意。"}


def review_hearing(sheet: Sheet) -> Data:
    """The legal review after a hearing (L1 art 58)."""
    if sheet.returned("hearing review returned"):
        return {"final_review": "returned", "review_opinion": "听证中提出的证据尚未核实。"}
    opinion = "已听取当事人意见，事实清楚，程序合法，同意。"
    return {"final_review": "agreed", "points": POINTS, "review_opinion": opinion}


def record_defence(sheet: Sheet) -> Data:
    """The party asks for a hearing where it may, states its case, or waives it in words."""
    if asks_for_hearing(sheet):
        return {
            "defence": "hearing",
            "made_on": sheet.today,
            "content": "当事人对拟处罚款数额有异议，要求举行听证。",
        }
    if not sheet.happens("defence made", sheet.shares.defence_made):
        return {"defence": "waived", "made_on": sheet.today}
    return {
        "defence": "made",
        "made_on": sheet.today,
        "content": "当事人称已更换管理人员并完成整改，请求从轻处理。",
    }


def reconsider_defence(sheet: Sheet) -> Data:
    """What the party said is followed or not; once it changes the proposal (L1 art 45)."""
    changed = not sheet.times_done() and sheet.happens(
        "proposal changed", sheet.shares.proposal_changed
    )
    if changed:
        reason = "当事人提供了主动退赔的证据，可以从轻。"
        return {"adopted": "partly", "adopted_reason": reason, "reconsideration": "change"}
    reason = "拟作出的处罚已考虑其整改情况，不再从轻。"
    return {"adopted": "no", "adopted_reason": reason, "reconsideration": "keep"}


def appoint_chair(sheet: Sheet) -> Data:
    """A reviewer who did not handle the case, on a working day far enough away (L1 art 64)."""
    working_days = calendar.load(sheet.session)
    day = max(
        clock.today() + dt.timedelta(days=TO_THE_HEARING),
        # Over long holidays fifteen days are too few for the notice.
        working_days.add_working_days(clock.today(), WORKING_DAYS_TO_THE_HEARING),
    )
    hold_at = dt.datetime.combine(working_days.working_day_from(day), dt.time(9, 30), clock.ZONE)
    return {
        "chair": _somebody(sheet, "legal_reviewer"),
        "recorder": "书记员",
        "hold_at": hold_at.isoformat(),
        "place": "本局三楼会议室",
        "open_to_public": "yes",
    }


def hold_hearing(sheet: Sheet) -> Data:
    """Held and recorded, or waived (L1 art 64)."""
    shares = sheet.shares
    if sheet.happens("hearing absent", shares.hearing_absent):
        note = "当事人经通知无正当理由未出席，听证终止。"
        return {"hearing_result": "absent", "absence_note": note}
    if sheet.happens("hearing withdrawn", shares.hearing_withdrawn):
        return {"hearing_result": "withdrawn", "absence_note": "当事人书面撤回听证要求。"}
    return {
        "hearing_result": "held",
        "held_at": sheet.moment(10),
        "attendees": f"{party(sheet)}（当事人代表），办案人员两名。",
        "record": "办案人员提出事实、证据和处罚建议；当事人申辩和质证；双方作最后陈述。",
        "party_signature": {"status": "signed", "name": party(sheet)},
    }


def conclude_hearing(_sheet: Sheet) -> Data:
    """The chair's report (L1 art 65)."""
    return {
        "report": "听证公开举行，双方充分陈述、申辩和质证。",
        "hearing_opinion": "案件事实清楚，证据确凿，建议按拟定意见办理。",
    }


def discuss_case(sheet: Sheet) -> Data:
    """The leaders' discussion (L5 art 60)."""
    return {
        "held_at": sheet.moment(30),
        "held_in": "本局二楼会议室",
        "chaired_by": _somebody(sheet, "leader"),
        "reporter": "办案机构负责人",
        "recorder": "办公室工作人员",
        "attendees": "局长、副局长、法制机构负责人",
        "facts": "办案机构汇报案件事实、证据、当事人意见和处罚建议。",
        "discussion": "与会人员一致认为事实清楚，裁量适当。",
        "discussion_result": "agreed",
        "decision": "同意办案机构的处罚建议。",
    }


def approve_outcome(sheet: Sheet) -> Data:
    """The supervisor agrees or sends it back."""
    if sheet.returned("outcome returned"):
        return {"outcome_approval": "returned", "return_reason": "请补充情况说明。"}
    return {"outcome_approval": "approved", "opinion": "同意处理意见。"}


def decide_outcome(sheet: Sheet) -> Data:
    """The leader decides as proposed: no penalty, or to whom the case goes."""
    decision = outcome_of(sheet)
    if decision.startswith("no_penalty"):
        reason = "违法行为轻微并及时改正，没有造成危害后果，不予行政处罚。"
        return {"outcome_decision": decision, "no_penalty_reason": reason}
    receivers = {
        "transfer_agency": "河北区农业农村委员会",
        "transfer_judicial": "天津市公安局河北分局",
        "refer_up": "天津市市场监督管理委员会",
    }
    data = {
        "outcome_decision": decision,
        "receiver": receivers[decision],
        "transfer_reason": "依法应当由受移送机关处理。",
    }
    if decision == "transfer_judicial":
        data["crime"] = "生产、销售不符合安全标准的食品罪"
    return data


def send_case_file(sheet: Sheet) -> Data:
    """The file goes with its letter."""
    return {"sent_on": sheet.today, "handed_over": "案卷材料一册。", "taken_by": "值班人员"}


def record_reply(sheet: Sheet) -> Data:
    """Taken over, or sent back once."""
    refused = not sheet.times_done() and sheet.happens(
        "referral refused", sheet.shares.referral_refused
    )
    if refused:
        return {"referral_reply": "refused", "replied_on": sheet.today, "reply": "退回原机关办理。"}
    return {"referral_reply": "accepted", "replied_on": sheet.today, "reply": "同意接收。"}


def outcome_of(sheet: Sheet) -> str:
    """What the leader decides of a report that proposes no penalty of this bureau."""
    proposal = proposal_of(sheet)
    if proposal == "no_penalty":
        kinds = ("no_penalty_must", "no_penalty_may", "no_penalty_unproven")
        return sheet.intent.dice(sheet.licence, "kind of no penalty").choice(kinds)
    return "refer_up" if proposal == "penalise" else proposal


def proposal_of(sheet: Sheet) -> str:
    """What the report proposes; a case that came back is punished after all."""
    shares = sheet.shares
    if any(map(sheet.done_before, ("task_record_reply", "task_decide_transfer"))):
        return "penalise"
    if sheet.happens("no penalty", shares.no_penalty):
        return "no_penalty"
    if sheet.happens("transferred", shares.transferred):
        return "transfer_agency"
    return (
        "transfer_judicial"
        if sheet.happens("to the police", shares.transferred_to_police)
        else "penalise"
    )


def asks_for_hearing(sheet: Sheet) -> bool:
    """Whether the party may ask for a hearing and does."""
    heavy = sheet.penalty().fine_fen >= HEAVY_FEN
    return heavy and sheet.happens("hearing asked", sheet.shares.hearing_asked)


#: From here on a fine of an organisation gives the right to a hearing (P20, status M).
HEAVY_FEN: Final = 100_000_00


def _somebody(sheet: Sheet, role: str) -> int:
    """One of the role who did not handle the case."""
    handlers = authority.facts_of(sheet.session, sheet.case).handlers
    fit = [
        user_id
        for user_id in sheet.session.scalars(
            select(User.id).join(User.roles).where(Role.name == role, User.active).order_by(User.id)
        )
        if user_id not in handlers
    ]
    return sheet.dice.choice(fit)
