"""Papers that no step of a process issues: written by whoever answers for them, when needed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import (
    audit,
    authority,
    document_forms,
    documents,
    flags,
    paper_fields,
    visibility,
)
from engine.authority import Actor
from engine.document_forms import Field, Form
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.papers.wording import cause_of, earlier
from models import clock
from models.audit import AuditEntry
from models.cases import Case, CaseKind, CaseState
from models.documents import Document
from models.statutes import local_day

#: What the record of a case calls a paper that somebody wrote, and the correction of one.
_ISSUED: Final = "document:issue"
_REPLACED: Final = "document:replace"
_WRITTEN: Final = (_ISSUED, _REPLACED)
#: The field of the reason on the page of a correction: no form has a field of this name.
REASON: Final = "correction_reason"
LONGEST_REASON: Final = 2_000

Given = Callable[[Session, Actor, Case], dict[str, Any]]


@dataclass(frozen=True)
class Demand:
    """In which cases a paper may be written, by whom, and what the system itself fills in."""

    kinds: frozenset[CaseKind]
    #: The pair of the case, or else a role of its office.
    pair: bool
    role: str
    #: Fields that the person does not write.
    given: Given
    #: What the page shows as a beginning; the person may change it.
    proposed: Given


def _nothing(_session: Session, _actor: Actor, _case: Case) -> dict[str, Any]:
    return {}


def _signed(_session: Session, actor: Actor, _case: Case) -> dict[str, Any]:
    return {"issued_by": actor.name}


def _order(_session: Session, _actor: Actor, case: Case) -> dict[str, Any]:
    """The task of the campaign, from today to the end of its window."""
    campaign = case.campaign
    until = local_day(campaign.closes_at) if campaign is not None else clock.today()
    return {
        "task": campaign.title_zh if campaign is not None else case.title,
        "scope": "监督检查要点表所列检查项目",
        "from_on": clock.today().isoformat(),
        "until_on": until.isoformat(),
    }


def _place(_session: Session, _actor: Actor, case: Case) -> dict[str, Any]:
    now = clock.now().astimezone(clock.ZONE)
    return {"place": case.subject.address, "started_at": now.isoformat(timespec="minutes")}


def _decision(session: Session, _actor: Actor, case: Case) -> dict[str, Any]:
    return {"decision": earlier(session, case, "penalty_decision")}


def _detention(session: Session, _actor: Actor, case: Case) -> dict[str, Any]:
    """The file goes to the police for a detention while the penalty goes on (L4 art 77)."""
    return {
        "cause": cause_of(session, case),
        "basis": "《中华人民共和国食品安全法实施条例》第七十七条",
        "annexes": ["案卷及有关材料"],
    }


_INSPECTION: Final = frozenset({CaseKind.INSPECTION})
_ENFORCEMENT: Final = frozenset({CaseKind.ENFORCEMENT})
_EVERY: Final = frozenset(CaseKind)
#: Form -> how it is written by hand, in the order of the page.
ON_DEMAND: Final[Mapping[str, Demand]] = {
    "inspection_order": Demand(
        _INSPECTION, pair=False, role="supervisor", given=_signed, proposed=_order
    ),
    "site_record": Demand(_EVERY, pair=True, role="inspector", given=_nothing, proposed=_place),
    "address_confirmation": Demand(
        _EVERY, pair=True, role="inspector", given=_nothing, proposed=_nothing
    ),
    "order_to_correct": Demand(
        _EVERY, pair=True, role="inspector", given=_nothing, proposed=_nothing
    ),
    "early_disposal_notice": Demand(
        _ENFORCEMENT, pair=True, role="inspector", given=_nothing, proposed=_nothing
    ),
    "goods_disposal_record": Demand(
        _ENFORCEMENT, pair=True, role="inspector", given=_decision, proposed=_nothing
    ),
    "case_transfer": Demand(
        _ENFORCEMENT, pair=False, role="leader", given=_nothing, proposed=_detention
    ),
}


def issue(
    session: Session, actor: Actor, case_id: int, form_id: str, data: Mapping[str, Any]
) -> Document:
    """Issue a paper of the case; one that lacks what the law demands is refused by field."""
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound("case.unknown", id=case_id)
    form, content = _content(session, actor, case, form_id, data)
    paper = documents.issue(session, actor, case, form.id, content)
    _recorded(session, actor, paper)
    return paper


def replace(
    session: Session, actor: Actor, document_id: int, data: Mapping[str, Any], *, reason: str
) -> Document:
    """Correct such a paper: its next version, under its number; the old one stays, marked."""
    before = session.get(Document, document_id)
    if before is None:
        raise NotFound("document.unknown", id=document_id)
    case = session.get_one(Case, before.case_id, with_for_update=True, populate_existing=True)
    expect_correctable(session, actor, before)
    words = reason.strip()
    if not words or len(words) > LONGEST_REASON:
        code = "form.required" if not words else "form.too_long"
        problem: dict[str, object] = {"code": code, "params": {"max": LONGEST_REASON}}
        raise Invalid("document.no_reason", {REASON: [problem]})
    _form, content = _content(session, actor, case, before.form, data)
    paper = documents.reissue(session, actor, before, content)
    _recorded(session, actor, paper, before=before, reason=words)
    return paper


def expect_correctable(session: Session, actor: Actor, paper: Document) -> Form:
    """Refuse whoever may not write this paper, one that a step issued, and one replaced before."""
    form = expect_may(session, actor, paper.case, paper.form)
    entries = session.scalars(
        select(AuditEntry).where(
            AuditEntry.case_id == paper.case_id,
            AuditEntry.detail["document"].astext == str(paper.id),
        )
    )
    if paper.id not in by_hand(entries):
        raise NotFound("document.not_on_demand", form=paper.form)
    newest = documents.latest(session, paper)
    if newest.id != paper.id:
        raise Conflict("document.replaced_already", title=paper.title, version=newest.version)
    return form


def by_hand(history: Iterable[AuditEntry]) -> set[int]:
    """The papers that a person wrote, as the record of their case tells."""
    return {
        entry.detail["document"] for entry in history if entry.action.split(":", 1)[1] in _WRITTEN
    }


def correctable(
    offered: Iterable[Form], documents_: Iterable[Document], history: Iterable[AuditEntry]
) -> set[int]:
    """The papers written by hand among those that the actor may write, for the page of a case."""
    forms, written = {form.id for form in offered}, by_hand(history)
    return {one.id for one in documents_ if one.form in forms and one.id in written}


def correction_of(session: Session, paper: Document) -> AuditEntry | None:
    """The entry of the record that says by whom, when and why the paper was replaced."""
    return session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.case_id == paper.case_id,
            AuditEntry.detail["before"].astext == str(paper.id),
            AuditEntry.action.endswith(f":{_REPLACED}"),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )


def offered(session: Session, actor: Actor, case: Case) -> list[Form]:
    """The papers that the actor may write in the case, for its page."""
    return [
        document_forms.form(form)
        for form, demand in ON_DEMAND.items()
        if _refusal(session, actor, case, demand) is None
    ]


def writable(session: Session, actor: Actor, case: Case, form_id: str) -> dict[str, Field]:
    """The fields that a person writes: not those of every paper, nor those that are given."""
    given = _demand(form_id).given(session, actor, case)
    left = document_forms.head_names() | set(given)
    fields = document_forms.form(form_id).fields
    return {name: one for name, one in fields.items() if name not in left}


def beginning(session: Session, actor: Actor, case: Case, form_id: str) -> dict[str, Any]:
    """What the page shows before anything is written."""
    return _demand(form_id).proposed(session, actor, case)


def expect_may(session: Session, actor: Actor, case: Case, form_id: str) -> Form:
    """Refuse whoever may not write this paper in this case."""
    visibility.case(session, actor, case.id)
    refused = _refusal(session, actor, case, _demand(form_id))
    if refused == "case.not_open":
        raise Conflict(refused, number=case.number)
    if refused is not None:
        raise Forbidden(refused, number=case.number)
    return document_forms.form(form_id)


def _content(
    session: Session, actor: Actor, case: Case, form_id: str, data: Mapping[str, Any]
) -> tuple[Form, dict[str, Any]]:
    form = expect_may(session, actor, case, form_id)
    written = paper_fields.clean(form, writable(session, actor, case, form_id), data)
    given = _demand(form_id).given(session, actor, case)
    return form, documents.heading(session, case) | written | given


def _demand(form_id: str) -> Demand:
    if form_id not in ON_DEMAND:
        raise NotFound("document.not_on_demand", form=form_id)
    return ON_DEMAND[form_id]


def _refusal(session: Session, actor: Actor, case: Case, demand: Demand) -> str | None:
    facts = authority.facts_of(session, case)
    checks = (
        (case.kind not in demand.kinds, "document.other_kind_of_case"),
        (case.state is not CaseState.OPEN, "case.not_open"),
        (actor.user_id is None or demand.role not in actor.roles, "role.missing"),
        (facts.office_id is not None and facts.office_id not in actor.offices, "office.other"),
        (actor.user_id in facts.recused, "case.recused"),
        (demand.pair and actor.user_id not in facts.officers, "case.not_assigned"),
    )
    return next((code for barred, code in checks if barred), None)


def _recorded(
    session: Session,
    actor: Actor,
    paper: Document,
    *,
    before: Document | None = None,
    reason: str = "",
) -> None:
    if actor.user_id is not None and ON_DEMAND[paper.form].pair:
        authority.handle(session, paper.case, actor.user_id, "paper", clock.now())
    named = flags.of_paper(session, document_forms.form(paper.form), paper.content)
    flags.note(session, actor, paper.case, named)
    detail: dict[str, Any] = {
        "document": paper.id,
        "form": paper.form,
        "number": paper.number,
        "version": paper.version,
        "issued_on": local_day(paper.issued_at).isoformat(),
    }
    if before is None:
        audit.record(session, actor, _ISSUED, case=paper.case, **detail)
        return
    detail |= {"before": before.id, "digest_before": before.digest, "reason": reason}
    audit.record(session, actor, _REPLACED, case=paper.case, **detail)
