"""Documents (文书): what a paper says is frozen when issued; a change issues a new version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import digests, numbers
from engine.authority import Actor
from models import clock, settings
from models.accounts import User
from models.cases import Case, CaseOfficer
from models.documents import Document

BUREAU_SETTING: Final = "bureau.name"
DEFAULT_BUREAU: Final = "天津市河北区市场监督管理局"


@dataclass(frozen=True)
class Paper:
    """A kind of document: its official name and the series of its number, if it bears one."""

    title: str
    series: str | None = None


#: The papers of the core path, as rules.md section 5 names them.
PAPERS: Final = {
    "result_record": Paper("食品生产经营监督检查结果记录表"),
    "order_to_correct": Paper("责令改正通知书", "order_to_correct"),
    "filing_approval": Paper("立案审批表"),
    "no_filing_approval": Paper("不予立案审批表"),
    "penalty_notice": Paper("行政处罚告知书", "penalty_notice"),
    "penalty_decision": Paper("行政处罚决定书", "penalty_decision"),
    "no_penalty_decision": Paper("不予行政处罚决定书", "no_penalty_decision"),
    "closure_approval": Paper("结案审批表"),
    "preservation_notice": Paper("先行登记保存证据通知书", "preservation_notice"),
    "preservation_release": Paper("解除先行登记保存证据通知书", "preservation_release"),
    "seizure_decision": Paper("实施行政强制措施决定书", "seizure_decision"),
    "seizure_extension": Paper("延长行政强制措施期限决定书", "seizure_extension"),
    "seizure_release": Paper("解除行政强制措施决定书", "seizure_release"),
    "early_disposal": Paper("先行处置物品记录"),
    "test_period_notice": Paper("检测、检验、检疫、鉴定期间告知书", "test_period_notice"),
    "suspension_approval": Paper("行政处罚案件有关事项审批表（中止调查）"),
    "resumption_record": Paper("行政处罚案件有关事项审批表（恢复调查）"),
    "termination_approval": Paper("行政处罚案件有关事项审批表（终止调查）"),
    "extension_approval": Paper("行政处罚案件有关事项审批表（延长期限）"),
    "discussion_record": Paper("行政处罚案件集体讨论记录"),
    "deferral_notice": Paper("延期（分期）缴纳罚款通知书", "deferral_notice"),
    "service_receipt": Paper("送达回证"),
    "public_service_notice": Paper("行政处罚文书送达公告"),
    "address_confirmation": Paper("送达地址确认书"),
}


def issue(
    session: Session, actor: Actor, case: Case, form: str, content: Mapping[str, Any]
) -> Document:
    """Issue a new paper of the case: with its own number, and never changed afterwards."""
    paper = PAPERS[form]
    last = session.scalar(
        select(func.max(Document.serial)).where(Document.case_id == case.id, Document.form == form)
    )
    number = numbers.next_number(session, paper.series) if paper.series else ""
    return _added(session, actor, case, content, form=form, serial=(last or 0) + 1, number=number)


def reissue(
    session: Session, actor: Actor, document: Document, content: Mapping[str, Any]
) -> Document:
    """Issue the next version of a paper, under the same number; the old one is kept."""
    last = session.scalars(
        select(func.max(Document.version)).where(
            Document.case_id == document.case_id,
            Document.form == document.form,
            Document.serial == document.serial,
        )
    ).one()
    return _added(
        session,
        actor,
        document.case,
        content,
        form=document.form,
        serial=document.serial,
        version=last + 1,
        number=document.number,
    )


def newest(session: Session, case: Case, form: str) -> Document | None:
    """The newest version of the newest paper of this kind."""
    return session.scalar(
        select(Document)
        .where(Document.case_id == case.id, Document.form == form)
        .order_by(Document.serial.desc(), Document.version.desc())
        .limit(1)
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content in its canonical form, by which a copy proves itself."""
    return digests.of(dict(content))


def is_genuine(document: Document) -> bool:
    """Whether the stored content is still what was issued."""
    return digest_of(document.content) == document.digest


def heading(session: Session, case: Case) -> dict[str, Any]:
    """What every paper of a case says: who issues it, to whom, who handles it, and the day."""
    subject = case.subject
    return {
        "bureau": settings.value_of(session, BUREAU_SETTING, DEFAULT_BUREAU),
        "case_number": case.number,
        "date": clock.today().isoformat(),
        "party": {
            "name": subject.name,
            "operator": subject.operator,
            "licence": subject.licence,
            "address": subject.address,
            "legal_representative": subject.legal_representative,
            "phone": subject.phone,
        },
        "officers": [
            {"name": officer.name, "certificate_no": officer.certificate_no or ""}
            for officer in officers_of(session, case)
        ],
    }


def officers_of(session: Session, case: Case) -> list[User]:
    """The pair that the case is assigned to now."""
    return list(
        session.scalars(
            select(User)
            .join(CaseOfficer, CaseOfficer.user_id == User.id)
            .where(CaseOfficer.case_id == case.id, CaseOfficer.until.is_(None))
            .order_by(CaseOfficer.id)
        )
    )


def _added(
    session: Session,
    actor: Actor,
    case: Case,
    content: Mapping[str, Any],
    *,
    form: str,
    serial: int,
    version: int = 1,
    number: str,
) -> Document:
    frozen = orjson.loads(orjson.dumps(dict(content)))
    document = Document(
        case=case,
        form=form,
        serial=serial,
        version=version,
        number=number,
        title=PAPERS[form].title,
        content=frozen,
        digest=digest_of(frozen),
        issued_at=clock.now(),
        issued_by=actor.user_id,
    )
    session.add(document)
    # Deliveries and the audit name the paper by its key.
    session.flush()
    return document
