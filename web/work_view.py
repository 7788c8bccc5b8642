"""What the page of a work item reads: who may work on it, who signed, what was recorded before."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine import authority, forms, pairs, runtime
from engine.authority import Actor, Rule
from engine.commands import corrections
from engine.errors import NotFound
from engine.forms import FormNotSupported
from models.accounts import Office, Role, User
from models.cases import Case, CaseState
from models.clock import ZONE
from models.documents import Evidence
from models.processes import Draft, Signature, Submission, WorkItem, WorkItemState
from web import texts
from web.forms import Candidate, Filled

__all__ = ["ZONE", "Desk", "Past", "Signer"]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Whether the person may work on the item, and if not, why."""

    rule: Rule
    refusal: str | None
    open: bool

    @property
    def may_work(self) -> bool:
        """Whether the form can be filled in."""
        return self.open and self.refusal is None


@dataclass(frozen=True, kw_only=True)
class Signer:
    """One of the two officers and when he signed the content that stands in the draft."""

    user: User
    signed_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Past:
    """A form that was submitted earlier in the case, to be read."""

    submission: Submission
    filled: Filled


def name_of(item: WorkItem) -> str:
    """Return the name of the task in the language of the request."""
    return texts.diagram_text(item.name)


def visible(session: Session, actor: Actor, item_id: int) -> WorkItem:
    """Return an item of the actor's offices; raises NotFound, Forbidden."""
    item = session.get(WorkItem, item_id, options=[joinedload(WorkItem.case)])
    if item is None:
        raise NotFound("work_item.unknown", id=item_id)
    authority.require_office(actor, item.office_id)
    return item


def desk_of(session: Session, actor: Actor, item: WorkItem) -> Desk:
    """Ask the same predicate as the door."""
    rule = runtime.user_task(item.instance.definition, item).rule
    facts = authority.facts_of(session, item.case)
    refused = authority.refusal(actor, rule, facts, item)
    return Desk(rule=rule, refusal=refused, open=item.state is WorkItemState.OPEN)


def stored_data(session: Session, item: WorkItem, draft: Draft | None) -> dict[str, Any]:
    """Return what was submitted last, or the draft."""
    if item.state is WorkItemState.OPEN:
        return dict(draft.data) if draft else {}
    submission = newest_submission(session, item)
    return dict(submission.data) if submission else {}


def newest_submission(session: Session, item: WorkItem) -> Submission | None:
    """Return the version that counts."""
    question = select(Submission).where(Submission.work_item_id == item.id)
    return session.scalar(question.order_by(Submission.version.desc()).limit(1))


def replaced_versions(session: Session, item: WorkItem) -> list[Past]:
    """Return the versions that corrections replaced, newest first."""
    question = select(Submission).where(Submission.work_item_id == item.id)
    rows = session.scalars(question.order_by(Submission.version.desc())).all()[1:]
    files, people = evidence_of(session, item.case_id), _named(session, rows)
    return [past for row in rows if (past := _past(row, files, people)) is not None]


def may_correct(item: WorkItem, desk: Desk) -> bool:
    """Whether the person can add a corrected version; the command asks again."""
    done = item.state is WorkItemState.DONE and item.case.state is CaseState.OPEN
    return done and desk.refusal is None and forms.base(item.form) in corrections.CORRECTABLE


def may_withdraw(actor: Actor, item: WorkItem) -> bool:
    """Whether the person completed it and nothing followed from it yet."""
    mine = item.closed_by is not None and item.closed_by == actor.user_id
    return mine and item.instance.undo_item_id == item.id


def colleagues(session: Session, actor: Actor, item: WorkItem) -> list[User]:
    """Return who has the same role in the offices that the item concerns."""
    question = select(User).join(User.roles).where(User.active, Role.name == item.role)
    if item.office_id is not None:
        question = question.where(User.office_id.in_(_upwards(session, item.office_id)))
    found = session.scalars(question.order_by(User.id).limit(100)).unique()
    return [user for user in found if user.id != actor.user_id]


def next_item(session: Session, actor: Actor, case: Case) -> WorkItem | None:
    """Return the next open item of the case that the actor may work on."""
    items = session.scalars(
        select(WorkItem)
        .where(WorkItem.case_id == case.id, WorkItem.state == WorkItemState.OPEN)
        .order_by(WorkItem.id)
    )
    return next((item for item in items if desk_of(session, actor, item).may_work), None)


def signatures_of(session: Session, item: WorkItem, draft: Draft | None) -> list[Signer]:
    """Return both officers of the case with their signatures on the draft."""
    digest = draft.digest if draft else ""
    signed = {
        one.user_id: one.signed_at
        for one in session.scalars(select(Signature).where(Signature.work_item_id == item.id))
        if item.state is not WorkItemState.OPEN or one.digest == digest
    }
    officers = [one.user for one in item.case.officers if one.until is None]
    return [Signer(user=user, signed_at=signed.get(user.id)) for user in officers]


def evidence_of(session: Session, case_id: int) -> dict[int, Evidence]:
    """Return all files of a case by their number."""
    rows = select(Evidence).where(Evidence.case_id == case_id, Evidence.removed_at.is_(None))
    return {row.id: row for row in session.scalars(rows)}


def submissions_before(session: Session, item: WorkItem) -> list[Past]:
    """Return what was submitted in the case and in the inspection that it grew out of."""
    cases = [one for one in (item.case.parent_id, item.case_id) if one is not None]
    rows = session.scalars(
        select(Submission)
        .options(joinedload(Submission.work_item), joinedload(Submission.submitter))
        .where(Submission.case_id.in_(cases), Submission.work_item_id != item.id)
        .order_by(Submission.id)
    )
    newest = {row.work_item_id: row for row in rows}
    files = {key: row for case in cases for key, row in evidence_of(session, case).items()}
    people = _named(session, newest.values())
    return [past for row in newest.values() if (past := _past(row, files, people)) is not None]


def _named(session: Session, rows: Iterable[Submission]) -> dict[int, str]:
    wanted = {one for row in rows for one in _people_in(row)}
    return dict(
        session.execute(select(User.id, User.name).where(User.id.in_(wanted))).tuples().all()
    )


def _past(row: Submission, files: dict[int, Evidence], people: dict[int, str]) -> Past | None:
    try:
        form = forms.load(row.form)
    except FormNotSupported:
        return None
    filled = Filled(form=form, data=row.data, evidence=files, people=people, readonly=True)
    return Past(submission=row, filled=filled)


def _people_in(row: Submission) -> Iterable[int]:
    """The people whom a form names, by their keys."""
    try:
        fields = forms.load(row.form).fields.values()
    except FormNotSupported:
        return
    for one in fields:
        if one.widget == "officers":
            yield from row.data.get(one.key, ())
        elif one.widget == "person" and one.key in row.data:
            yield row.data[one.key]


def staff(session: Session, item: WorkItem) -> dict[str, list[User]]:
    """Return who may be named for each role that the form asks a person of: no handler."""
    fields = forms.load(item.form).fields.values()
    roles = {one.properties.get("role", "") for one in fields if one.widget == "person"}
    if not roles:
        return {}
    handlers = authority.facts_of(session, item.case).handlers
    found = {}
    for role in sorted(roles):
        question = select(User).join(User.roles).where(Role.name == role, User.active)
        people = session.scalars(question.order_by(User.name, User.id)).unique()
        found[role] = [user for user in people if user.id not in handlers]
    return found


def candidates(session: Session, item: WorkItem) -> Sequence[Candidate]:
    """Return who may be one of the pair, least loaded first; a recused officer is shown as such."""
    if not any(one.widget == "officers" for one in forms.load(item.form).fields.values()):
        return ()
    question = select(User).where(User.active, User.certificate_no.is_not(None))
    if item.case.office_id is not None:
        question = question.where(User.office_id.in_(_upwards(session, item.case.office_id)))
    people = [user for user in session.scalars(question) if user.may_be_assigned()]
    loads = pairs.loads(session, [user.id for user in people])
    recused = pairs.recused_from(session, item.case.subject_id)
    found = [
        Candidate(user=user, load=loads[user.id], recused=user.id in recused) for user in people
    ]
    return sorted(found, key=lambda one: (one.recused, one.load, one.user.id))


def _upwards(session: Session, office_id: int) -> list[int]:
    """Return the office and all above it: an officer of the bureau may help out everywhere."""
    found = []
    office = session.get(Office, office_id)
    while office is not None and office.id not in found:
        found.append(office.id)
        office = office.parent
    return found
