"""Who may do what: asked once, at the door, by every way in; a page shows what it allows.

Roles come from the lanes of the diagrams and offices form a tree. On top of roles stand facts of
the case (design.md section 5; L1 arts 42-43; L5 arts 4, 22, 49-52, 60; L6 arts 23-24).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine.errors import Forbidden
from models import fixed, once
from models.accounts import Office, User
from models.cases import Case
from models.fixed import driver

#: The officers of a pair (L6 art 23: 两名以上).
PAIR = 2


#: The facts as columns beside a case `c`. Whoever handled the inspection is a handler of the
#: enforcement case that grew out of it; of those who did the same task the last one counts.
FACT_COLUMNS: Final = """
  ARRAY(SELECT user_id FROM case_officer WHERE case_id = c.id AND until IS NULL) AS officers,
  ARRAY(SELECT user_id FROM handling WHERE case_id IN (c.id, c.parent_id)) AS handlers,
  ARRAY(SELECT user_id FROM recusal WHERE subject_id = c.subject_id) AS recused,
  (SELECT jsonb_object_agg(element, closed_by ORDER BY id) FROM work_item
    WHERE case_id = c.id AND state = 'done' AND closed_by IS NOT NULL) AS completed_by
"""
_FACTS: Final = f'SELECT c.id, {FACT_COLUMNS} FROM "case" c WHERE c.id'  # noqa: S608 - of constants
#: PostgreSQL plans for each list of keys anew, and for one key once.
_FACTS_OF_ONE: Final = f"{_FACTS} = %(asked)s::bigint"
_FACTS_OF_MANY: Final = f"{_FACTS} = ANY(%(asked)s::bigint[])"
_HANDLE: Final = """
INSERT INTO handling (case_id, user_id, how, since)
VALUES (%(case)s, %(user)s, %(how)s, %(since)s) ON CONFLICT DO NOTHING
"""
_OFFICES: Final = "offices below"
once.forget_with(Office, _OFFICES)


@dataclass(frozen=True)
class Actor:
    """Who acts, and by which way in; commands know no other idea of a user."""

    user_id: int | None
    name: str
    roles: frozenset[str]
    #: The own office and all below it; work of other offices is none of the actor's business.
    offices: frozenset[int]
    #: `web`, `api`, `cli`, `clock`, `rehearsal`.
    source: str
    #: 法律职业资格.
    legal_qualification: bool = False


#: The system itself, when a deadline fires or a campaign opens.
CLOCK = Actor(None, "clock", frozenset(), frozenset(), "clock")
#: Whoever may start the program on the machine.
CONSOLE = Actor(None, "console", frozenset({"administrator"}), frozenset(), "cli")


@dataclass(frozen=True)
class Rule:
    """What a user task of a diagram demands of the person, beside its lane."""

    role: str
    #: Whoever completes it handles the case from then on (办案人员).
    handling: bool
    #: Handlers may not do it.
    excludes_handlers: bool
    #: Elements that the same person must not have completed in this case.
    not_same_as: tuple[str, ...]
    #: Both officers of the pair sign.
    both_officers: bool
    #: Only the pair that the case is assigned to may work on it.
    assigned_only: bool
    #: The variable with the one person who may do it, for example a hearing's chair.
    assignee: str | None = None
    #: Only who holds the legal professional qualification (L1 art 58; L5 art 51).
    legal_qualification: bool = False
    #: May be done while the investigation is suspended (L5 art 46).
    while_resting: bool = False


@dataclass(frozen=True)
class Facts:
    """What is true of a case, as far as authority asks."""

    officers: frozenset[int]
    handlers: frozenset[int]
    recused: frozenset[int]
    #: Element -> who completed it last.
    completed_by: Mapping[str, int]
    office_id: int | None
    #: 中止调查: nothing but what says so is done until the case is taken up again.
    resting: bool = False


def actor_of(session: Session, user: User, source: str) -> Actor:
    """The actor for a user who logged in; nobody for one who was disabled."""
    if not user.active:
        raise Forbidden("user.disabled", name=user.name)
    offices = offices_below(session, user.office_id) if user.office_id else frozenset()
    return Actor(user.id, user.name, user.role_names, offices, source, user.legal_qualification)


def offices_below(session: Session, office_id: int) -> frozenset[int]:
    """The office and all offices under it."""
    known: dict[int, frozenset[int]] = once.known(session).setdefault(_OFFICES, {})
    if office_id not in known:
        tree = select(Office.id).where(Office.id == office_id).cte(recursive=True)
        child = aliased(Office)
        tree = tree.union_all(select(child.id).join(tree, child.parent_id == tree.c.id))
        known[office_id] = frozenset(session.scalars(select(tree.c.id)))
    return known[office_id]


def require_role(actor: Actor, *roles: str) -> None:
    """Refuse whoever has none of the roles."""
    if actor.roles.isdisjoint(roles):
        raise Forbidden("role.missing", roles=list(roles))


def require_office(actor: Actor, office_id: int | None) -> None:
    """Refuse whoever's offices do not include the one of the case."""
    everywhere = office_id is None or "administrator" in actor.roles
    if not everywhere and office_id not in actor.offices:
        raise Forbidden("office.other")


def facts_of(session: Session, case: Case) -> Facts:
    """The facts of one case."""
    return _read(session, {case.id: case}, _FACTS_OF_ONE, case.id)[case.id]


def facts_of_many(session: Session, cases: Iterable[Case]) -> dict[int, Facts]:
    """The facts of many cases, in one statement."""
    found = {case.id: case for case in cases}
    return _read(session, found, _FACTS_OF_MANY, list(found))


def _read(
    session: Session, cases: Mapping[int, Case], statement: str, asked: int | list[int]
) -> dict[int, Facts]:
    rows = fixed.ask(session, statement, {"asked": asked})
    return {
        case_id: Facts(
            officers=frozenset(officers),
            handlers=frozenset(handlers),
            recused=frozenset(recused),
            completed_by=completed_by or {},
            office_id=cases[case_id].office_id,
            resting=cases[case_id].resting_since is not None,
        )
        for case_id, officers, handlers, recused, completed_by in rows
    }


class Held(Protocol):
    """What a work item says about who holds it."""

    @property
    def claimed_by(self) -> int | None:
        """Who took it."""

    @property
    def assignee_id(self) -> int | None:
        """The one person who may do it."""


def refusal(actor: Actor, rule: Rule, facts: Facts, item: Held | None = None) -> str | None:
    """Why the actor must not work on such an item, as the code of an error; None when he may.

    Without an item the question is whether he might, whoever took or was given it.
    """
    user = actor.user_id
    if user is None or rule.role not in actor.roles:
        return "role.missing"
    completed_another = any(facts.completed_by.get(one) == user for one in rule.not_same_as)
    claimed_by = item.claimed_by if item is not None else None
    assignee = item.assignee_id if item is not None else None
    checks = (
        (facts.office_id is not None and facts.office_id not in actor.offices, "office.other"),
        (user in facts.recused, "case.recused"),
        (rule.assigned_only and user not in facts.officers, "case.not_assigned"),
        (rule.excludes_handlers and user in facts.handlers, "case.handled_by_you"),
        (rule.legal_qualification and not actor.legal_qualification, "legal.not_qualified"),
        (assignee is not None and assignee != user, "work_item.assigned_to_another"),
        (completed_another, "case.approved_by_you"),
        (facts.resting and not rule.while_resting, "case.resting"),
        (claimed_by not in {None, user} and not rule.both_officers, "work_item.claimed"),
    )
    return next((code for refused, code in checks if refused), None)


def handle(session: Session, case: Case, user_id: int, how: str, now: dt.datetime) -> None:
    """Remember for good that the person handled the case."""
    said = {"case": case.id, "user": user_id, "how": how, "since": now}
    driver(session).asked(_HANDLE, said)
