"""Corrections (更正): a submitted form gets a new version with a reason; the old one is kept.

What moved the process, started a clock or decided something cannot be corrected this way: the
deed itself has to be done again by whoever may (returned, decided anew, or the case cancelled).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine import (
    audit,
    authority,
    charges,
    documents,
    evidence,
    flags,
    forms,
    notices,
    publicity,
    runtime,
)
from engine.authority import Actor
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.outcomes import Outcome
from engine.papers import approvals
from engine.papers import inspection as papers
from models import clock
from models.campaigns import Target
from models.cases import Case, CaseOfficer, CaseState
from models.documents import Document, Publication, PublicationState
from models.findings import Finding
from models.processes import Submission, WorkItem

#: Writes again what the form had written: papers as new versions, findings, public words.
Redo = Callable[[Session, Actor, Case, Submission], list[Document]]


@dataclass(frozen=True)
class Correctable:
    """A form that may be corrected, the fields that may not, and what follows from it."""

    fixed: frozenset[str]
    redo: Redo


def correct(
    session: Session, actor: Actor, submission_id: int, data: Mapping[str, Any], reason: str
) -> Submission:
    """Add a version of a submission; affected papers are issued again as new versions."""
    if not reason.strip():
        raise Invalid("reason.missing", {"reason": [{"code": "form.required", "params": {}}]})
    old = _newest(session, submission_id)
    case = old.work_item.case
    _expect_may(session, actor, old, case)
    rule = CORRECTABLE.get(forms.base(old.form))
    if rule is None:
        raise Conflict("correction.not_this_form", form=old.form)
    form = forms.load(old.form)
    clean = forms.clean(form, data)
    evidence.expect_known(session, old.case_id, form, clean)
    charges.expect_lawful(session, old.case_id, form, clean)
    task = runtime.user_task(old.work_item.instance.definition, old.work_item)
    _expect_unmoved(old.data, clean, {*task.outcomes, *rule.fixed})
    if clean == old.data:
        raise Conflict("correction.nothing_changed")
    new = _added(session, actor, old, clean, form.digest, reason.strip())
    issued = rule.redo(session, actor, case, new)
    if task.rule.handling and actor.user_id is not None:
        authority.handle(session, case, actor.user_id, "correction", clock.now())
    audit.record(
        session,
        actor,
        "submission:correct",
        case=case,
        submission=new.id,
        replaces=old.id,
        changed=sorted(_changed(old.data, clean)),
        documents=[paper.id for paper in issued],
        reason=new.reason,
    )
    flags.of_submission(session, actor, case.id, form, clean)
    _tell(session, actor, case, new)
    return new


def _added(
    session: Session,
    actor: Actor,
    old: Submission,
    data: dict[str, Any],
    form_digest: str,
    reason: str,
) -> Submission:
    new = Submission(
        work_item=old.work_item,
        case_id=old.case_id,
        version=old.version + 1,
        form=old.form,
        form_digest=form_digest,
        data=data,
        submitted_by=actor.user_id,
        submitted_at=clock.now(),
        reason=reason,
    )
    session.add(new)
    # Findings and papers name the new version by its key.
    session.flush()
    return new


def _newest(session: Session, submission_id: int) -> Submission:
    """The submission, locked with its work item; only the newest version can be corrected."""
    old = session.get(Submission, submission_id)
    if old is None:
        raise NotFound("submission.unknown", id=submission_id)
    session.get_one(WorkItem, old.work_item_id, with_for_update=True)
    newest = session.scalars(
        select(Submission)
        .where(Submission.work_item_id == old.work_item_id)
        .order_by(Submission.version.desc())
        .limit(1)
    ).one()
    if newest.id != old.id:
        raise Conflict("correction.superseded", version=newest.version)
    return old


def _expect_may(session: Session, actor: Actor, old: Submission, case: Case) -> None:
    """The same people who could have submitted it, as long as the case is open."""
    if case.state is not CaseState.OPEN:
        raise Conflict("case.not_open", number=case.number)
    task = runtime.user_task(old.work_item.instance.definition, old.work_item)
    facts = authority.facts_of(session, case)
    refused = authority.refusal(actor, task.rule, facts)
    if refused:
        raise Forbidden(refused, item=old.work_item.name, case=case.number)


def _expect_unmoved(old: Mapping[str, Any], new: Mapping[str, Any], fixed: set[str]) -> None:
    moved: dict[str, list[dict[str, object]]] = {
        key: [{"code": "correction.already_moved", "params": {}}]
        for key in sorted(_changed(old, new) & fixed)
    }
    if moved:
        raise Invalid("correction.already_moved", moved)


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    return {key for key in {*old, *new} if old.get(key) != new.get(key)}


def _tell(session: Session, actor: Actor, case: Case, new: Submission) -> None:
    """The other officer of the pair signed the old words and must know of the new ones."""
    pair = session.scalars(
        select(CaseOfficer.user_id).where(
            CaseOfficer.case_id == case.id, CaseOfficer.until.is_(None)
        )
    )
    notices.notify(
        session,
        [user_id for user_id in pair if user_id != actor.user_id],
        "submission.corrected",
        {"number": case.number, "item": new.work_item.name, "by": actor.name},
        case_id=case.id,
        work_item_id=new.work_item_id,
        key=f"submission.corrected:{new.id}",
    )


def _nothing(_session: Session, _actor: Actor, _case: Case, _new: Submission) -> list[Document]:
    return []


def _visit(session: Session, actor: Actor, case: Case, new: Submission) -> list[Document]:
    """The visit's findings, its record and its order say what the corrected form says."""
    if new.data["performed"] == "no":
        if case.target_id is not None:
            target = session.get_one(Target, case.target_id, with_for_update=True)
            label = target.coverage_reason.split("：")[0]
            target.coverage_reason = f"{label}：{new.data['not_performed_note']}"[:2000]
        return []
    _write_findings_again(session, case, new)
    issued = [
        _reissue(session, actor, case, "result_record", papers.result_record(session, case, new))
    ]
    if new.data["outcome"] in {Outcome.RECTIFY_BY_DATE, Outcome.STOP}:
        order = papers.order_to_correct(session, case, new)
        issued.append(_reissue(session, actor, case, "order_to_correct", order))
    return issued


def _write_findings_again(session: Session, case: Case, new: Submission) -> None:
    """The rows of this visit are replaced; the old words stay in the old submission."""
    versions = select(Submission.id).where(Submission.work_item_id == new.work_item_id)
    before = session.scalars(select(Finding).where(Finding.submission_id.in_(versions))).all()
    corrected = {finding.item: finding.corrected_at for finding in before}
    session.execute(delete(Finding).where(Finding.submission_id.in_(versions)))
    session.add_all(papers.finding_rows(case, new, corrected_at=corrected.get))


def _reinspection(session: Session, actor: Actor, case: Case, new: Submission) -> list[Document]:
    content = papers.reinspection_record(session, case, new)
    return [_reissue(session, actor, case, "result_record", content, kind="reinspection")]


def _filing(session: Session, actor: Actor, case: Case, new: Submission) -> list[Document]:
    """Before the decision there is no paper yet; afterwards it is the leader's and stays."""
    paper = documents.newest(session, case, "filing_approval")
    if paper is None:
        return []
    before = {key: paper.content[key] for key in ("supervisor", "leader")}
    content = approvals.filing_approval(session, case, new, None, None) | before
    return [documents.reissue(session, actor, paper, content)]


def _publication(session: Session, actor: Actor, case: Case, new: Submission) -> list[Document]:
    published = session.scalar(
        select(Publication).where(
            Publication.case_id == case.id, Publication.state == PublicationState.PUBLISHED
        )
    )
    if published is not None:
        shown = publicity.masked(session, case, new.data["text"])
        published.text = shown.text
    return []


def _reissue(
    session: Session,
    actor: Actor,
    case: Case,
    form: str,
    content: dict[str, Any],
    kind: str = "inspection",
) -> Document:
    """A new version of the paper that the form had issued."""
    papers_of_form = session.scalars(
        select(Document)
        .where(Document.case_id == case.id, Document.form == form)
        .order_by(Document.serial.desc(), Document.version.desc())
    )
    paper = next(one for one in papers_of_form if one.content.get("kind", kind) == kind)
    return documents.reissue(session, actor, paper, content)


_SERVICE: Final = frozenset({"way", "served_on", "notice_published_on", "e_address"})

_VISITED: Final = Correctable(frozenset({"rectify_by", "not_performed_reason"}), _visit)
CORRECTABLE: Final[Mapping[str, Correctable]] = {
    "inspect_school": _VISITED,
    "inspect_premises": _VISITED,
    "review_production": _VISITED,
    "submit_correction": Correctable(frozenset(), _nothing),
    "reinspect": Correctable(frozenset(), _reinspection),
    "propose_filing": Correctable(frozenset({"proposal"}), _filing),
    "serve_document": Correctable(_SERVICE, _nothing),
    "record_defence": Correctable(frozenset({"made_on"}), _nothing),
    "reconsider_defence": Correctable(frozenset({"adopted"}), _nothing),
    "send_case_file": Correctable(frozenset(), _nothing),
    "record_reply": Correctable(frozenset({"replied_on"}), _nothing),
    "record_payment": Correctable(frozenset({"paid_on", "amount_fen"}), _nothing),
    "apply_court": Correctable(frozenset({"applied_on"}), _nothing),
    "publish_result": Correctable(frozenset(), _publication),
    "publish_penalty": Correctable(frozenset(), _publication),
    "publish_listing": Correctable(frozenset(), _publication),
}
