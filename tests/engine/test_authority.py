"""Authority: roles come from lanes, and facts of the case stand above them."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from engine.authority import (
    Actor,
    Facts,
    Rule,
    actor_of,
    offices_below,
    refusal,
    require_office,
    require_role,
)
from engine.errors import Forbidden
from models.processes import WorkItem
from tests import builders

OFFICE = 7
RULE = Rule(
    role="supervisor",
    handling=False,
    excludes_handlers=True,
    not_same_as=(),
    both_officers=False,
    assigned_only=False,
)
FACTS = Facts(
    officers=frozenset({1, 2}),
    handlers=frozenset({1, 2}),
    recused=frozenset(),
    completed_by={},
    office_id=OFFICE,
)


def _actor(user_id: int | None = 9, *roles: str, offices: frozenset[int] | None = None) -> Actor:
    return Actor(
        user_id,
        "name",
        frozenset(roles or ("supervisor",)),
        frozenset({OFFICE}) if offices is None else offices,
        "web",
    )


def test_a_supervisor_of_the_office_may_approve() -> None:
    assert refusal(_actor(), RULE, FACTS) is None


@pytest.mark.law("P13")
def test_a_handler_may_not_approve_his_own_case() -> None:
    assert refusal(_actor(1), RULE, FACTS) == "case.handled_by_you"


def test_whoever_approved_may_not_decide() -> None:
    rule = dataclasses.replace(RULE, role="leader", not_same_as=("task_approve_penalty",))
    facts = dataclasses.replace(FACTS, completed_by={"task_approve_penalty": 9})

    assert refusal(_actor(9, "leader", "supervisor"), rule, facts) == "case.approved_by_you"


@pytest.mark.law("P03")
def test_a_recused_officer_may_not_even_if_assigned() -> None:
    rule = dataclasses.replace(RULE, role="inspector", excludes_handlers=False, assigned_only=True)
    facts = dataclasses.replace(FACTS, recused=frozenset({1}))

    assert refusal(_actor(1, "inspector"), rule, facts) == "case.recused"


def test_an_officer_who_is_not_of_the_pair_may_not_work_on_the_case() -> None:
    rule = dataclasses.replace(RULE, role="inspector", excludes_handlers=False, assigned_only=True)

    assert refusal(_actor(3, "inspector"), rule, FACTS) == "case.not_assigned"
    assert refusal(_actor(2, "inspector"), rule, FACTS) is None


def test_a_supervisor_of_another_office_may_not_approve() -> None:
    assert refusal(_actor(offices=frozenset({8})), RULE, FACTS) == "office.other"


def test_an_item_that_a_colleague_claimed_is_his() -> None:
    assert refusal(_actor(), RULE, FACTS, WorkItem(claimed_by=5)) == "work_item.claimed"
    assert refusal(_actor(5), RULE, FACTS, WorkItem(claimed_by=5)) is None


def test_only_the_person_that_the_case_names_may_chair() -> None:
    assert (
        refusal(_actor(), RULE, FACTS, WorkItem(assignee_id=4)) == "work_item.assigned_to_another"
    )
    assert refusal(_actor(4), RULE, FACTS, WorkItem(assignee_id=4)) is None


@pytest.mark.law("P15")
def test_a_legal_review_needs_the_qualification() -> None:
    rule = dataclasses.replace(RULE, role="legal_reviewer", legal_qualification=True)
    reviewer = _actor(9, "legal_reviewer")

    assert refusal(reviewer, rule, FACTS) == "legal.not_qualified"
    assert refusal(dataclasses.replace(reviewer, legal_qualification=True), rule, FACTS) is None


def test_a_suspended_case_rests_but_for_what_ends_the_rest() -> None:
    facts = dataclasses.replace(FACTS, resting=True)

    assert refusal(_actor(), RULE, facts) == "case.resting"
    assert refusal(_actor(), dataclasses.replace(RULE, while_resting=True), facts) is None


def test_the_clock_completes_nothing() -> None:
    assert refusal(_actor(None), RULE, FACTS) == "role.missing"


_USERS = st.integers(1, 6)


@given(
    user=_USERS,
    roles=st.sets(st.sampled_from(["inspector", "supervisor", "leader", "administrator"])),
    handlers=st.frozensets(_USERS),
    recused=st.frozensets(_USERS),
    claimed=st.none() | _USERS,
)
def test_no_handler_and_nobody_recused_gets_through_with_any_roles(
    user: int,
    roles: set[str],
    handlers: frozenset[int],
    recused: frozenset[int],
    claimed: int | None,
) -> None:
    facts = dataclasses.replace(FACTS, handlers=handlers, recused=recused)

    item = WorkItem(claimed_by=claimed)
    allowed = refusal(_actor(user, *roles), RULE, facts, item) is None

    if allowed:
        assert user not in handlers | recused


def test_a_role_is_required_by_name() -> None:
    with pytest.raises(Forbidden) as refused:
        require_role(_actor(), "administrator")

    assert refused.value.code == "role.missing"


def test_work_of_another_office_is_refused() -> None:
    with pytest.raises(Forbidden):
        require_office(_actor(offices=frozenset()), OFFICE)
    require_office(_actor(9, "administrator", offices=frozenset()), OFFICE)


def test_an_office_answers_for_the_offices_below(session: Session) -> None:
    bureau = builders.an_office(session, "河北区市场监督管理局")
    first = builders.an_office(session, "检查一科", parent_id=bureau.id)
    team = builders.an_office(session, "一组", parent_id=first.id)
    other = builders.an_office(session, "检查二科", parent_id=bureau.id)

    assert offices_below(session, first.id) == {first.id, team.id}
    assert offices_below(session, bureau.id) == {bureau.id, first.id, team.id, other.id}


def test_a_disabled_person_is_no_actor(session: Session) -> None:
    user = builders.a_supervisor(session, active=False)

    with pytest.raises(Forbidden):
        actor_of(session, user, "web")
