"""What goes with a measure: the list, the record made on the spot, the approval, the notice."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from models.cases import Case
from models.documents import Document
from tests import beside, police
from tests.bureau import SIGNED, Bureau
from tests.dockets import REVIEW, decide_outcome, filed, without_penalty


@pytest.fixture
def bureau(session: Session) -> Bureau:
    return Bureau(session)


def newest(session: Session, case: Case, form: str) -> Document:
    paper = documents.newest(session, case, form)
    assert paper is not None, form
    return paper


def test_seized_goods_are_listed_recorded_approved_and_follow_the_case_to_the_police(
    session: Session, bureau: Bureau
) -> None:
    case = filed(bureau)
    beside.taken(bureau, "seizure", case)
    decision = newest(session, case, "seizure_decision")
    listed = newest(session, case, "inventory")
    assert listed.content["paper"]["number"] == decision.number
    assert listed.content["things"] == [beside.THING]
    seen = newest(session, case, "site_record")
    assert "酱油12瓶" in seen.content["facts"]
    assert seen.content["party_signature"] == SIGNED
    allowed = newest(session, case, "matter_approval")
    assert (allowed.content["matter"], allowed.content["leader"]["by"]) == (
        "采取行政强制措施",
        bureau.leader.name,
    )

    report = without_penalty("transfer_judicial")
    bureau.do(case, "task_report_investigation", bureau.pair[0], **report)
    assert newest(session, case, "investigation_report").content["party_text"] == report["party"]
    (element,) = bureau.open_elements(case) & {"task_audit_case", "task_review_legality"}
    bureau.do(case, element, bureau.reviewer, **REVIEW)
    decide_outcome(bureau, case, "transfer_judicial")
    police.report_crime(bureau, case)
    police.decide(bureau, case)
    notice = newest(session, case, "goods_transfer_notice")
    assert notice.content["receiver"] == "受移送机关"
    assert notice.content["decision"]["number"] == decision.number
    assert notice.number


def test_a_party_that_is_absent_is_replaced_by_a_witness_on_the_record(
    session: Session, bureau: Bureau
) -> None:
    case = filed(bureau)
    absent = {"party_present": "no", "witness": "社区工作人员"}
    beside.taken(bureau, "evidence_preservation", case, **absent)
    signature = newest(session, case, "site_record").content["party_signature"]
    assert (signature["status"], signature["witness"]) == ("absent", "社区工作人员")


def test_a_suspected_violation_has_a_record_of_what_was_seen(
    session: Session, bureau: Bureau
) -> None:
    harmless = bureau.inspected("NO_PROBLEM")
    serious = bureau.inspected("INVESTIGATE_KEY")
    forms = {
        case.id: set(session.scalars(select(Document.form).where(Document.case_id == case.id)))
        for case in (harmless, serious)
    }
    assert {"notice_page", "checklist_record", "result_record"} == forms[harmless.id]
    assert "site_record" in forms[serious.id]
    rows = newest(session, serious, "checklist_record").content["rows"]
    assert {row["result"] for row in rows} == {"符合", "不符合"}
