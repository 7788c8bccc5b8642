"""What simulated officers write when they punish on the spot, and hand in afterwards."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from yancha.simulation.penalties import BROKEN
from yancha.simulation.sheet import Sheet
from yancha.simulation.visits import party, signature

Data = dict[str, Any]

#: Fines of a label flaw that was not corrected (L3 art 125): cash, and by the bank.
CASH_YUAN, BANK_YUAN, TOO_MUCH_YUAN = 100, 1_000, 5_000
#: How such a case goes: chosen once for each.
WAYS: Final = ("warned", "cash", "bank", "published", "too_much", "uncertain", "disputed")


def way_of(sheet: Sheet) -> str:
    """Which of the ways this case takes."""
    return sheet.shares.on_the_spot or sheet.intent.dice(sheet.licence, "on the spot").choice(WAYS)


def examine_on_spot(sheet: Sheet) -> Data:
    """What was found, and the small penalty that it deserves."""
    item, broken = BROKEN[sheet.case.subject.kind]
    data: Data = {
        "found_at": sheet.moment(20),
        "place": sheet.case.subject.address or "当事人经营场所",
        "certificate_shown": True,
        "party_name": party(sheet),
        "party_kind": "organisation",
        "facts": "现场检查发现当事人有关记录缺失，当事人当场承认。",
    }
    way = way_of(sheet)
    if way == "uncertain":
        return data | {"facts_certain": "no"}
    data |= {"facts_certain": "yes", "violated_article": broken}
    if way == "warned":
        charge: Data = {"provision": "F126.1", "item": item}
        return data | {"penalty_kinds": ["warning"], "charges": [charge]}
    if way == "too_much":
        charge = {"provision": "F126.1", "item": item, "circumstances": ["refused"]}
        fined = charge | {"fine_fen": TOO_MUCH_YUAN * 100}
        return data | {"penalty_kinds": ["warning", "fine"], "charges": [fined]}
    yuan = CASH_YUAN if way == "cash" else BANK_YUAN
    flaw = {"provision": "F125.2", "circumstances": ["refused"], "fine_fen": yuan * 100}
    return data | {"penalty_kinds": ["fine"], "charges": [flaw]}


def hear_on_spot(sheet: Sheet) -> Data:
    """Told and heard; then imposed at once, examined again, or left to the ordinary procedure."""
    way = way_of(sheet)
    data: Data = {
        "content_told": True,
        "rights_told": True,
        "statement": "当事人不陈述、不申辩。",
        "answer": "无需复核。",
    }
    if not sheet.times_done() and sheet.happens("examined again", sheet.shares.returned):
        return data | {"statement": "当事人称标签已更换。", "spot_answer": "reexamine"}
    if way == "disputed":
        return data | {"statement": "当事人对事实有异议。", "spot_answer": "ordinary"}
    data |= {
        "spot_answer": "impose",
        "public_impact": "yes" if way == "published" else "no",
        "party_signature": signature(sheet, party(sheet)),
    }
    if way == "cash":
        receipt = f"津A{sheet.dice.randrange(10**8):08d}"
        small = {"collection_ground": "small", "receipt_no": receipt}
        return data | {"collection": "on_the_spot"} | small
    return data | ({"collection": "bank"} if way != "warned" else {})


def hand_in_fine(sheet: Sheet) -> Data:
    """The cash goes to the bureau."""
    amount = sheet.penalty().fine_fen
    return {"handed_on": sheet.today, "amount_fen": amount, "received_by": "财务人员"}


def deposit_fine(sheet: Sheet) -> Data:
    """The bureau pays it into the bank."""
    receipt = f"1203{sheet.dice.randrange(10**10):010d}"
    amount = sheet.penalty().fine_fen
    return {"deposited_on": sheet.today, "amount_fen": amount, "bank_receipt": receipt}


def submit_material(sheet: Sheet) -> Data:
    """The stub of the decision and the record go on file."""
    return {
        "submitted_on": sheet.today,
        "material": "当场行政处罚决定书、现场笔录、照片。",
        "material_complete": True,
        "received_by": "档案管理人员",
    }


HANDS: Final[Mapping[str, Callable[[Sheet], Data]]] = {
    "deposit_fine": deposit_fine,
    "examine_on_spot": examine_on_spot,
    "hand_in_fine": hand_in_fine,
    "hear_on_spot": hear_on_spot,
    "submit_material": submit_material,
}
#: Days from when an item appears to when it is done: at least and at most.
DELAYS: Final[Mapping[str, tuple[int, int]]] = {
    "deposit_fine": (0, 1),
    "examine_on_spot": (0, 0),
    "hand_in_fine": (0, 1),
    "hear_on_spot": (0, 0),
    "submit_material": (0, 5),
}
