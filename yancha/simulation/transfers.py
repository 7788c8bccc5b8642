"""What simulated people write when a case goes to the police."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine import clocks, crimes
from engine.operations.transfers import ANSWER_DUE
from models import clock
from yancha.simulation.complaints import two_officers
from yancha.simulation.sheet import Sheet

Data = dict[str, Any]
POLICE: Final = "天津市公安局河北分局"


def form_group(sheet: Sheet) -> Data:
    """Two officers who deal with nothing else."""
    return {"officers": two_officers(sheet)}


def report_crime(sheet: Sheet) -> Data:
    """What was found and which crime it may be."""
    known = crimes.records_of(sheet.session, sheet.case)
    signs = {"near_school": known["校园周边"], "prior": known["两年内受罚"]}
    return {
        "signs": ["unsafe", *(sign for sign, holds in signs.items() if holds)],
        "amount_fen": 25_000_000,
        "facts": "查获不符合食品安全标准的食品，有检验报告、进货台账和询问笔录为证。",
        "crime": "生产、销售不符合安全标准的食品罪，已达到追诉标准。",
        "goods": "涉案食品一批，已查封。",
        "tests": "检验报告一份。",
    }


def decide_transfer(sheet: Sheet) -> Data:
    """The head approves, or refuses with reasons."""
    if sheet.happens("transfer refused", sheet.shares.transfer_refused):
        reason = "现有证据不足以认定涉嫌犯罪。"
        return {"head": "head", "transfer_decision": "refused", "refusal_reason": reason}
    return {"head": "head", "transfer_decision": "approved"}


def send_transfer(sheet: Sheet) -> Data:
    """Sent within the day."""
    annexes = "移送书、调查报告、涉案物品清单、检验报告各一份。"
    return {"sent_at": sheet.moment(5), "receiver": POLICE, "annexes": annexes}


def record_answer(sheet: Sheet) -> Data:
    """Filed, or more is asked for once, or not filed; a silence beyond their term is noted once."""
    if _silent(sheet) and not sheet.done_before("task_urge_police"):
        return {"police_answer": "overdue", "answer_reason": "多次联系，未收到书面决定。"}
    answer = "not_filed" if sheet.shares.referral_refused else "filed"
    if not sheet.done_before("task_supplement") and sheet.shares.police_supplement:
        answer = "supplement"
    reason = {"filed": "决定立案。", "not_filed": "没有犯罪事实。"}.get(answer, "请补正材料。")
    return {"police_answer": answer, "answered_on": sheet.today, "answer_reason": reason}


def _silent(sheet: Sheet) -> bool:
    running = clocks.running_of(sheet.session, sheet.case, ANSWER_DUE)
    return running is not None and running.due_at <= clock.now()


def choose_step(sheet: Sheet) -> Data:
    """One reconsideration where it is worth it, then accepted."""
    again = not sheet.times_done() and bool(sheet.shares.police_reconsidered)
    reason = "认为符合追诉标准。" if again else "接受不予立案的决定。"
    return {"police_step": "reconsider" if again else "accept", "reason": reason}


def urge_police(sheet: Sheet) -> Data:
    """A letter to the police first."""
    reason = "移送后超过三日未收到是否立案的决定。"
    return {"urge": "letter", "urged_body": POLICE, "urged_on": sheet.today, "reason": reason}


def hand_over(sheet: Sheet) -> Data:
    """Everything with a receipt."""
    return {"handed_on": sheet.today, "goods": "涉案食品一批、案卷一册。", "receiver": "值班民警"}


def supplement_material(sheet: Sheet) -> Data:
    """What was missed."""
    return {"supplemented_on": sheet.today, "material": "补充检验机构资质证明。"}


HANDS: Final[Mapping[str, Callable[[Sheet], Data]]] = {
    "choose_step": choose_step,
    "decide_transfer": decide_transfer,
    "form_group": form_group,
    "hand_over": hand_over,
    "record_answer": record_answer,
    "report_crime": report_crime,
    "send_transfer": send_transfer,
    "supplement_material": supplement_material,
    "urge_police": urge_police,
}
DELAYS: Final[Mapping[str, tuple[int, int]]] = {
    "choose_step": (0, 1),
    "decide_transfer": (0, 2),
    "form_group": (0, 0),
    "hand_over": (0, 2),
    "record_answer": (1, 3),
    "report_crime": (1, 3),
    "send_transfer": (0, 0),
    "supplement_material": (0, 2),
    "urge_police": (0, 1),
}
