"""How a simulated fine is paid: in time, late with the surcharge, after a demand, by the court."""

from typing import Any

from engine.operations.deferrals import outstanding
from models import clock
from models.statutes import surcharge
from yancha.simulation.sheet import Sheet

Data = dict[str, Any]


def record_payment(sheet: Sheet) -> Data:
    """Paid in full and in time."""
    return _paid(sheet, late=False)


def demand_payment(sheet: Sheet) -> Data:
    """Most pay as soon as they are asked; the others get a demand (L2 art 54)."""
    if sheet.happens("demanded", sheet.shares.demanded):
        return {"overdue_step": "demand", "demand_way": "缴至决定书载明的银行账户。"}
    return {"overdue_step": "paid"} | _paid(sheet, late=True)


def collect_payment(sheet: Sheet) -> Data:
    """Paid after the demand."""
    return {"settlement": "paid", "demand_answer": "无异议。"} | _paid(sheet, late=True)


def apply_court(sheet: Sheet) -> Data:
    """The application to the court (L2 art 55)."""
    return {
        "court": "天津市河北区人民法院",
        "applied_on": sheet.today,
        "facts": "被申请人在法定期限内不申请行政复议、不提起行政诉讼，又不履行处罚决定。",
        "party_view": "被申请人收到催告书后未提出意见。",
        "object": "罚没款及加处罚款",
        "signed_by": "局长",
    }


def record_court(sheet: Sheet) -> Data:
    """Enforced by the court, or not."""
    result = court_result(sheet)
    data: Data = {"court_result": result, "ruled_on": sheet.today}
    return data | _paid(sheet, late=True) if result == "enforced" else data


def court_result(sheet: Sheet) -> str:
    """What the court does."""
    return sheet.intent.dice(sheet.licence, "court").choice(("enforced", "refused", "ended"))


def ground_of(sheet: Sheet) -> str:
    """On which of the five grounds the case is closed (L5 art 77)."""
    if sheet.case.outcome == "terminated":
        return "investigation_ended"
    if sheet.case.outcome != "penalised":
        return "other_decision"
    if not sheet.done_before("task_record_court"):
        return "performed"
    grounds = {"enforced": "performed", "ended": "court_ended", "refused": "other"}
    return grounds[court_result(sheet)]


def _paid(sheet: Sheet, *, late: bool) -> Data:
    penalty = sheet.penalty()
    data = {
        "paid_on": sheet.today,
        "amount_fen": outstanding(sheet.session, penalty),
        "receipt_no": f"1201{sheet.dice.randrange(10**10):010d}",
    }
    if late:
        due_on = sheet.due_on("payment_due")
        data["surcharge_fen"] = surcharge(penalty.fine_fen, due_on, clock.today())
    return data
