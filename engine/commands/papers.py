"""Papers that no step of a process issues: written by whoever answers for them, when needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import audit, authority, document_forms, documents, paper_fields, visibility
from engine.authority import Actor
from engine.document_forms import Field, Form
from engine.errors import Conflict, Forbidden, NotFound
from engine.papers.wording import earlier
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.documents import Document
from models.statutes import local_day

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


def replace(session: Session, actor: Actor, document_id: int, data: Mapping[str, Any]) -> Document:
    """Issue the next version of such a paper, under its number; the old one stays."""
    before = session.get(Document, document_id)
    if before is None:
        raise NotFound("document.unknown", id=document_id)
    case = session.get_one(Case, before.case_id, with_for_update=True, populate_existing=True)
    _form, content = _content(session, actor, case, before.form, data)
    paper = documents.reissue(session, actor, before, content)
    _recorded(session, actor, paper)
    return paper


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


def _recorded(session: Session, actor: Actor, paper: Document) -> None:
    if actor.user_id is not None and ON_DEMAND[paper.form].pair:
        authority.handle(session, paper.case, actor.user_id, "paper", clock.now())
    audit.record(
        session,
        actor,
        "document:issue",
        case=paper.case,
        document=paper.id,
        form=paper.form,
        number=paper.number,
        version=paper.version,
        issued_on=local_day(paper.issued_at).isoformat(),
    )
