"""The papers of a visit: result record (结果记录表) and order to correct (责令改正通知书)."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import checklists, documents, forms
from engine.papers.wording import choices, chosen
from models.cases import Case
from models.findings import Finding
from models.processes import Submission

#: 食品生产经营监督检查管理办法.
BASIS_OF_CORRECTION: Final = "《食品生产经营监督检查管理办法》第三十三条"
#: Kinds of inspection of L6 art 53.
ROUTINE: Final = "日常监督检查"
UNANNOUNCED: Final = "飞行检查"
#: The words of answers on the official checklist.
RESULTS: Final = {
    checklists.Result.MET: "符合",
    checklists.Result.NOT_MET: "不符合",
    checklists.Result.NOT_APPLICABLE: "合理缺项",
}
BASIS_OF_STOP: Final = "《食品安全法》第四十七条、《食品生产经营监督检查管理办法》第三十一条"


def result_record(session: Session, case: Case, visit: Submission) -> dict[str, Any]:
    """What was inspected, found and told on the spot (L6 arts 31-35)."""
    data = visit.data
    return documents.heading(session, case) | {
        "kind": "inspection",
        "type": _type(visit),
        "left_at": data["left_at"],
        "checklist": checklist_of(visit),
        "findings": findings(visit),
        "outcome": data["outcome"],
        "outcome_label": chosen(visit, "outcome"),
        "gap_reason": data.get("key_gap_reason", ""),
        "measures": data.get("measures_taken", ""),
        "demand": data.get("rectify_demand", ""),
        "rectify_by": data.get("rectify_by", ""),
        "stop_scope": data.get("stop_scope", ""),
        "experts": data.get("experts", ""),
        "controls": _controls(visit),
        "controls_note": data.get("measures_note", ""),
        "remark": data.get("remark", ""),
        **_at_visit(visit),
    }


def notice_page(session: Session, case: Case, visit: Submission) -> dict[str, Any]:
    """Who came, what was shown, and whether recusal was asked for (L6 arts 24, 34)."""
    return documents.heading(session, case) | _at_visit(visit)


def checklist_record(session: Session, case: Case, visit: Submission) -> dict[str, Any]:
    """Every item with its answer (L6 arts 13, 34)."""
    checklist = _checklist(visit)
    answers = checklists.answers_of(visit.data["checklist"])
    return documents.heading(session, case) | {
        "arrived_at": visit.data["arrived_at"],
        "checklist": {"title": checklist.title["zh"], "version": checklist.version},
        "rows": [
            {
                "item": item.no,
                "key_item": item.key,
                "text": item.text["zh"],
                "result": RESULTS[answers[item.no].result],
                "note": answers[item.no].note,
            }
            for item in checklist
            if item.no in answers
        ],
        "party_signature": visit.data["party_signature"],
    }


def site_record(session: Session, case: Case, visit: Submission) -> dict[str, Any]:
    """What was seen on the spot of a suspected violation (L5 art 28)."""
    data, lines = visit.data, findings(visit)
    seen = [f"{one['item']} {one['text']}" + _after(one["note"]) for one in lines]
    return (
        documents.heading(session, case)
        | _at_visit(visit)
        | {
            "started_at": data["arrived_at"],
            "ended_at": data["left_at"],
            "place": case.subject.address or case.subject.name,
            "present": {"name": data["party_name"], "title": data.get("party_title", "")},
            "statement": data.get("remark", ""),
            "facts": "\n".join(["执法人员现场检查，发现以下情况：", *seen]),
            "witness": data["party_signature"].get("witness", ""),
        }
    )


def _at_visit(visit: Submission) -> dict[str, Any]:
    data = visit.data
    return {
        "arrived_at": data["arrived_at"],
        "party_present": {"name": data["party_name"], "title": data.get("party_title", "")},
        "shown": chosen(visit, "certificate_shown"),
        "recusal_asked": data["recusal_asked"] == "yes",
        "recusal_reason": data.get("recusal_reason", ""),
        "party_signature": data["party_signature"],
    }


def _after(note: str) -> str:
    return f"：{note}" if note else ""


def reinspection_record(session: Session, case: Case, visit: Submission) -> dict[str, Any]:
    """What the re-inspection found of the problems that were to be corrected (L6 art 33)."""
    data = visit.data
    return documents.heading(session, case) | {
        "kind": "reinspection",
        "arrived_at": data["arrived_at"],
        "party_present": {"name": data.get("party_name", ""), "title": ""},
        "shown": chosen(visit, "certificate_shown"),
        "outcome": data["reinspection"],
        "outcome_label": chosen(visit, "reinspection"),
        "facts": data["facts"],
        "party_signature": data.get("party_signature"),
    }


def order_to_correct(session: Session, case: Case, visit: Submission) -> dict[str, Any]:
    """The written order: facts, norm, what to correct and by when (L6 art 33; L1 art 28)."""
    data = visit.data
    stop = data["outcome"] == "STOP"
    return documents.heading(session, case) | {
        "findings": findings(visit),
        "basis": BASIS_OF_STOP if stop else BASIS_OF_CORRECTION,
        "demand": data["stop_scope"] if stop else data["rectify_demand"],
        "at_once": stop,
        "due_on": "" if stop else data["rectify_by"],
        "party_signature": data["party_signature"],
    }


def findings(visit: Submission) -> list[dict[str, Any]]:
    """The items that were not met, in the order of the checklist."""
    checklist = _checklist(visit)
    answers = checklists.answers_of(visit.data["checklist"])
    return [
        {
            "item": item.no,
            "text": item.text["zh"],
            "basis": item.basis,
            "key_item": item.key,
            "affects_safety": answers[item.no].affects_safety is True,
            "note": answers[item.no].note,
        }
        for item in checklist
        if item.no in answers and answers[item.no].result is checklists.Result.NOT_MET
    ]


def finding_rows(
    case: Case, visit: Submission, *, corrected_at: Callable[[str], dt.datetime | None]
) -> list[Finding]:
    """One row for each item that was not met."""
    name = _checklist(visit).name
    return [
        Finding(
            case_id=case.id,
            submission_id=visit.id,
            checklist=name,
            item=found["item"],
            title=found["text"],
            key_item=found["key_item"],
            affects_safety=found["affects_safety"],
            note=found["note"],
            corrected_at=corrected_at(found["item"]),
        )
        for found in findings(visit)
    ]


def checklist_of(visit: Submission) -> dict[str, Any]:
    """Which checklist was filled in, and what it came to."""
    checklist = _checklist(visit)
    results = [answer.result for answer in checklists.answers_of(visit.data["checklist"]).values()]
    return {
        "name": checklist.name,
        "title": checklist.title["zh"],
        "version": checklist.version,
        "digest": checklist.digest,
        "items": len(results),
        "total": len(checklist),
        "met": results.count(checklists.Result.MET),
        "not_met": results.count(checklists.Result.NOT_MET),
        "not_applicable": results.count(checklists.Result.NOT_APPLICABLE),
    }


def _controls(visit: Submission) -> list[str]:
    """What the officers did on the spot, and what has to be approved in the case (L6 art 30)."""
    asked = ("site_measures", "coercive_measures")
    return [label for key in asked if key in visit.data for label in choices(visit, key)]


def _type(visit: Submission) -> str:
    """What kind of inspection it was (L6 arts 22, 53)."""
    if "review_kind" in visit.data:
        return chosen(visit, "review_kind")
    return UNANNOUNCED if forms.base(visit.form) == "inspect_premises" else ROUTINE


def _checklist(visit: Submission) -> checklists.Checklist:
    field = forms.load(visit.form).fields["checklist"]
    return checklists.load(field.properties["checklist"])
