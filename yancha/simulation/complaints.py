"""What simulated people write about a consumer's complaint."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import select

from engine import authority, pairs
from models.accounts import User
from yancha.simulation.sheet import Sheet

Data = dict[str, Any]


def accept_complaint(sheet: Sheet) -> Data:
    """Accepted with two mediators, unless it is none of the bureau's business."""
    if sheet.happens("complaint refused", sheet.shares.complaint_refused):
        return {
            "complaint_acceptance": "refused",
            "refusal_reason": "所投诉事项不属于市场监督管理部门职责。",
        }
    return {"complaint_acceptance": "accepted", "officers": two_officers(sheet)}


def two_officers(sheet: Sheet) -> list[int]:
    """Two officers of the case's office, the least loaded first."""
    people = sheet.session.scalars(select(User).where(User.active).order_by(User.id))
    recused = pairs.recused_from(sheet.session, sheet.case.subject_id)
    fit = [
        user.id
        for user in people
        if user.may_be_assigned()
        and user.id not in recused
        and sheet.case.office_id in authority.actor_of(sheet.session, user, "rehearsal").offices
    ]
    loads = pairs.loads(sheet.session, fit)
    return sorted(fit, key=lambda user_id: loads[user_id])[: authority.PAIR]


def mediate_complaint(sheet: Sheet) -> Data:
    """Mostly agreed; sometimes withdrawn or in vain."""
    data: Data = {"mediation_record": "分别听取双方意见后组织现场调解。", "clue_found": "no"}
    if sheet.happens("clue in a complaint", sheet.shares.clue_in_complaint):
        data |= {"clue_found": "yes", "clue_summary": "调解中发现食堂使用超过保质期的食品。"}
    if sheet.happens("complaint agreed", sheet.shares.complaint_agreed):
        agreement = "被投诉人退还货款，投诉人不再主张其他权利。"
        return data | {"mediation": "agreed", "agreement": agreement}
    withdrawn = sheet.happens("complaint withdrawn", sheet.shares.complaint_withdrawn)
    return data | {"mediation": "withdrawn" if withdrawn else "failed"}


def tell_parties(sheet: Sheet) -> Data:
    """Told by telephone."""
    return {"told_on": sheet.today, "told_by": "phone"}


def answer_reporter(sheet: Sheet) -> Data:
    """Told by telephone, without a name in it."""
    told = "您举报的事项已核查，已依法作出是否立案的决定。"
    return {"told_on": sheet.today, "told_by": "phone", "answer": told}


HANDS: Final[Mapping[str, Callable[[Sheet], Data]]] = {
    "accept_complaint": accept_complaint,
    "answer_reporter": answer_reporter,
    "mediate_complaint": mediate_complaint,
    "tell_parties": tell_parties,
}
DELAYS: Final[Mapping[str, tuple[int, int]]] = {
    "accept_complaint": (1, 4),
    "answer_reporter": (1, 3),
    "mediate_complaint": (5, 30),
    "tell_parties": (1, 3),
}
