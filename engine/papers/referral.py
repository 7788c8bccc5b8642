"""The letters with which a case leaves (案件移送函、涉嫌犯罪案件移送书; L5 art 14; L8 art 6)."""

from typing import Any, Final

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.wording import cause_of, opinion
from models.cases import Case
from models.processes import Submission

ANNEXES: Final = ["案件调查终结报告", "证据材料"]
CLUE_ANNEXES: Final = ["案件来源登记表", "线索材料"]
CRIME_ANNEXES: Final = [
    "涉嫌犯罪案件情况的调查报告",
    "涉案物品清单",
    "检验报告或者鉴定意见",
    "其他有关涉嫌犯罪的材料",
]
BASIS: Final = {
    "transfer_agency": "《市场监督管理行政处罚程序规定》第十四条、第六十条",
    "transfer_judicial": "《中华人民共和国行政处罚法》第二十七条、"
    "《行政执法机关移送涉嫌犯罪案件的规定》第三条、第六条",
    "refer_up": "《中华人民共和国食品安全法实施条例》第八十一条",
}


def clue_letter(
    session: Session, case: Case, proposal: Submission, decision: Submission
) -> dict[str, Any]:
    """A clue that is not this bureau's goes with what is known of it (L5 arts 14, 17)."""
    return documents.heading(session, case) | {
        "receiver": decision.data["receiver"],
        "cause": proposal.data["cause"],
        "facts": proposal.data["facts"],
        "reason": decision.data["transfer_reason"],
        "basis": "《市场监督管理行政处罚程序规定》第十四条、第十七条",
        "annexes": CLUE_ANNEXES,
    }


def letter(
    session: Session, case: Case, report: Submission, decision: Submission, form: str
) -> dict[str, Any]:
    """To whom, what was found, why it goes, and with which annexes."""
    key = "penalty_decision" if decision.form == "decide_penalty" else "outcome_decision"
    data = decision.data
    crime = form == "crime_transfer"
    return documents.heading(session, case) | {
        "receiver": data["receiver"],
        "cause": cause_of(session, case),
        "facts": report.data["facts"],
        "reason": data["transfer_reason"],
        "crime": data.get("crime", ""),
        "basis": BASIS[data[key]],
        "annexes": CRIME_ANNEXES if crime else ANNEXES,
        "leader": opinion(decision, key, "opinion", "transfer_reason"),
    }
