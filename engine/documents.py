"""Documents (文书): words and template are frozen when issued; a change makes a new version."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import digests, document_forms, numbers, queue, template_versions
from engine.authority import Actor
from engine.errors import Invalid
from models import clock, fixed, settings, statutes
from models.accounts import User
from models.cases import Case, CaseKind
from models.documents import Document
from models.fixed import Rows
from models.persons import Culprit

BUREAU_SETTING: Final = "bureau.name"
DEFAULT_BUREAU: Final = "天津市河北区市场监督管理局"
#: What a paper says of a party whose address the register does not know.
ADDRESS_UNKNOWN: Final = "住所不详"
#: Under this key the sessions of a process that can keep files know where these lie.
SHELF: Final = "shelf"

_LAST: Final = """
SELECT max(serial) FROM document WHERE case_id = %(case)s AND form = %(form)s
"""
_NEWEST: Final = Rows(
    Document,
    """WHERE document.case_id = %(case)s AND document.form = %(form)s
    ORDER BY document.serial DESC, document.version DESC LIMIT 1""",
)
_CULPRIT: Final = Rows(
    Culprit,
    "JOIN person ON person.id = culprit.person_id WHERE culprit.case_id = %(case)s",
    Culprit.person,
)
#: Without their roles: a paper asks for their names only.
_OFFICERS: Final = Rows(
    User,
    """JOIN case_officer ON case_officer.user_id = "user".id
    WHERE case_officer.case_id = %(case)s AND case_officer.until IS NULL
    ORDER BY case_officer.id""",
)


def issue(
    session: Session, actor: Actor, case: Case, form: str, content: Mapping[str, Any]
) -> Document:
    """Issue a new paper of the case: with its own number, and never changed afterwards.

    Raises Invalid with every mandatory field that the content leaves empty.
    """
    expect_complete(form, content)
    ((last,),) = fixed.ask(session, _LAST, {"case": case.id, "form": form})
    series = document_forms.form(form).series
    number = numbers.next_number(session, series) if series else ""
    return _added(session, actor, case, content, form=form, serial=(last or 0) + 1, number=number)


def reissue(
    session: Session, actor: Actor, document: Document, content: Mapping[str, Any]
) -> Document:
    """Issue the next version of a paper, under the same number; the old one is kept."""
    expect_complete(document.form, content)
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


def renew(
    session: Session, actor: Actor, case: Case, form: str, content: Mapping[str, Any]
) -> Document:
    """Issue the only paper of this form, or its next version when there is one already."""
    before = newest(session, case, form)
    if before is None:
        return issue(session, actor, case, form, content)
    return reissue(session, actor, before, content)


def expect_complete(form: str, content: Mapping[str, Any]) -> None:
    """Refuse a paper without what the law says that it must say, naming field and article."""
    known = document_forms.form(form)
    missing = known.missing(content)
    if missing:
        raise Invalid(
            "document.incomplete",
            {
                need.path: [
                    {
                        "code": "document.field_missing",
                        "params": {"field": known.label(need.path), "article": need.article},
                    }
                ]
                for need in missing
            },
            form=known.title,
            missing=[known.label(need.path) for need in missing],
        )


def newest(session: Session, case: Case, form: str) -> Document | None:
    """The newest version of the newest paper of this kind."""
    return _NEWEST.first(session, case=case.id, form=form)


def latest(session: Session, paper: Document) -> Document:
    """The version that stands of a paper: itself, or what replaced it."""
    return session.scalars(
        select(Document)
        .where(
            Document.case_id == paper.case_id,
            Document.form == paper.form,
            Document.serial == paper.serial,
        )
        .order_by(Document.version.desc())
        .limit(1)
    ).one()


def decision_form(case: Case) -> str:
    """The form of the decision that imposes a penalty: of the summary procedure or not."""
    return "summary_decision" if case.kind is CaseKind.SUMMARY else "penalty_decision"


def named(paper: Document) -> dict[str, str]:
    """A paper as other papers cite it: by title, number and day."""
    issued_on = statutes.local_day(paper.issued_at).isoformat()
    return {"title": paper.title, "number": paper.number, "date": issued_on}


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content in its canonical form, by which a copy proves itself."""
    return digests.of(dict(content))


def is_genuine(document: Document) -> bool:
    """Whether the stored content is still what was issued."""
    return digest_of(document.content) == document.digest


def heading(session: Session, case: Case) -> dict[str, Any]:
    """What every paper of a case says: who issues it, to whom, who handles it, and the day."""
    return {
        "bureau": settings.value_of(session, BUREAU_SETTING, DEFAULT_BUREAU),
        "case_number": case.number,
        "date": clock.today().isoformat(),
        "party": _party(session, case),
        "officers": [
            {"name": officer.name, "certificate_no": officer.certificate_no or ""}
            for officer in officers_of(session, case)
        ],
    }


def _party(session: Session, case: Case) -> dict[str, str]:
    """The unit that holds the licence, or the person of it whom the case is about."""
    culprit, subject = _CULPRIT.first(session, case=case.id), case.subject
    if culprit is not None:
        return {
            "name": culprit.person.name,
            "operator": subject.name,
            "licence": "",
            "address": culprit.address or ADDRESS_UNKNOWN,
            "legal_representative": "",
            "phone": "",
        }
    return {
        "name": subject.name,
        "operator": subject.operator,
        "licence": subject.licence,
        "address": subject.address or ADDRESS_UNKNOWN,
        "legal_representative": subject.legal_representative,
        "phone": subject.phone,
    }


def officers_of(session: Session, case: Case) -> list[User]:
    """The pair that the case is assigned to now."""
    return _OFFICERS.all(session, case=case.id)


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
    known = document_forms.form(form)
    document = fixed.insert(
        session,
        Document(
            case_id=case.id,
            form=form,
            serial=serial,
            version=version,
            number=number,
            title=known.title,
            content=frozen,
            digest=digest_of(frozen),
            issued_at=clock.now(),
            issued_by=actor.user_id,
            template_id=template_versions.fix(session, known),
        ),
    )
    if SHELF in session.info:
        queue.gather(session, queue.FREEZE_PAPERS, document.id)
    return document
