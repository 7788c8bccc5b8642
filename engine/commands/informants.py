"""Reading an identity (投诉人、举报人) with a reason, and letting another person read it (P40)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, informants
from engine.authority import Actor, require_office, require_role
from engine.errors import Invalid, NotFound
from engine.informants import Identity
from models.accounts import User
from models.cases import Case
from models.complaints import Informant


def look(session: Session, actor: Actor, case_id: int, reason: str) -> Identity:
    """The identity behind a case, for a named reader; the look and its reason stay on record.

    Raises NotFound for everybody else, Invalid without a reason or when it names the person: the
    record of a look is read by the whole office.
    """
    informant, identity = informants.opened(session, actor, case_id)
    if not reason.strip():
        raise Invalid("reason.missing", {"reason": [{"code": "form.required", "params": {}}]})
    if identity.is_told_by(reason):
        raise Invalid("informant.named", {"reason": [informants.NAMED]})
    case = session.get_one(Case, informant.case_id)
    audit.record(session, actor, "informant:look", case=case, reason=reason.strip())
    return identity


def candidates(session: Session, informant: Informant) -> list[User]:
    """Who could be named next: active people who handle cases or answer for them."""
    readers = {one.user_id for one in informant.readers}
    people = session.scalars(select(User).where(User.active).order_by(User.id))
    return [
        user
        for user in people
        if user.id not in readers and not user.role_names.isdisjoint(informants.READERS)
    ]


def name_reader(session: Session, actor: Actor, case_id: int, user_id: int) -> None:
    """Let one more person read the identity: only a reader who is in charge may.

    Raises NotFound, Forbidden, Invalid when the person handles no cases.
    """
    informant, _ = informants.opened(session, actor, case_id)
    require_role(actor, "supervisor", "leader")
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound("user.unknown", id=user_id)
    if user.role_names.isdisjoint(informants.READERS):
        problem: dict[str, object] = {"code": "informant.no_reader", "params": {"name": user.name}}
        raise Invalid("informant.no_reader", {"user": [problem]}, name=user.name)
    if informants.admit(session, informant, [user.id], by=actor.user_id):
        case = session.get_one(Case, informant.case_id)
        audit.record(session, actor, "informant:name_reader", case=case, reader=user.id)


def reward(session: Session, actor: Actor, case_id: int, amount_fen: int) -> None:
    """Decide the reward of a report that was verified (L3 art 115); the leader learns no name.

    Raises NotFound, Forbidden, Invalid before a penalty or without an amount.
    """
    require_role(actor, "leader")
    informant = informants.of_case(session, case_id)
    if informant is None:
        raise NotFound("informant.unknown", id=case_id)
    # What was reported may have become a case of its own: that one is verified, not the report.
    case = session.get_one(Case, case_id)
    require_office(actor, case.office_id)
    if case.outcome != "penalised":
        raise Invalid("informant.not_verified", number=case.number)
    if amount_fen < 1:
        missing: dict[str, object] = {"code": "form.required", "params": {}}
        raise Invalid("informant.no_amount", {"amount": [missing]})
    informant.reward_fen = amount_fen
    audit.record(session, actor, "informant:reward", case=case, amount_fen=amount_fen)
