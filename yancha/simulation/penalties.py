"""The papers of a penalty case, from the proposal to file it to its closure."""

from typing import Any, Final

from engine.persons import culprit_of
from models.clues import Clue, ClueSource
from models.statutes import local_day
from models.subjects import SubjectKind
from yancha.simulation import collection, persons, proceedings
from yancha.simulation.sheet import Sheet
from yancha.simulation.visits import party

Data = dict[str, Any]

#: What is broken; what punishes it is the charge (L4 art 28; L3 art 126).
_SCHOOL: Final = ("12", "《中华人民共和国食品安全法实施条例》第二十八条第一款")
#: Kind of the subject -> the case of L3 article 126 and the article that is broken.
BROKEN: Final = {
    SubjectKind.SCHOOL: _SCHOOL,
    SubjectKind.MAKER: ("13", "《中华人民共和国食品安全法》第四十六条"),
    SubjectKind.SELLER: ("7", "《中华人民共和国食品安全法》第五十四条第一款"),
    SubjectKind.CATERER: ("13", "《中华人民共和国食品安全法》第五十五条第一款"),
}
#: Who has what is not this bureau's.
OTHERS: Final = "天津市红桥区市场监督管理局"
POINTS: Final = ["jurisdiction", "party", "facts", "nature", "basis", "procedure", "proper"]

#: The other ways of service with what each asks for (L5 arts 82-83; P39).
OTHER_WAYS: Final[dict[str, Data]] = {
    "left": {"left_reason": "受送达人拒绝签收，见证人在场，留置送达。"},
    "mailed": {"tracking_no": "1098765432100"},
    "entrusted": {"entrusted_to": OTHERS},
    "electronic": {"e_address": "canteen@example.org", "address_confirmed": True},
}


def propose_filing(sheet: Sheet) -> Data:
    """To file or not to file (L5 arts 19-20)."""
    found = sheet.case.opened_at
    data: Data = {
        "cause": "涉嫌未按规定落实食品安全管理要求",
        "source": _source(sheet),
        "found_on": local_day(found).isoformat(),
        "facts": "监督检查中发现当事人存在影响食品安全的不符合项目，有现场检查记录和照片为证。",
        "suspected_article": _broken(sheet)[1],
    }
    if _declined(sheet):
        return data | {
            "proposal": "decline",
            "decline_ground": "minor",
            "decline_note": "违法行为轻微，当场改正，没有造成危害后果。",
        }
    if _not_ours(sheet):
        reason = "涉嫌违法行为发生在他区，本部门没有管辖权。"
        return data | {"proposal": "transfer", "transfer_to": OTHERS, "transfer_note": reason}
    conditions = ("has_evidence", "punishable", "in_jurisdiction", "not_time_barred")
    return data | {"proposal": "file"} | dict.fromkeys(conditions, True)


def approve_filing(sheet: Sheet) -> Data:
    """The supervisor agrees or sends it back."""
    if sheet.returned("filing returned"):
        return {"filing_approval": "returned", "return_reason": "请补充现场照片说明。"}
    return {"filing_approval": "approved", "opinion": "同意承办人员意见。"}


def decide_filing(sheet: Sheet) -> Data:
    """The leader decides as proposed."""
    if _declined(sheet):
        reason = "违法行为轻微并及时改正，没有造成危害后果，不予立案。"
        return {"filing_decision": "declined", "decline_reason": reason}
    if _not_ours(sheet):
        reason = "依法应当由有管辖权的部门处理。"
        return {"filing_decision": "transferred", "receiver": OTHERS, "transfer_reason": reason}
    if sheet.returned("filing decision returned"):
        return {"filing_decision": "returned", "return_reason": "请补充管辖依据。"}
    return {"filing_decision": "filed", "opinion": "同意立案。"}


def investigation_report(sheet: Sheet) -> Data:
    """The six items of L5 article 48 and the proposal."""
    subject, proposal = sheet.case.subject, proceedings.proposal_of(sheet)
    data: Data = {
        "party": f"{subject.name}，许可证编号{subject.licence}，地址见案卷。",
        "course": "监督检查发现线索，经批准立案后调取台账、询问有关人员，未采取行政强制措施。",
        "facts": "现场检查记录、照片、询问笔录相互印证，足以认定检查所列不符合事实。",
        "nature": "未按照规定实施食品生产经营过程控制要求。",
        "discretion": "首次违法，配合调查并及时改正，按一般情节裁量。",
        "proposal": proposal,
    }
    if sheet.happens("grave", sheet.shares.grave):
        data["review_grounds"] = ["complex"]
    if proposal == "no_penalty":
        opinion = "建议依照《中华人民共和国行政处罚法》第三十三条不予行政处罚。"
        return data | {"opinion": opinion, "no_penalty_ground": "minor"}
    if proposal != "penalise":
        return data | {"opinion": "建议依法移送有权机关处理。"}
    broken = _broken(sheet)[1]
    return data | {"violated_article": broken, "party_kind": "organisation"} | _penalty(sheet)


def _penalty(sheet: Sheet) -> Data:
    """A warning, a fine in the band, or one that is heavy or too heavy for this bureau."""
    shares, item = sheet.shares, _broken(sheet)[0]
    culprit = culprit_of(sheet.session, sheet.case.id)
    if culprit is not None:
        return persons.fine_on(culprit)
    if sheet.happens("revoked", shares.revoked):
        return _revoked()
    changed = sheet.done_before("task_reconsider_defence")
    if sheet.happens("referred up", shares.referred_up):
        return _unsafe(20_000, 300_000)
    if sheet.happens("heavy fine", shares.heavy_fine):
        return _unsafe(9_000, 90_000 if changed else 100_000)
    if sheet.happens("warning only", shares.warning_only):
        charge = {"provision": "F126.1", "item": item}
        return {"opinion": "建议给予警告。", "penalty_kinds": ["warning"], "charges": [charge]}
    yuan = 5_000 if changed else sheet.dice.choice([5_000, 8_000, 10_000, 20_000])
    act: Data = {"provision": "F126.1", "item": item, "circumstances": ["refused"]}
    return {
        "opinion": f"建议给予警告，并处罚款{yuan}元。",
        "penalty_kinds": ["warning", "fine"],
        "charges": [act | {"fine_fen": yuan * 100}],
    }


def _unsafe(goods_yuan: int, fine_yuan: int) -> Data:
    """Spoiled food, which is fined by its value (L3 art 124)."""
    amounts = {"goods_value_fen": goods_yuan * 100, "fine_fen": fine_yuan * 100}
    return {
        "opinion": f"建议处罚款{fine_yuan}元。",
        "penalty_kinds": ["fine"],
        "charges": [{"provision": "F124.1", "item": "4"} | amounts],
    }


def _revoked() -> Data:
    """Spoiled food and forged records: serious, so that the licence goes (L3 art 124)."""
    data = _unsafe(5_000, 80_000)
    (row,) = data["charges"]
    data["charges"] = [row | {"circumstances": ["false_facts"]}]
    return data | {
        "opinion": "建议处罚款80000元，吊销许可证。",
        "penalty_kinds": ["fine", "revoke"],
    }


def _broken(sheet: Sheet) -> tuple[str, str]:
    return BROKEN[sheet.case.subject.kind]


def review_legality(sheet: Sheet) -> Data:
    """The seven points of L5 article 53."""
    if sheet.returned("review supplements"):
        opinion = "请补充询问有关人员的笔录。"
        return {"review": "supplement", "review_opinion": opinion}
    opinion = "事实清楚，证据充分，定性准确，程序合法，同意。"
    return {"review": "agreed", "points": POINTS, "review_opinion": opinion}


def serve(sheet: Sheet) -> Data:
    """A paper is handed over today, or published where nobody can be found (L5 art 82)."""
    if sheet.served() in {"penalty_notice", "penalty_decision"} and sheet.happens(
        f"public notice {sheet.served()}", sheet.shares.public_notice
    ):
        reason = "当事人下落不明，直接送达、邮寄送达均被退回。"
        return {
            "way": "public_notice",
            "notice_published_on": sheet.today,
            "notice_reason": reason,
        }
    return _another_way(sheet) | {"served_on": sheet.today, "receiver": party(sheet)}


def _another_way(sheet: Sheet) -> Data:
    """Most papers are handed over; some parties are reached in one of the other ways."""
    if not sheet.happens("served otherwise", sheet.shares.served_otherwise):
        return {"way": "in_person"}
    way = sheet.intent.dice(sheet.licence, "way", sheet.served()).choice(sorted(OTHER_WAYS))
    confirmed = {"confirmed_on": sheet.today} if way == "electronic" else {}
    return {"way": way} | OTHER_WAYS[way] | confirmed


def approve_penalty(sheet: Sheet) -> Data:
    """The supervisor agrees or sends it back."""
    if sheet.returned("penalty returned"):
        return {"penalty_approval": "returned", "return_reason": "请补充裁量理由。"}
    return {"penalty_approval": "approved", "opinion": "同意处理意见。"}


def decide_penalty(sheet: Sheet) -> Data:
    """The leader decides as proposed."""
    if sheet.returned("decision returned"):
        return {"penalty_decision": "returned", "return_reason": "请补充裁量理由。"}
    return {"penalty_decision": "penalise", "opinion": "同意给予行政处罚。"}


def publish_penalty(sheet: Sheet) -> Data:
    """The summary that the public reads (L7 art 4)."""
    fine = sheet.penalty().fine_fen // 100
    text = f"{sheet.case.title}：未按规定落实食品安全管理要求，给予警告，并处罚款{fine}元。"
    return {"channel": "credit_system", "text": text, "secrets_checked": True}


def propose_closure(sheet: Sheet) -> Data:
    """One of the grounds of L5 article 77."""
    ground = collection.ground_of(sheet)
    told = {
        "performed": "处罚决定已送达并执行完毕。",
        "court_ended": "人民法院裁定终结执行。",
        "other_decision": "已作出不予处罚或者移送的决定。",
    }.get(ground, "人民法院裁定不准予执行。")
    return {"ground": ground, "summary": told, "file_complete": True}


def approve_closure(sheet: Sheet) -> Data:
    """The leader lets the case be closed, or asks for what is missing."""
    if sheet.returned("closure returned"):
        return {"closure": "returned", "return_reason": "请补入送达回证后再报。"}
    return {"closure": "approved", "opinion": "同意结案。"}


def is_silent(sheet: Sheet) -> bool:
    """Whether the party lets the days for its defence pass."""
    spoken = sheet.shares.defence_made + sheet.shares.defence_waived
    if proceedings.asks_for_hearing(sheet):
        return False
    return not sheet.happens("defence made", sheet.shares.defence_made) and sheet.happens(
        "defence silent", 1 - spoken
    )


def _not_ours(sheet: Sheet) -> bool:
    return sheet.happens("clue transferred", sheet.shares.clue_transferred)


def _source(sheet: Sheet) -> str:
    """Where the clue came from, as it was registered; else from a visit."""
    clue = sheet.session.get(Clue, sheet.case.id)
    return ClueSource.INSPECTION.value if clue is None else clue.source.value


def _declined(sheet: Sheet) -> bool:
    return sheet.happens("filing declined", sheet.shares.filing_declined)
