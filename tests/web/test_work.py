"""The page of a work item, without JavaScript: drafts, photos, two signatures, errors."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.accounts import User
from models.cases import Case
from models.documents import Evidence
from models.processes import Draft, Submission, WorkItem, WorkItemState
from tests.bureau import Bureau, visit_form
from tests.web.conftest import PASSWORD, Person
from web.evidence_files import store

VISIT = "task_inspect_school"


class Office(Bureau):
    """A bureau whose people have passwords, as the pages need them."""

    def __post_init__(self) -> None:
        """Hash one password for everybody."""
        from engine.passwords import hash_password

        super().__post_init__()
        hashed = hash_password(PASSWORD)
        for user in (*self.pair, self.supervisor, self.reviewer, self.leader):
            user.password = hashed
        self.session.commit()


@pytest.fixture
def bureau(session: Session) -> Office:
    """One office with people of every role."""
    return Office(session)


@pytest.fixture
def case(bureau: Office, session: Session) -> Case:
    """A case whose pair may visit."""
    case = bureau.assigned()
    session.commit()
    return case


@pytest.fixture
def item(bureau: Office, case: Case) -> WorkItem:
    """The visit."""
    return bureau.item(case, VISIT)


def a_photo() -> tuple[io.BytesIO, str]:
    """A small photo as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(file, "JPEG")
    file.seek(0)
    return file, "厨房.jpg"


def as_sent(data: dict[str, Any]) -> dict[str, Any]:
    """A form's data under the names that the page gives its inputs."""
    sent: dict[str, Any] = {}
    for key, value in data.items():
        if key == "checklist":
            for no, answer in value.items():
                for part, said in answer.items():
                    words = {True: "yes", False: "no"}[said] if isinstance(said, bool) else said
                    sent[f"{key}[{no}].{part}"] = str(words)
        elif isinstance(value, dict):
            sent |= {f"{key}.{part}": text for part, text in value.items()}
        else:
            sent[key] = "yes" if value is True else value
    return sent


def at(new_person: Callable[[], Person], user: User) -> Person:
    """The person at a browser of his own."""
    return new_person().log_in(user)


def send(person: Person, item: WorkItem, action: str, **data: Any) -> Any:
    """Fill in the form of the page and press a button."""
    path = f"/work/{item.id}"
    return person.post(path, as_sent(data) | {"action": action}, page=path)


def test_two_officers_draft_sign_and_submit(
    session: Session, bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    first, second = (at(new_person, user) for user in bureau.pair)
    data = visit_form("RECTIFY_BY_DATE")

    assert "草稿已保存" in send(first, item, "draft", performed="yes", party_name="李").text
    page = second.text(f"/work/{item.id}")
    assert 'value="李"' in page
    assert 'name="performed" value="yes" checked required>' in page
    assert "另一名检查人员" in send(first, item, "sign", **data).text
    session.expire_all()
    assert item.state is WorkItemState.OPEN

    answer = send(second, item, "sign", **data)

    session.expire_all()
    assert answer.status_code == 200
    assert session.get_one(WorkItem, item.id).state is WorkItemState.DONE
    stored = session.scalars(select(Submission).where(Submission.work_item_id == item.id)).one()
    assert stored.data["outcome"] == "RECTIFY_BY_DATE"


def test_a_button_of_the_signature_that_is_pressed_twice_signs_once(
    session: Session, bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    first, second = (at(new_person, user) for user in bureau.pair)
    data = visit_form("RECTIFY_BY_DATE")
    path = f"/work/{item.id}"
    send(first, item, "sign", key="one", **data)
    for _ in range(2):
        answer = send(second, item, "sign", key="two", **data)
        assert answer.status_code == 200
        assert "已办理" in answer.text
    count = select(func.count()).select_from(Submission)
    assert session.scalar(count.where(Submission.work_item_id == item.id)) == 1
    other = first.post(path, as_sent(data) | {"action": "sign", "key": "new"}, page=path)
    assert other.status_code == 409


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(
    bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    data = visit_form("NO_PROBLEM") | {"outcome": "STOP", "remark": "后厨正在装修"}
    del data["checklist"]["1.1"]

    page = send(at(new_person, bureau.pair[0]), item, "sign", **data)

    assert page.status_code == 422
    assert "应当逐项检查" in page.text
    assert "后厨正在装修" in page.text


def test_a_photo_comes_with_the_form_and_is_shown(
    session: Session, bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    officer = at(new_person, bureau.pair[0])
    photo = {"checklist[1.1].evidence.file": a_photo(), "evidence.file": a_photo()}

    page = officer.post(f"/work/{item.id}", {"action": "draft", **photo}, page=f"/work/{item.id}")

    rows = session.scalars(select(Evidence).order_by(Evidence.id)).all()
    draft = session.get_one(Draft, item.id)
    assert [row.filename for row in rows] == ["厨房.jpg", "厨房.jpg"]
    assert draft.data["evidence"] == [str(rows[1].id)]
    assert draft.data["checklist"]["1.1"]["evidence"] == [str(rows[0].id)]
    assert f"/evidence/{rows[0].id}/thumbnail" in page.text
    with officer.get(f"/evidence/{rows[0].id}") as original:
        assert original.data == a_photo()[0].getvalue()
    with officer.get(f"/evidence/{rows[0].id}/thumbnail") as small:
        assert small.mimetype == "image/jpeg"


def test_a_photo_that_is_not_kept_is_taken_out(
    session: Session, bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    officer = at(new_person, bureau.pair[0])
    path = f"/work/{item.id}"
    officer.post(path, {"action": "draft", "evidence.file": a_photo()}, page=path)
    row = session.scalars(select(Evidence)).one()

    officer.post(path, {"action": "draft", "shown_evidence": str(row.id)}, page=path)

    session.expire_all()
    assert row.removed_at is not None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xd8" + bytes(40 * 1024 * 1024), "文件超过 20 MB"),
        (b"MZ no image at all", "不是照片"),
        (b"", "文件为空"),
    ],
    ids=["a photo of 40 MB", "a program", "nothing"],
)
def test_a_bad_file_is_refused_with_words_and_the_form_is_kept(
    session: Session,
    bureau: Office,
    item: WorkItem,
    new_person: Callable[[], Person],
    content: bytes,
    words: str,
) -> None:
    data = {
        "action": "draft",
        "party_name": "李园长",
        "evidence.file": (io.BytesIO(content), "1.jpg"),
    }

    page = at(new_person, bureau.pair[0]).post(f"/work/{item.id}", data, page=f"/work/{item.id}")
    # The client leaves the temporary file open that it wrote a large request to.
    page.request.environ["wsgi.input"].close()

    assert page.status_code == 422
    assert words in page.text
    assert 'value="李园长"' in page.text
    assert session.scalars(select(Evidence)).all() == []


def test_the_script_sends_a_photo_at_once_and_hears_what_is_wrong(
    bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    officer = at(new_person, bureau.pair[0])
    path = f"/work/{item.id}/evidence"

    good = officer.post(path, {"file": a_photo(), "name": "evidence"})
    bad = officer.post(path, {"file": (io.BytesIO(b"no"), "a.jpg"), "name": "evidence"})

    assert (good.status_code, bad.status_code) == (201, 422)
    assert 'name="evidence" value=' in good.text
    assert "不是照片" in bad.get_json()["detail"]


def test_the_script_saves_a_draft_and_hears_of_the_other_officer(
    bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    first, second = (at(new_person, user) for user in bureau.pair)
    path = f"/work/{item.id}/draft"

    saved = first.post(path, {"party_name": "李", "revision": "0"})
    stale = second.post(path, {"party_name": "王", "revision": "0"})

    assert saved.get_json()["revision"] == 1
    assert stale.status_code == 409
    assert bureau.pair[0].name in stale.get_json()["detail"]


def test_a_draft_saved_by_the_other_officer_is_not_overwritten(
    bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    first, second = (at(new_person, user) for user in bureau.pair)
    send(first, item, "draft", party_name="李")

    page = send(second, item, "draft", party_name="王", revision="0")

    assert page.status_code == 409
    assert bureau.pair[0].name in page.text
    assert 'value="王"' in page.text


def test_the_supervisor_chooses_two_officers_and_cannot_choose_a_recused_one(
    session: Session, bureau: Office, new_person: Callable[[], Person]
) -> None:
    from tests import builders

    case = bureau.case()
    recused = builders.an_inspector(session, bureau.office)
    builders.a_recusal(session, recused, case.subject)
    session.commit()
    item = bureau.item(case, "task_assign_officers")
    supervisor = at(new_person, bureau.supervisor)

    page = supervisor.text(f"/work/{item.id}")
    assert all(user.name in page for user in (*bureau.pair, recused))
    assert "回避" in page
    one = send(supervisor, item, "complete", officers=[str(bureau.pair[0].id)])
    assert one.status_code == 422
    assert "两名" in one.text

    done = send(supervisor, item, "complete", officers=[str(user.id) for user in bureau.pair])

    assert done.status_code == 200
    assert bureau.open_elements(case) == {"task_accept_assignment"}


def test_a_correction_is_a_new_version_with_its_reason(
    session: Session, bureau: Office, case: Case, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    data = visit_form("RECTIFY_BY_DATE")
    bureau.sign(case, VISIT, **data)
    session.commit()
    officer, path = at(new_person, bureau.pair[0]), f"/work/{item.id}/correct"
    assert path in officer.text(f"/work/{item.id}")
    sent = as_sent(data | {"remark": "补充：厨房改造中"})

    without = officer.post(path, sent, page=path)
    moved = officer.post(path, sent | {"rectify_by": "2099-01-01"}, page=path)
    done = officer.post(path, sent | {"correction_reason": "漏记"}, page=path)

    assert (without.status_code, moved.status_code, done.status_code) == (422, 422, 200)
    assert "理由" in without.text
    assert "补充：厨房改造中" in without.text
    versions = session.scalars(
        select(Submission.version).where(Submission.work_item_id == item.id)
    ).all()
    assert sorted(versions) == [1, 2]
    assert "漏记" in officer.text(f"/work/{item.id}")


def test_what_cannot_be_corrected_offers_no_correction(
    session: Session, bureau: Office, case: Case, new_person: Callable[[], Person]
) -> None:
    query = select(WorkItem).where(
        WorkItem.case_id == case.id, WorkItem.element == "task_assign_officers"
    )
    item = session.scalars(query).one()
    supervisor = at(new_person, bureau.supervisor)

    assert f"/work/{item.id}/correct" not in supervisor.text(f"/work/{item.id}")
    assert supervisor.get(f"/work/{item.id}/correct").status_code == 403


def test_an_item_of_the_pool_is_taken_given_back_and_handed_over(
    session: Session, bureau: Office, new_person: Callable[[], Person]
) -> None:
    from tests import builders

    other = builders.a_supervisor(session, bureau.office)
    item = bureau.item(bureau.case(), "task_assign_officers")
    session.commit()
    supervisor, path = at(new_person, bureau.supervisor), f"/work/{item.id}"

    taken = supervisor.post(f"{path}/claim", {"next": path}, page=path)
    assert f"{path}/release" in taken.text
    handed = {"user": str(other.id), "reason": "休假"}
    supervisor.post(f"{path}/hand-over", handed, page=path)

    session.expire_all()
    assert session.get_one(WorkItem, item.id).claimed_by == other.id


def test_who_may_not_work_on_an_item_reads_why(
    bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    page = at(new_person, bureau.supervisor).text(f"/work/{item.id}")

    assert "data-form" not in page
    assert "lock" in page


def test_the_leader_reads_what_was_recorded_before_deciding(
    session: Session, bureau: Office, new_person: Callable[[], Person]
) -> None:
    from tests.bureau import FILING

    case = bureau.enforced()
    today = bureau.session.get_one(Case, case.id).opened_at.date().isoformat()
    bureau.do(case, "task_propose_filing", bureau.pair[0], **FILING, found_on=today)
    session.commit()
    item = bureau.item(case, "task_approve_filing")

    page = at(new_person, bureau.supervisor).text(f"/work/{item.id}")

    assert "涉嫌未按照规定留样" in page
    assert "现场发现不符合。" in page


def test_evidence_of_another_office_is_not_shown(
    session: Session, bureau: Office, item: WorkItem, new_person: Callable[[], Person]
) -> None:
    from tests import builders

    officer = at(new_person, bureau.pair[0])
    officer.post(f"/work/{item.id}/evidence", {"file": a_photo(), "name": "evidence"})
    row = session.scalars(select(Evidence)).one()
    stranger = builders.an_inspector(session, builders.an_office(session), password=PASSWORD)
    session.commit()

    assert at(new_person, stranger).get(f"/evidence/{row.id}").status_code == 403
    assert officer.get("/evidence/999999").status_code == 404


def test_the_store_is_where_the_app_was_told(app: Any) -> None:
    with app.app_context():
        assert store().root == app.config["EVIDENCE_FOLDER"]
