"""What simulated people write about responsible persons and bans."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.operations.listings import HEAVIER, heavier_of
from models import clock
from models.persons import Culprit
from yancha.simulation.sheet import Sheet
from yancha.simulation.visits import party, signature

Data = dict[str, Any]

SURNAMES: Final = "王李张刘陈杨黄赵吴周"
GIVEN: Final = ("建国", "秀英", "志强", "丽华", "海涛", "春梅")
#: Income of a year, in yuan.
INCOMES: Final = (36_000, 48_000, 60_000, 96_000)
#: Nobody is let off the list within a year (T54).
LISTED_FOR: Final = dt.timedelta(days=400)


def propose_person(sheet: Sheet) -> Data:
    """The one who did it on purpose."""
    dice = sheet.intent.dice(sheet.licence, "responsible person")
    return {
        "name": dice.choice(SURNAMES) + dice.choice(GIVEN),
        "address": "天津市河北区某小区",
        "position": "supervisor",
        "ground": "1",
        "liability": "明知食品已超过保质期仍安排使用，有笔录和进货台账为证。",
        "income_fen": dice.choice(INCOMES) * 100,
        "income_evidence": "劳动合同、上一年度工资表。",
    }


def name_banned(sheet: Sheet) -> Data:
    """The one who represents the unit and the one who was in charge."""
    dice = sheet.intent.dice(sheet.licence, "banned")
    representative = sheet.case.subject.legal_representative
    first = representative or dice.choice(SURNAMES) + dice.choice(GIVEN)
    return {
        "people": [
            {"name": first, "duty": "法定代表人"},
            {"name": dice.choice(SURNAMES) + dice.choice(GIVEN), "duty": "直接负责的主管人员"},
        ],
        "reasons": "许可证已决定吊销，上述人员对违法行为负有责任。",
    }


def decide_ban(sheet: Sheet) -> Data:
    """Decided, or returned once."""
    if sheet.returned("ban"):
        return {"ban_decision": "returned", "return_reason": "请补充责任认定的依据。"}
    return {"ban_decision": "decided"}


def fine_on(culprit: Culprit) -> Data:
    """Twice the income of the year before."""
    fine = 2 * culprit.income_fen
    row = {"provision": "R75", "item": culprit.ground, "income_fen": culprit.income_fen}
    return {
        "party_kind": "individual",
        "opinion": f"建议处罚款{fine // 100}元。",
        "penalty_kinds": ["fine"],
        "charges": [row | {"fine_fen": fine}],
    }


def propose_interview(sheet: Sheet) -> Data:
    """Who represents the unit is to be talked to."""
    return {
        "hazard": "留样和消毒记录连续缺失，责令改正后仍未落实。",
        "person": sheet.case.subject.legal_representative or party(sheet),
        "position": "legal_representative",
        "demand": "立即落实留样和消毒制度。",
    }


def approve_interview(sheet: Sheet) -> Data:
    """Approved, or refused now and then."""
    if sheet.happens("interview refused", sheet.shares.measure_refused):
        return {"interview_approval": "refused", "refusal_reason": "已完成整改，无需约谈。"}
    return {"interview_approval": "approved"}


def hold_interview(sheet: Sheet) -> Data:
    """Held today, with a promise."""
    return {
        "held_on": sheet.today,
        "place": "市场监督管理所",
        "attended": "yes",
        "talk": "指出存在的食品安全隐患，要求立即整改。",
        "promise": "三日内落实留样和消毒制度，专人负责。",
        "party_signature": signature(sheet, party(sheet)),
    }


def propose_listing(sheet: Sheet) -> Data:
    """Serious, and punished as heavily as the decision behind it says."""
    parent = sheet.case.parent
    heavier = heavier_of(sheet.session, parent) if parent is not None else frozenset()
    return {
        "conduct": "food_safety",
        "heavier": next((one for one in HEAVIER if one in heavier), "heavy_fine"),
        "weighing": "主观故意明显，持续时间较长，货值较大。",
        "told": "已书面告知当事人，当事人未提出异议。",
    }


def decide_listing(sheet: Sheet) -> Data:
    """Listed, unless it is not that serious."""
    if sheet.happens("not listed", sheet.shares.measure_refused):
        return {"listing_decision": "refused", "refusal_reason": "综合情节，不予列入。"}
    return {"listing_decision": "listed"}


def record_consent(sheet: Sheet) -> Data:
    """The bureau above agrees, or does not."""
    refused = sheet.happens("no consent", sheet.shares.referral_refused)
    return {
        "consent": "refused" if refused else "granted",
        "consent_body": "天津市市场监督管理委员会",
        "consented_on": sheet.today,
    }


def publish_listing(_sheet: Sheet) -> Data:
    """Why the party is listed, as everybody may read it."""
    text = "列入事由：食品安全领域严重违法行为。主观故意明显，持续时间较长，货值较大。"
    return {"channel": "both", "text": text, "secrets_checked": True}


def asks_for_removal(sheet: Sheet) -> dt.datetime | None:
    """When the party asks to be let off the list; None when it lets the term run out."""
    if sheet.item.form != "record_consent":
        return None
    asks = sheet.happens("removal asked", sheet.shares.removal_asked)
    return clock.now() + LISTED_FOR if asks else None


def application() -> Data:
    """What it writes."""
    return {"applied_on": clock.today().isoformat(), "grounds": "已履行义务并消除影响。"}


def decide_removal(sheet: Sheet) -> Data:
    """Removed early, or kept on the list."""
    if sheet.happens("removal refused", sheet.shares.removal_refused):
        return {"removal_decision": "refused", "removal_reason": "尚未消除影响。"}
    return {"removal_decision": "granted", "removal_reason": "已履行义务并消除影响。"}


HANDS: Final[Mapping[str, Callable[[Sheet], Data]]] = {
    "decide_listing": decide_listing,
    "decide_removal": decide_removal,
    "propose_listing": propose_listing,
    "publish_listing": publish_listing,
    "record_consent": record_consent,
    "approve_interview": approve_interview,
    "hold_interview": hold_interview,
    "propose_interview": propose_interview,
    "propose_person": propose_person,
    "name_banned": name_banned,
    "decide_ban": decide_ban,
}
DELAYS: Final[Mapping[str, tuple[int, int]]] = {
    "decide_listing": (0, 2),
    "decide_removal": (1, 5),
    "propose_listing": (0, 3),
    "publish_listing": (2, 8),
    "record_consent": (2, 6),
    "approve_interview": (0, 2),
    "hold_interview": (1, 3),
    "propose_interview": (0, 1),
    "propose_person": (0, 2),
    "name_banned": (0, 2),
    "decide_ban": (0, 2),
}
