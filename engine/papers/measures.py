"""The papers of measures: notice or decision with the list, extension, testing, release."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.papers.penalty import remedies
from engine.papers.wording import cause_of, choice, chosen, opinion
from models import clock
from models.cases import Case
from models.documents import Document
from models.measures import CaseMeasure, MeasureKind
from models.processes import Submission

#: Ends that follow from the law or from a refusal and not from a proposal.
GROUNDS: Final = {
    "refused": "负责人认为不应当采取措施",
    "not_approved_in_time": "二十四小时内未补办批准手续",
    "lapsed": "七个工作日内未采取相关措施，先行登记保存措施自动解除",
    "expired": "查封、扣押期限已经届满",
}
#: What both measures stand on.
BASIS: Final = {
    MeasureKind.PRESERVATION: "《中华人民共和国行政处罚法》第五十六条",
    MeasureKind.SEIZURE: "《中华人民共和国食品安全法》第一百一十条",
}


def taken(
    session: Session, case: Case, measure: CaseMeasure, request: Submission, paper: Submission
) -> dict[str, Any]:
    """Reason, basis, period, list and remedies (L2 art 24; L5 art 34)."""
    data = paper.data
    return _head(session, case, measure) | {
        "reason": request.data["reason"],
        "law": request.data["basis"],
        "urgent": measure.urgent,
        "kept_at": chosen(paper, "kept_at"),
        "party_present": data["party_present"] == "yes",
        "witness": data.get("witness", ""),
        "statement": data["statement"],
        "party_signature": data.get("party_signature"),
    }


def inventory(
    session: Session, case: Case, measure: CaseMeasure, paper: Document, take: Submission | None
) -> dict[str, Any]:
    """The list that goes with a paper, in duplicate (L2 art 24; L5 art 34)."""
    data = take.data if take is not None else {}
    return documents.heading(session, case) | {
        "paper": documents.named(paper),
        "place": measure.place,
        "things": measure.things,
        "witness": data.get("witness", ""),
        "party_signature": data.get("party_signature"),
    }


def site_record(
    session: Session, case: Case, measure: CaseMeasure, take: Submission
) -> dict[str, Any]:
    """The record made on the spot when something is taken (L2 art 18; L5 art 28)."""
    data, present = take.data, take.data["party_present"] == "yes"
    done = "先行登记保存" if measure.kind is MeasureKind.PRESERVATION else "查封、扣押"
    things = "、".join(
        f"{one['name']}{one.get('quantity', '')}{one.get('unit', '')}" for one in measure.things
    )
    facts = (
        f"执法人员两名以上到场，出示执法证件，对下列物品采取{done}措施：{things}。\n"
        "已当场告知采取措施的理由、依据以及依法享有的权利、救济途径，听取陈述和申辩。"
    )
    return documents.heading(session, case) | {
        "started_at": data["taken_at"],
        "ended_at": "",
        "place": measure.place,
        "present": {"name": "", "title": ""},
        "shown": "执法证件",
        "recusal_asked": False,
        "recusal_reason": "",
        "statement": data["statement"],
        "facts": facts,
        "witness": data.get("witness", ""),
        "party_signature": data["party_signature"]
        if present and data.get("party_signature")
        else {
            "status": "absent",
            "name": "",
            "reason": "当事人不到场",
            "witness": data.get("witness", ""),
        },
    }


#: What the leader decided on -> how the paper words it.
MATTERS: Final = {
    "extend": "延长行政强制措施期限",
    "test": "检测、检验、检疫、鉴定期间",
    "test_done": "恢复计算行政强制措施期限",
    "dispose_early": "先行处置物品",
    "release": "解除措施",
    "confiscate": "没收处理",
    "hand_over": "移送有关部门处理",
    "keep_copy": "采取记录、复制等方式保全证据后返还",
    "seize": "依法采取行政强制措施",
}


def taking_approval(
    session: Session, case: Case, request: Submission, approval: Submission
) -> dict[str, Any]:
    """That the leader allowed a measure, or confirmed an urgent one (L5 arts 33, 36)."""
    seizure = request.work_item.instance.definition.process == "seizure"
    what = "采取行政强制措施" if seizure else "采取先行登记保存证据措施"
    key = "confirmation" if approval.form == "confirm_measure" else "measure_approval"
    late = "（情况紧急，二十四小时内补办）" if key == "confirmation" else ""
    return _matter(session, case, what + late, request.data["reason"], request.data["basis"]) | {
        "proposed": opinion(request, "urgent", "object"),
        "leader": opinion(approval, key, "opinion", "refusal_reason"),
    }


def step_approval(
    session: Session, case: Case, proposal: Submission, decision: Submission
) -> dict[str, Any]:
    """What the leader allowed to be done with what was taken (L5 arts 35, 38, 41-42)."""
    seizure = proposal.form == "propose_seizure_step"
    field = "seizure_step" if seizure else "disposal"
    data = proposal.data
    said = data.get("extend_reason") or data.get("disposal_way") or data.get("reason") or ""
    what = MATTERS[data[field]]
    ground = "《市场监督管理行政处罚程序规定》" + (
        "第三十八条、第四十一条、第四十二条" if seizure else "第三十五条"
    )
    key = "seizure_decision" if seizure else "preservation_decision"
    return _matter(session, case, what, said or chosen(proposal, field), ground) | {
        "proposed": opinion(proposal, field, "reason"),
        "leader": opinion(decision, key, "opinion", "return_reason"),
    }


def goods_transfer(
    session: Session, case: Case, measure: CaseMeasure, receiver: str
) -> dict[str, Any]:
    """That seized goods go with the case to the police (L2 art 21)."""
    return documents.heading(session, case) | {
        "decision": _decision(session, case, measure),
        "receiver": receiver,
        "reason": "违法行为涉嫌犯罪",
        "things": measure.things,
    }


def _matter(session: Session, case: Case, matter: str, reason: str, ground: str) -> dict[str, Any]:
    return documents.heading(session, case) | {
        "cause": cause_of(session, case),
        "matter": matter,
        "reason": reason,
        "ground": ground,
    }


def ended(
    session: Session, case: Case, measure: CaseMeasure, proposal: Submission | None
) -> dict[str, Any]:
    """Why the measure ended, and when (L2 art 28; L5 arts 35, 42)."""
    return _head(session, case, measure) | {
        "decision": _decision(session, case, measure),
        "state": measure.state.value,
        "ground": _ground(measure, proposal),
        "ended_on": _day(measure.ended_at),
    }


def extended(
    session: Session, case: Case, measure: CaseMeasure, proposal: Submission
) -> dict[str, Any]:
    """For how long and why, in writing (L2 art 25; L4 art 61)."""
    return _head(session, case, measure) | {
        "decision": _decision(session, case, measure),
        "days": proposal.data["extend_days"],
        "reason": proposal.data["extend_reason"],
    }


def tested(
    session: Session, case: Case, measure: CaseMeasure, proposal: Submission
) -> dict[str, Any]:
    """The testing period, which does not count, told in writing (L2 art 25; L5 art 38)."""
    return _head(session, case, measure) | {
        "decision": _decision(session, case, measure),
        "test_body": proposal.data["test_body"],
        "test_until": proposal.data["test_until"],
    }


def disposed_early(
    session: Session, case: Case, measure: CaseMeasure, proposal: Submission
) -> dict[str, Any]:
    """On what ground and how perishables were disposed of (L5 art 41)."""
    return _head(session, case, measure) | {
        "decision": _decision(session, case, measure),
        "basis_of_disposal": chosen(proposal, "disposal_basis"),
        "scope": chosen(proposal, "disposal_scope"),
        "way": proposal.data["disposal_way"],
    }


def _head(session: Session, case: Case, measure: CaseMeasure) -> dict[str, Any]:
    return documents.heading(session, case) | {
        "kind": measure.kind.value,
        "basis": BASIS[measure.kind],
        "place": measure.place,
        "things": measure.things,
        "taken_at": measure.taken_at.isoformat(),
        "from": _day(measure.taken_at),
        "until": measure.due_on.isoformat(),
        "remedies": remedies(session, clock.today()),
    }


def _decision(session: Session, case: Case, measure: CaseMeasure) -> dict[str, str]:
    """The paper that the measure stands on, as the papers that follow it cite it."""
    form = "seizure_decision" if measure.kind is MeasureKind.SEIZURE else "preservation_notice"
    taken_at = measure.taken_at.isoformat()
    papers = session.scalars(
        select(Document)
        .where(Document.case_id == case.id, Document.form == form)
        .order_by(Document.id.desc())
    )
    found = next((one for one in papers if one.content.get("taken_at") == taken_at), None)
    return documents.named(found) if found is not None else {}


def _ground(measure: CaseMeasure, proposal: Submission | None) -> str:
    if measure.ground in GROUNDS and proposal is None:
        return GROUNDS[measure.ground]
    if proposal is None:
        return measure.ground
    form = proposal.form
    field = {"propose_disposal": "disposal"}.get(form, "release_ground")
    said = choice(form, field, measure.ground)
    return said or choice(form, "seizure_step", measure.ground)


def _day(moment: dt.datetime | None) -> str:
    return moment.astimezone(clock.ZONE).date().isoformat() if moment else ""
