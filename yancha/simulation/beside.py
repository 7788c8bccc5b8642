"""What simulated people begin beside a case, and the papers of it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import func, select

from engine.commands import listings
from engine.operations import deferrals
from engine.persons import culprit_of
from models import clock
from models.processes import Submission, WorkItem
from yancha.simulation.intent import Shares
from yancha.simulation.sheet import Sheet
from yancha.simulation.visits import party, signature

Data = dict[str, Any]

THINGS: Final = (
    {"name": "酱油", "specification": "500毫升", "unit": "瓶", "quantity": "12"},
    {"name": "冷冻鸡腿", "specification": "10千克", "unit": "箱", "quantity": "3"},
)
#: Steps of a seizure in the order in which they are tried; the last one ends it.
STEPS: Final = ("extend", "test", "test_done", "dispose_early")
#: Days that simulated leaders and parties deal in.
EXTENDED, TESTED, DEFERRED = 10, 30, 45
#: Days after which a deferred fine is paid.
LATE: Final = (36, 42)


def occasions(sheet: Sheet) -> Iterator[str]:
    """Which processes are begun when this item appears for the first time."""
    wanted = _wanted(sheet)
    if not wanted or sheet.times_done():
        return
    for process, share in wanted:
        if sheet.happens(process, share):
            yield process


def _wanted(sheet: Sheet) -> tuple[tuple[str, float], ...]:
    """Which may be begun at this item, and how often they are."""
    shares, form = sheet.shares, sheet.item.form
    if form == "investigation_report":
        return (
            ("evidence_preservation", shares.preserved),
            ("seizure", shares.seized),
            ("investigation_suspension", shares.suspended),
            ("clock_extension", shares.extended),
        )
    if form == "review_legality":
        return (("clock_extension", shares.extended),)
    if form != "record_payment":
        return ()
    of_persons = (
        ()
        if _is_person(sheet)
        else (
            ("person_penalty", shares.person_fined),
            ("industry_ban", shares.revoked),
        )
    )
    return (
        ("payment_deferral", shares.deferred),
        *of_persons,
        ("accountability_interview", shares.interviewed),
        (listings.PROCESS, shares.listed),
    )


def _is_person(sheet: Sheet) -> bool:
    return culprit_of(sheet.session, sheet.case.id) is not None


def is_deferred(sheet: Sheet) -> bool:
    """Whether the party waits for the answer to its application, or has it."""
    return sheet.happens("payment_deferral", sheet.shares.deferred)


def request_measure(sheet: Sheet) -> Data:
    """Things that may be gone tomorrow."""
    data: Data = {
        "reason": "现场发现涉嫌超过保质期的食品，可能被转移或者销毁。",
        "basis": "《中华人民共和国食品安全法》第一百一十条",
        "object": "后厨库房内的食品",
        "urgent": "no",
    }
    if sheet.happens("urgent", sheet.shares.urgent):
        data |= {"urgent": "yes", "urgent_reason": "物品正在装车，可能随时被运走。"}
    return data


def take_measure(sheet: Sheet) -> Data:
    """Taken on the spot with its list, or not there any more."""
    if sheet.happens("gone", sheet.shares.gone):
        return {"taken": "no", "not_taken_reason": "到场时物品已不在原处。"}
    return {
        "taken": "yes",
        "taken_at": sheet.moment(0),
        "place": "食堂后厨库房",
        "things": [dict(one) for one in THINGS],
        "kept_at": "in_place",
        "party_present": "yes",
        "certificate_shown": True,
        "rights_told": True,
        "statement": "无",
        "recorded": True,
        "list_delivered": True,
        "party_signature": signature(sheet, party(sheet)),
    }


def propose_disposal(sheet: Sheet) -> Data:
    """What becomes of registered evidence."""
    disposal = sheet.dice.choice(["release", "keep_copy", "test", "seize", "confiscate"])
    data: Data = {"disposal": disposal, "reason": "已查明有关情况。"}
    return data | ({"test_body": "天津市食品检验所"} if disposal == "test" else {})


def propose_seizure_step(sheet: Sheet) -> Data:
    """Some steps on the way, then the release, before anybody closes the case."""
    done = _approved(sheet)
    wanted = [one for one in STEPS if sheet.happens(f"seizure {one}", 0.5)]
    if "test" not in wanted and "test_done" in wanted:
        wanted.remove("test_done")
    if done >= len(wanted):
        ground = sheet.dice.choice(["no_violation", "unrelated", "decided", "other"])
        return {"seizure_step": "release", "release_ground": ground}
    return {"seizure_step": wanted[done]} | _STEP_DATA[wanted[done]]()


def _approved(sheet: Sheet) -> int:
    """How many steps the leader approved in this seizure."""
    return sheet.session.scalars(
        select(func.count())
        .select_from(Submission)
        .join(WorkItem, WorkItem.id == Submission.work_item_id)
        .where(
            WorkItem.instance_id == sheet.item.instance_id,
            WorkItem.element == "task_decide_seizure_step",
            Submission.data["seizure_decision"].astext == "approved",
        )
    ).one()


def _extend() -> Data:
    return {"extend_days": EXTENDED, "extend_reason": "涉及多个供应商，案情复杂。"}


def _test() -> Data:
    return {"test_body": "天津市食品检验所", "test_until": _in(TESTED)}


def _test_done() -> Data:
    return {"tested_on": _in(0)}


def _dispose_early() -> Data:
    return {
        "disposal_basis": "consent",
        "disposal_scope": "part",
        "disposal_way": "冷冻鸡腿变卖，所得款项存入专户保管。",
        "disposal_evidence": True,
    }


_STEP_DATA: Final[Mapping[str, Callable[[], Data]]] = {
    "extend": _extend,
    "test": _test,
    "test_done": _test_done,
    "dispose_early": _dispose_early,
}


def request_suspension(sheet: Sheet) -> Data:
    """The party cannot be found for now, or is gone for good."""
    if sheet.happens("terminated", sheet.shares.terminated):
        return {
            "suspension_proposal": "terminate",
            "termination_ground": "party_gone",
            "reason": "当事人已注销登记，没有权利义务承受人。",
        }
    return {
        "suspension_proposal": "suspend",
        "suspension_ground": "party_missing",
        "reason": "经多次联系和走访，当事人暂时下落不明。",
    }


def follow_suspension(sheet: Sheet) -> Data:
    """The reason went away, or turned out to be for good."""
    over = sheet.happens("gone for good", sheet.shares.terminated_later)
    if not sheet.times_done() and over:
        return {
            "follow_up": "terminate",
            "termination_ground": "party_gone",
            "reason": "当事人已注销登记，没有权利义务承受人。",
        }
    return {"follow_up": "resume", "reason": "已联系到当事人，中止的原因消除。"}


def request_extension(_sheet: Sheet) -> Data:
    """The decision needs more time."""
    return {"extended_clock": "case_due", "extend_days": 30, "reason": "涉及多个供应商。"}


def discuss_extension(sheet: Sheet) -> Data:
    """The leaders fix a further length together (L5 art 64)."""
    data: Data = {
        "held_at": sheet.moment(30),
        "held_in": "局二楼会议室",
        "chaired_by": "王局长",
        "reporter": "李某",
        "recorder": "赵某",
        "attendees": "王局长、张副局长、刘副局长",
        "discussion": "案情特别复杂，同意继续延期。",
        "extension_decision": "approved",
        "decided_days": 60,
    }
    if sheet.happens("discussion refuses", sheet.shares.discussion_refused):
        del data["decided_days"]
        data["extension_decision"] = "refused"
    return data


def request_deferral(sheet: Sheet) -> Data:
    """Later, or in two parts."""
    data: Data = {
        "applied_on": sheet.today,
        "hardship": "食堂停业整改，资金周转困难。",
        "view": "情况属实，建议批准。",
    }
    left = deferrals.outstanding(sheet.session, sheet.penalty())
    if sheet.happens("defer whole", sheet.shares.deferred_whole):
        return data | {"deferral_kind": "defer", "until": _in(DEFERRED)}
    half = left // 2
    plan = [
        {"day": _in(DEFERRED // 2), "amount_fen": half},
        {"day": _in(DEFERRED), "amount_fen": left - half},
    ]
    return data | {"deferral_kind": "instalments", "instalments": plan}


def record_instalment(sheet: Sheet) -> Data:
    """The first half."""
    left = deferrals.outstanding(sheet.session, sheet.penalty())
    receipt = f"1202{sheet.dice.randrange(10**10):010d}"
    return {"paid_on": sheet.today, "amount_fen": left // 2, "receipt_no": receipt}


def _decides(
    key: str, yes: str, no: str, reason: str, share: Callable[[Shares], float]
) -> Callable[[Sheet], Data]:
    """Somebody says yes, or less often no with a reason."""

    def decide(sheet: Sheet) -> Data:
        if not sheet.times_done() and sheet.happens(f"{key} {no}", share(sheet.shares)):
            return {key: no, reason: "理由不充分，请补充说明。"}
        return {key: yes}

    return decide


def _in(days: int) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


HANDS: Final[Mapping[str, Callable[[Sheet], Data]]] = {
    "request_measure": request_measure,
    "approve_measure": _decides(
        "measure_approval", "approved", "refused", "refusal_reason", lambda of: of.measure_refused
    ),
    "take_measure": take_measure,
    "confirm_measure": _decides(
        "confirmation", "approved", "refused", "refusal_reason", lambda of: of.unconfirmed
    ),
    "propose_disposal": propose_disposal,
    "decide_disposal": _decides(
        "preservation_decision", "approved", "returned", "return_reason", lambda of: of.returned
    ),
    "propose_seizure_step": propose_seizure_step,
    "decide_seizure_step": _decides(
        "seizure_decision", "approved", "returned", "return_reason", lambda of: of.returned
    ),
    "request_suspension": request_suspension,
    "decide_suspension": _decides(
        "suspension_decision",
        "approved",
        "refused",
        "refusal_reason",
        lambda of: of.suspension_refused,
    ),
    "follow_suspension": follow_suspension,
    "decide_termination": _decides(
        "termination", "approved", "refused", "refusal_reason", lambda of: of.suspension_refused
    ),
    "request_extension": request_extension,
    "approve_extension": _decides(
        "extension_decision",
        "approved",
        "refused",
        "refusal_reason",
        lambda of: of.extension_refused,
    ),
    "discuss_extension": discuss_extension,
    "request_deferral": request_deferral,
    "decide_deferral": _decides(
        "deferral_decision", "granted", "refused", "refusal_reason", lambda of: of.deferral_refused
    ),
    "record_instalment": record_instalment,
}
#: Days from when an item appears to when it is done: at least and at most.
DELAYS: Final[Mapping[str, tuple[int, int]]] = {
    "request_measure": (0, 0),
    "approve_measure": (0, 1),
    "take_measure": (0, 1),
    "confirm_measure": (0, 0),
    "propose_disposal": (1, 4),
    "decide_disposal": (0, 2),
    "propose_seizure_step": (2, 5),
    "decide_seizure_step": (0, 2),
    "request_suspension": (0, 1),
    "decide_suspension": (0, 2),
    "follow_suspension": (10, 40),
    "decide_termination": (1, 3),
    "request_extension": (0, 1),
    "approve_extension": (1, 3),
    "discuss_extension": (1, 3),
    "request_deferral": (0, 1),
    "decide_deferral": (0, 2),
    "record_instalment": (5, 15),
}
