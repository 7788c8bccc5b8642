"""The papers of a penalty: notice (告知书), decision (决定书) and no-penalty decision."""

import datetime as dt
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.wording import choices, chosen, opinion, yuan
from models import clock, settings
from models.cases import Case
from models.penalties import Penalty
from models.processes import Submission
from models.statutes import statute

#: From this day the government of the same level alone reviews (L14 art 24).
ONE_REVIEW_BODY: Final = dt.date(2024, 1, 1)
#: L1 art 72; L5 art 75 (T36).
SURCHARGE: Final = "到期不缴纳的，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超过罚款数额"

#: The ground of a decision that the report had not proposed (L1 arts 33, 57).
GROUNDS: Final = {
    "no_penalty_must": "违法行为轻微并及时改正，没有造成危害后果，或者当事人没有主观过错",
    "no_penalty_may": "初次违法且危害后果轻微并及时改正",
    "no_penalty_unproven": "违法事实不能成立",
}


def penalty_notice(
    session: Session, case: Case, report: Submission, penalty: Penalty, *, hearing: bool
) -> dict[str, Any]:
    """What is intended, why, and which rights the party has (L5 art 57; L1 arts 44, 63-64)."""
    data = report.data
    return documents.heading(session, case) | {
        "facts": data["facts"],
        "nature": data["nature"],
        "violated_article": data.get("violated_article", ""),
        "article": penalty.article,
        "penalty": content(report, penalty),
        "discretion": data["discretion"],
        "days_for_defence": statute("T21").number,
        "hearing": hearing,
    }


def penalty_decision(
    session: Session,
    case: Case,
    report: Submission,
    penalty: Penalty,
    defence: Submission | None,
    answer: Submission | None,
) -> dict[str, Any]:
    """The seven items of L5 art 62, the summary of L7 art 4 and the notice of L7 art 8."""
    data, head = report.data, documents.heading(session, case)
    imposed = content(report, penalty)
    return head | {
        "source": data["course"],
        "facts": data["facts"],
        "nature": data["nature"],
        "violated_article": data.get("violated_article", ""),
        "article": penalty.article,
        "defence": _defence(defence, answer),
        "discretion": data["discretion"],
        "penalty": imposed,
        "correct": "责令改正上述违法行为（《行政处罚法》第二十八条）",
        "payment": {
            "days": statute("T34").number,
            "account": settings.value_of(session, "bureau.fine_account", ""),
            "surcharge": SURCHARGE,
        },
        "remedies": remedies(session, clock.today()),
        "summary": {
            "party": head["party"]["name"],
            "type": imposed["kinds"],
            "content": imposed["words"],
            "bureau": head["bureau"],
            "date": head["date"],
        },
        "publicity": "本机关将依法在国家企业信用信息公示系统等公示行政处罚信息",
    }


def no_penalty_decision(
    session: Session, case: Case, report: Submission, decision: Submission, choice: str
) -> dict[str, Any]:
    """Why there is no penalty, and that the party is educated (L5 arts 60-61; L1 art 33)."""
    said = decision.data
    return documents.heading(session, case) | {
        "facts": report.data["facts"],
        "nature": report.data["nature"],
        "ground": chosen(report, "no_penalty_ground") or GROUNDS[choice],
        "reason": said.get("no_penalty_reason", ""),
        "education": "对当事人进行教育，督促其守法经营（《行政处罚法》第三十三条）",
        "remedies": remedies(session, clock.today()),
    }


def remedies(session: Session, day: dt.date) -> dict[str, Any]:
    """Where and until when the party may ask for review or sue (L14 arts 20, 24; L13 art 46)."""
    government = settings.value_of(session, "bureau.government", "天津市河北区人民政府")
    superior = settings.value_of(session, "bureau.superior", "天津市市场监督管理委员会")
    return {
        "review_bodies": [government] if day >= ONE_REVIEW_BODY else [government, superior],
        "review_days": statute("T37").number,
        "court": settings.value_of(session, "bureau.court", "有管辖权的人民法院"),
        "litigation_months": statute("T38").number,
    }


def proposed(report: Submission, penalty: Penalty) -> str:
    """What the report proposes, in the words of papers: the penalty, or what else."""
    if report.data["proposal"] == "penalise":
        return str(content(report, penalty)["words"])
    return chosen(report, "proposal")


def content(report: Submission, penalty: Penalty) -> dict[str, Any]:
    """What is imposed: kinds, words of papers, amounts."""
    kinds = choices(report, "penalty_kinds")
    amounts = {"fine": penalty.fine_fen, "confiscate_gains": penalty.confiscation_fen}
    words = [
        f"{label}{yuan(amounts[kind])}" if amounts.get(kind) else label
        for kind, label in zip(report.data.get("penalty_kinds", []), kinds, strict=True)
    ]
    return {
        "kinds": kinds,
        "words": "；".join(words),
        "fine_fen": penalty.fine_fen,
        "confiscation_fen": penalty.confiscation_fen,
        "opinion": report.data["opinion"],
    }


def _defence(defence: Submission | None, answer: Submission | None) -> dict[str, Any]:
    """What the party said and whether it was followed, and why (L5 art 62)."""
    if defence is None or defence.data["defence"] == "waived":
        return {"made": False, "content": "", "adopted": None}
    return {
        "made": True,
        "content": defence.data["content"],
        "adopted": opinion(answer, "adopted", "adopted_reason"),
    }
