"""The door: one way in for every change of a process, with lock, authority, audit and answer."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from engine import audit, definitions, runtime, transaction
from engine.authority import CLOCK, CONSOLE, Actor, actor_of
from engine.errors import Conflict, Forbidden, Invalid, NotFound, YanchaError
from models.accounts import User
from models.audit import AuditEntry
from models.cases import Case, CaseState, Handling
from models.processes import (
    InstanceStatus,
    ProcessInstance,
    Submission,
    WorkItem,
    WorkItemState,
)
from tests import builders


@dataclass
class Scene:
    """A case whose officers wait to be assigned, and the people around it."""

    case: Case
    instance: ProcessInstance
    supervisor: Actor
    pair: tuple[User, User]

    def officer(self, session: Session, number: int = 0) -> Actor:
        return actor_of(session, self.pair[number], "web")

    def officers(self) -> dict[str, Any]:
        return {"officers": [user.id for user in self.pair]}


@pytest.fixture
def scene(session: Session) -> Scene:
    bureau = builders.an_office(session, "河北区市场监督管理局")
    office = builders.an_office(session, "检查一科", parent_id=bureau.id)
    supervisor = builders.a_supervisor(session, office)
    pair = builders.a_pair(session, office)
    definitions.deploy_shipped(session, CONSOLE)
    case = builders.a_case(session, office_id=office.id)
    instance = runtime.start(session, CLOCK, case, "school_inspection")
    return Scene(case, instance, actor_of(session, supervisor, "web"), pair)


def _open(session: Session, case: Case) -> list[WorkItem]:
    return list(
        session.scalars(
            select(WorkItem).where(
                WorkItem.case_id == case.id, WorkItem.state == WorkItemState.OPEN
            )
        )
    )


def _assigned(session: Session, scene: Scene, **options: Any) -> dict[str, Any]:
    (item,) = _open(session, scene.case)
    return runtime.complete(session, scene.supervisor, item.id, scene.officers(), **options)


def test_a_started_case_waits_for_its_first_work_item(session: Session, scene: Scene) -> None:
    (item,) = _open(session, scene.case)

    assert (item.element, item.role, item.form) == (
        "task_assign_officers",
        "supervisor",
        "assign_officers",
    )
    assert item.office_id == scene.case.office_id


def test_completing_an_item_opens_the_next_and_keeps_what_was_submitted(
    session: Session, scene: Scene
) -> None:
    answer = _assigned(session, scene)

    (following,) = _open(session, scene.case)
    assert answer["opened"] == [following.id]
    assert following.element == "task_accept_assignment"
    submission = session.get_one(Submission, answer["submission"])
    assert submission.data == scene.officers()
    assert submission.submitted_by == scene.supervisor.user_id


def test_every_deed_is_in_the_chain_of_the_case(session: Session, scene: Scene) -> None:
    _assigned(session, scene)

    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.case_id == scene.case.id))
    assert {"clock:process:start", "web:work_item:complete"} <= set(actions)
    assert audit.verify(session, f"case:{scene.case.id}") == []


def test_the_officers_of_a_case_are_its_handlers(session: Session, scene: Scene) -> None:
    _assigned(session, scene)

    handlers = session.scalars(select(Handling.user_id).where(Handling.case_id == scene.case.id))
    assert set(handlers) == {user.id for user in scene.pair}


def test_an_officer_of_no_pair_is_refused(session: Session, scene: Scene) -> None:
    _assigned(session, scene)
    stranger = builders.an_inspector(session, session.get_one(User, scene.pair[0].id).office)
    (item,) = _open(session, scene.case)

    with pytest.raises(Forbidden) as refused:
        runtime.complete(
            session, actor_of(session, stranger, "api"), item.id, {"acceptance": "accepted"}
        )

    assert refused.value.code == "case.not_assigned"


def test_an_unknown_field_is_refused_by_name(session: Session, scene: Scene) -> None:
    (item,) = _open(session, scene.case)

    with pytest.raises(Invalid) as refused:
        runtime.complete(session, scene.supervisor, item.id, scene.officers() | {"fine": 1_000_000})

    assert list(refused.value.errors) == ["fine"]


def test_the_same_key_gets_the_same_answer(session: Session, scene: Scene) -> None:
    (item,) = _open(session, scene.case)
    first = _assigned(session, scene, key="a")

    again = runtime.complete(session, scene.supervisor, item.id, scene.officers(), key="a")

    assert again == first


def test_a_key_is_good_for_one_request_only(session: Session, scene: Scene) -> None:
    _assigned(session, scene, key="a")
    (item,) = _open(session, scene.case)

    with pytest.raises(Conflict) as refused:
        runtime.complete(session, scene.supervisor, item.id, {"acceptance": "accepted"}, key="a")

    assert refused.value.code == "key.used_for_something_else"


def test_a_second_completion_learns_who_was_first_and_when(session: Session, scene: Scene) -> None:
    (item,) = _open(session, scene.case)
    _assigned(session, scene)

    with pytest.raises(Conflict) as refused:
        runtime.complete(session, scene.supervisor, item.id, scene.officers())

    assert refused.value.code == "work_item.done"
    assert refused.value.params["by"] == scene.supervisor.name
    assert refused.value.params["at"]


def test_a_stale_version_is_refused(session: Session, scene: Scene) -> None:
    with pytest.raises(Conflict) as refused:
        _assigned(session, scene, revision=scene.instance.revision + 1)

    assert refused.value.code == "work_item.stale"


def test_an_item_that_does_not_exist_is_not_found(session: Session, scene: Scene) -> None:
    with pytest.raises(NotFound):
        runtime.complete(session, scene.supervisor, 999_999, {})


@pytest.mark.law("P01")
def test_both_officers_must_have_signed_a_visit(session: Session, scene: Scene) -> None:
    _assigned(session, scene)
    (item,) = _open(session, scene.case)
    runtime.complete(session, scene.officer(session), item.id, {"acceptance": "accepted"})
    (visit,) = _open(session, scene.case)
    data = {
        "performed": "no",
        "not_performed_reason": "closed",
        "outcome": "NOT_PERFORMED",
        "reason": "学校放假停课",
    }

    with pytest.raises(YanchaError) as refused:
        runtime.complete(session, scene.officer(session), visit.id, data)

    assert refused.value.code in {"signature.missing", "form.invalid"}


def test_a_completion_that_nothing_followed_can_be_withdrawn(
    session: Session, scene: Scene
) -> None:
    _assigned(session, scene)
    (item,) = _open(session, scene.case)
    returned = {"acceptance": "returned", "return_ground": "workload", "reason": "另有任务"}
    runtime.complete(session, scene.officer(session), item.id, returned)

    runtime.withdraw(session, scene.officer(session), item.id, "点错了")

    (reopened,) = _open(session, scene.case)
    assert reopened.id == item.id
    runtime.complete(session, scene.officer(session), item.id, {"acceptance": "accepted"})
    (visit,) = _open(session, scene.case)
    assert visit.element == "task_inspect_school"
    versions = session.scalars(select(Submission.version).where(Submission.work_item_id == item.id))
    assert sorted(versions) == [1, 2]


def test_only_whoever_completed_an_item_withdraws_it(session: Session, scene: Scene) -> None:
    _assigned(session, scene)
    (item,) = _open(session, scene.case)
    runtime.complete(session, scene.officer(session), item.id, {"acceptance": "accepted"})

    with pytest.raises(Forbidden):
        runtime.withdraw(session, scene.officer(session, 1), item.id, "不同意")


def test_a_cancelled_case_leaves_nothing_open(session: Session, scene: Scene) -> None:
    runtime.cancel(session, scene.supervisor, scene.case, "学校已停办")

    assert _open(session, scene.case) == []
    assert scene.case.state is CaseState.CANCELLED
    assert scene.instance.status is InstanceStatus.CANCELLED
    with pytest.raises(Conflict):
        runtime.cancel(session, scene.supervisor, scene.case, "再次")


def test_a_message_that_no_process_of_the_case_knows_is_refused(
    session: Session, scene: Scene
) -> None:
    with pytest.raises(NotFound) as refused:
        runtime.deliver(session, CLOCK, scene.case, "reply_received", key="m1", payload={})

    assert refused.value.code == "message.unknown"


def _at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Run the act in as many threads at once; returns the answers and the errors."""
    results: list[object] = [None] * count
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = act(number)
        except YanchaError as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("same_key", [True, False])
def test_of_fifty_completions_at_once_one_takes_effect(
    session: Session, session_factory: sessionmaker[Session], scene: Scene, same_key: bool
) -> None:
    (item,) = _open(session, scene.case)
    session.commit()

    def act(number: int) -> object:
        return transaction.run(
            session_factory,
            runtime.complete,
            scene.supervisor,
            item.id,
            scene.officers(),
            key="k" if same_key else f"k{number}",
        )

    results = _at_once(50, act)

    answers = [one for one in results if isinstance(one, dict)]
    conflicts = [one for one in results if isinstance(one, Conflict)]
    assert len(answers) == (50 if same_key else 1)
    assert len(conflicts) == (0 if same_key else 49)
    assert all(one == answers[0] for one in answers)
    with session_factory() as fresh:
        count = select(func.count()).select_from(Submission)
        assert fresh.scalar(count.where(Submission.work_item_id == item.id)) == 1
