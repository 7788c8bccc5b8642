"""The paper of an on-the-spot penalty (当场行政处罚决定书; L1 art 52; L5 arts 67-68)."""

from typing import Any

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.penalty import remedies
from engine.papers.wording import choices, yuan
from models import clock
from models.cases import Case
from models.penalties import Penalty
from models.processes import Submission
from models.statutes import statute


def decision(
    session: Session, case: Case, penalty: Penalty, found: Submission, heard: Submission
) -> dict[str, Any]:
    """Who, what, on which basis, how much, how to pay, which remedies, when and where."""
    kinds = choices(found, "penalty_kinds")
    amounts = {"fine": penalty.fine_fen}
    words = [
        f"{label}{yuan(amounts[kind])}" if amounts.get(kind) else label
        for kind, label in zip(penalty.kinds, kinds, strict=True)
    ]
    return documents.heading(session, case) | {
        "facts": found.data["facts"],
        "violated_article": found.data["violated_article"],
        "article": penalty.article,
        "penalty": {"kinds": kinds, "words": "；".join(words), "fine_fen": penalty.fine_fen},
        "payment": {
            "way": "到指定银行或者通过电子支付系统缴纳",
            "days": statute("T34").number,
            "on_the_spot": heard.data.get("collection") == "on_the_spot",
        },
        "statement": heard.data["statement"],
        "decided_at": clock.now().astimezone(clock.ZONE).isoformat(timespec="minutes"),
        "place": found.data["place"],
        "remedies": remedies(session, clock.today()),
        "party_signature": heard.data["party_signature"],
    }
