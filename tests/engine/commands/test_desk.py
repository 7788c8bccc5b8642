"""Drafts, signatures and evidence: what two officers do before a record is submitted."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.commands import drafts, evidence, signatures
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.evidence_store import EvidenceStore
from models.cases import Case, Handling
from models.documents import Evidence
from models.processes import Draft, Signature, WorkItem, WorkItemState
from tests import builders
from tests.bureau import Bureau, visit_form

VISIT = "task_inspect_school"


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


@pytest.fixture
def case(bureau: Bureau) -> Case:
    """A case whose pair may visit."""
    return bureau.assigned()


@pytest.fixture
def item(bureau: Bureau, case: Case) -> WorkItem:
    """The visit."""
    return bureau.item(case, VISIT)


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    """An empty store."""
    return EvidenceStore(tmp_path)


def a_photo(colour: str = "green") -> io.BytesIO:
    """A small photo."""
    file = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(file, "JPEG")
    file.seek(0)
    return file


def state_of(item: WorkItem) -> WorkItemState:
    """Where the item is now."""
    return item.state


def signatures_on(session: Session, item: WorkItem) -> int:
    """How many have signed."""
    query = select(func.count()).where(Signature.work_item_id == item.id)
    return session.scalar(query) or 0


def test_either_officer_drafts_and_sees_what_the_other_wrote(
    session: Session, bureau: Bureau, item: WorkItem
) -> None:
    first, second = (bureau.actor(user) for user in bureau.pair)

    drafts.save(session, first, item.id, {"performed": "yes", "party_name": "李"}, revision=0)
    draft = drafts.save(session, second, item.id, {"performed": "yes"}, revision=1)

    assert (draft.revision, draft.saved_by) == (2, second.user_id)
    assert session.get_one(Draft, item.id).data == {"performed": "yes"}


def test_a_draft_does_not_overwrite_what_the_other_officer_saved_meanwhile(
    session: Session, bureau: Bureau, item: WorkItem
) -> None:
    first, second = (bureau.actor(user) for user in bureau.pair)
    drafts.save(session, first, item.id, {"party_name": "李"}, revision=0)

    with pytest.raises(Conflict) as refused:
        drafts.save(session, second, item.id, {"party_name": "王"}, revision=0)

    assert (refused.value.code, refused.value.params["by"]) == ("draft.stale", first.name)


def test_a_draft_may_be_unfinished_but_has_no_unknown_fields(
    session: Session, bureau: Bureau, item: WorkItem
) -> None:
    with pytest.raises(Invalid) as refused:
        drafts.save(session, bureau.actor(bureau.pair[0]), item.id, {"bribe": 1})

    assert list(refused.value.errors) == ["bribe"]


def test_a_draft_larger_than_any_form_is_refused(
    session: Session, bureau: Bureau, item: WorkItem
) -> None:
    with pytest.raises(Invalid, match=r"draft\.too_large"):
        drafts.save(session, bureau.actor(bureau.pair[0]), item.id, {"remark": "长" * 400_000})


def test_nobody_else_drafts_signs_or_uploads(
    session: Session, bureau: Bureau, item: WorkItem, store: EvidenceStore
) -> None:
    stranger = bureau.actor(builders.an_inspector(session, bureau.office))

    for attempt in (
        lambda: drafts.save(session, stranger, item.id, {}),
        lambda: signatures.sign(session, stranger, item.id, visit_form("NO_PROBLEM")),
        lambda: evidence.attach(session, stranger, store, item.id, a_photo(), filename="a.jpg"),
    ):
        with pytest.raises(Forbidden, match=r"case\.not_assigned"):
            attempt()


def test_the_record_is_submitted_with_the_second_signature(
    session: Session, bureau: Bureau, item: WorkItem
) -> None:
    data = visit_form("NO_PROBLEM")
    first, second = (bureau.actor(user) for user in bureau.pair)

    half = signatures.sign(session, first, item.id, data)
    assert half.answer is None
    assert half.by == {bureau.pair[0].id}
    assert half.missing == {bureau.pair[1].id}
    assert state_of(item) is WorkItemState.OPEN

    whole = signatures.sign(session, second, item.id, session.get_one(Draft, item.id).data)

    assert whole.answer is not None
    assert state_of(item) is WorkItemState.DONE


def test_signing_twice_is_one_signature(session: Session, bureau: Bureau, item: WorkItem) -> None:
    data, actor = visit_form("NO_PROBLEM"), bureau.actor(bureau.pair[0])
    for _ in range(2):
        signatures.sign(session, actor, item.id, data)

    assert signatures_on(session, item) == 1
    assert state_of(item) is WorkItemState.OPEN


def test_a_changed_draft_voids_the_signatures(
    session: Session, bureau: Bureau, item: WorkItem
) -> None:
    data = visit_form("NO_PROBLEM")
    first, second = (bureau.actor(user) for user in bureau.pair)
    signatures.sign(session, first, item.id, data)

    drafts.save(session, second, item.id, data | {"remark": "另有说明"})

    assert signatures_on(session, item) == 0


def test_saving_the_same_again_voids_nothing(
    session: Session, bureau: Bureau, item: WorkItem
) -> None:
    data = visit_form("NO_PROBLEM")
    first, second = (bureau.actor(user) for user in bureau.pair)
    signatures.sign(session, first, item.id, data)

    drafts.save(session, second, item.id, session.get_one(Draft, item.id).data)

    assert signatures_on(session, item) == 1


def test_nobody_signs_half_a_record(session: Session, bureau: Bureau, item: WorkItem) -> None:
    with pytest.raises(Invalid) as refused:
        signatures.sign(session, bureau.actor(bureau.pair[0]), item.id, {"performed": "yes"})

    assert "party_signature" in refused.value.errors
    assert signatures_on(session, item) == 0


def test_a_task_of_one_person_needs_no_signature(session: Session, bureau: Bureau) -> None:
    item = bureau.item(bureau.case(), "task_assign_officers")

    with pytest.raises(Invalid, match=r"signature\.not_needed"):
        signatures.sign(session, bureau.actor(bureau.supervisor), item.id, {})


def test_a_photo_belongs_to_the_item_and_makes_its_uploader_a_handler(
    session: Session, bureau: Bureau, case: Case, item: WorkItem, store: EvidenceStore
) -> None:
    actor = bureau.actor(bureau.pair[1])

    row = evidence.attach(session, actor, store, item.id, a_photo(), filename="C:\\厨房\\1.jpg")

    assert (row.case_id, row.work_item_id, row.filename) == (case.id, item.id, "1.jpg")
    assert (row.mime, row.uploaded_by) == ("image/jpeg", actor.user_id)
    handlers = select(Handling.user_id).where(Handling.case_id == case.id)
    assert actor.user_id in set(session.scalars(handlers))


def test_what_was_taken_out_stays_in_the_record(
    session: Session, bureau: Bureau, item: WorkItem, store: EvidenceStore
) -> None:
    actor = bureau.actor(bureau.pair[0])
    row = evidence.attach(session, actor, store, item.id, a_photo(), filename="a.jpg")

    evidence.remove(session, actor, item.id, row.id)

    assert session.get_one(Evidence, row.id).removed_at is not None
    with pytest.raises(NotFound):
        evidence.remove(session, actor, item.id, row.id)


def test_a_form_cannot_refer_to_evidence_of_another_case(
    session: Session, bureau: Bureau, item: WorkItem, store: EvidenceStore
) -> None:
    other = bureau.item(bureau.assigned(), VISIT)
    actor = bureau.actor(bureau.pair[0])
    mine = evidence.attach(session, actor, store, item.id, a_photo(), filename="a.jpg")
    foreign = evidence.attach(session, actor, store, other.id, a_photo("red"), filename="b.jpg")
    data: dict[str, Any] = visit_form("NO_PROBLEM")
    data["checklist"]["1.1"]["evidence"] = [foreign.id]

    with pytest.raises(Invalid) as refused:
        signatures.sign(session, actor, item.id, data | {"evidence": [mine.id]})

    assert list(refused.value.errors) == ["checklist[1.1].evidence"]


def test_nothing_is_added_to_an_item_that_is_done(
    session: Session, bureau: Bureau, case: Case, item: WorkItem, store: EvidenceStore
) -> None:
    bureau.visit(case, "NO_PROBLEM")

    with pytest.raises(Conflict, match=r"work_item\.not_open"):
        evidence.attach(
            session, bureau.actor(bureau.pair[0]), store, item.id, a_photo(), filename="a.jpg"
        )
