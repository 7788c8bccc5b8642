"""Subjects: entering, correcting, switching off and finding them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from marshmallow import ValidationError
from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from engine import audit, bans
from engine.authority import Actor, require_role
from engine.errors import Conflict, Invalid, NotFound
from engine.imports.problems import Problem
from engine.imports.schemas import SubjectRow
from engine.search import bigrams_of, pinyin_of, words_of
from models import clock
from models.accounts import Office
from models.subjects import Subject, SubjectKind

#: Who keeps the register of subjects.
KEEPERS: Final = ("supervisor", "administrator", "committee_office")
#: Columns that a file or a form fills as they are.
PLAIN: Final = (
    "name",
    "address",
    "street",
    "operator",
    "legal_representative",
    "phone",
    "risk_grade",
)
_SCHEMA: Final = SubjectRow()


def create(session: Session, actor: Actor, values: Mapping[str, Any]) -> Subject:
    """Enter one subject by hand."""
    require_role(actor, *KEEPERS)
    clean = _clean(session, values)
    if not clean.get("kind"):
        raise Invalid(errors={"kind": [{"code": "import.required", "params": {}}]})
    now = clock.now()
    if session.scalar(select(Subject.id).where(Subject.licence == clean["licence"])):
        raise Conflict("subject.licence_taken", licence=clean["licence"])
    subject = Subject(**clean, extra={}, created_at=now, updated_at=now, **search_keys(clean))
    session.add(subject)
    session.flush()  # the audit entry names the id
    audit.record(session, actor, "subject:create", chain="subjects", subject=subject.id, **clean)
    bans.flag(session, actor, subject, bans.of_subject(session, subject, clock.today()))
    return subject


def edit(session: Session, actor: Actor, subject_id: int, values: Mapping[str, Any]) -> Subject:
    """Correct a subject; targets that were frozen before keep what they said."""
    require_role(actor, *KEEPERS)
    subject = _locked(session, subject_id)
    clean = _clean(session, {"name": subject.name, "licence": subject.licence} | dict(values))
    other = select(Subject.id).where(Subject.licence == clean["licence"], Subject.id != subject_id)
    if session.scalar(other):
        raise Conflict("subject.licence_taken", licence=clean["licence"])
    before = {
        name: getattr(subject, name) for name in clean if getattr(subject, name) != clean[name]
    }
    if not before:
        return subject
    for name in before:
        setattr(subject, name, clean[name])
    for name, key in search_keys(searched(subject)).items():
        setattr(subject, name, key)
    subject.updated_at = clock.now()
    after = {name: clean[name] for name in before}
    audit.record(
        session,
        actor,
        "subject:edit",
        chain="subjects",
        subject=subject.id,
        before=before,
        after=after,
    )
    if not before.keys().isdisjoint(bans.NAMED_BY_SUBJECT):
        bans.flag(session, actor, subject, bans.of_subject(session, subject, clock.today()))
    return subject


def deactivate(session: Session, actor: Actor, subject_id: int, reason: str) -> Subject:
    """Take a subject out of coming campaigns, for example because it closed for good."""
    return _switch(session, actor, subject_id, reason, active=False)


def activate(session: Session, actor: Actor, subject_id: int, reason: str) -> Subject:
    """Let a subject take part in campaigns again."""
    return _switch(session, actor, subject_id, reason, active=True)


def search(
    session: Session,
    words: str = "",
    *,
    kind: SubjectKind | None = None,
    office_id: int | None = None,
    active: bool | None = True,
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> Sequence[Subject]:
    """Find subjects by parts of name, licence, address or pinyin, sorted by pinyin.

    `after` is (pinyin, id) of the last one seen.
    """
    question = select(Subject).order_by(Subject.pinyin, Subject.id).limit(limit)
    for word in words_of(words):
        question = question.where(_contains(word))
    if kind is not None:
        question = question.where(Subject.kind == kind)
    if office_id is not None:
        question = question.where(Subject.office_id == office_id)
    if active is not None:
        question = question.where(Subject.active.is_(active))
    if after is not None:
        question = question.where(
            tuple_(Subject.pinyin, Subject.id) > tuple_(literal(after[0]), literal(after[1]))
        )
    return session.scalars(question).all()


def _contains(word: str) -> ColumnElement[bool]:
    somewhere = or_(
        *(
            column.icontains(word, autoescape=True)
            for column in (Subject.name, Subject.licence, Subject.address)
        ),
        func.replace(Subject.pinyin, " ", "").contains(word, autoescape=True),
    )
    pairs = bigrams_of(word)
    # The index finds the few that have all pairs; only those are compared letter by letter.
    return somewhere if not pairs else Subject.bigrams.contains(pairs) & somewhere


def offices_by_name(session: Session) -> dict[str, int]:
    """Return code -> id and name -> id; of two offices of one name neither is meant."""
    rows = session.execute(select(Office.id, Office.code, Office.name)).tuples().all()
    names = [name for _, _, name in rows]
    by_name = {name: office_id for office_id, _, name in rows if names.count(name) == 1}
    return by_name | {code: office_id for office_id, code, _ in rows}


def searched(subject: Subject) -> dict[str, Any]:
    """Return what the search looks at."""
    return {name: getattr(subject, name) for name in ("name", "licence", "address")}


def search_keys(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return sort key and search column; pinyin is found written together."""
    pinyin = pinyin_of(row["name"])
    texts = (row["name"], row["licence"], row.get("address", ""), pinyin.replace(" ", ""))
    return {"pinyin": pinyin, "bigrams": bigrams_of(*texts)}


def _clean(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        clean: dict[str, Any] = _SCHEMA.load({name: value or "" for name, value in values.items()})
    except ValidationError as error:
        raise Invalid(errors=_as_json(error)) from error
    for name in ("name", "licence"):
        if name not in clean:
            raise Invalid(errors={name: [{"code": "import.required", "params": {}}]})
    if "office" in clean:
        office = clean.pop("office")
        offices = offices_by_name(session)
        if office and office not in offices:
            raise Invalid(errors={"office": [{"code": "import.no_office", "params": {}}]})
        clean["office_id"] = offices.get(office)
    if clean.get("kind"):
        clean["kind"] = SubjectKind(clean["kind"])
    else:
        clean.pop("kind", None)
    return clean


def _as_json(error: ValidationError) -> dict[str, list[dict[str, object]]]:
    return {
        str(name): [
            {"code": one.code, "params": dict(one.params)}
            if isinstance(one, Problem)
            else {"code": "import.unknown_field", "params": {"field": str(name)}}
            for one in said
        ]
        for name, said in dict(error.messages_dict).items()
    }


def _switch(
    session: Session, actor: Actor, subject_id: int, reason: str, *, active: bool
) -> Subject:
    require_role(actor, *KEEPERS)
    if not reason.strip():
        raise Invalid(errors={"reason": [{"code": "import.required", "params": {}}]})
    subject = _locked(session, subject_id)
    if subject.active is not active:
        subject.active, subject.updated_at = active, clock.now()
        deed = "subject:activate" if active else "subject:deactivate"
        audit.record(
            session, actor, deed, chain="subjects", subject=subject.id, reason=reason.strip()
        )
    return subject


def _locked(session: Session, subject_id: int) -> Subject:
    subject = session.get(Subject, subject_id, with_for_update=True)
    if subject is None:
        raise NotFound("subject.unknown", id=subject_id)
    return subject
