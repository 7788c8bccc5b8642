"""Who works here: administrators create, disable and enable people and give them roles."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import audit, passwords
from engine.authority import Actor, require_role
from engine.errors import Conflict, Invalid, NotFound
from engine.search import pinyin_of
from models import clock
from models.accounts import ROLES, Office, Role, User

#: Matches no password at all: the person logs in after a reset only.
NO_PASSWORD: Final = "!"  # noqa: S105 - the absence of one


def create_user(
    session: Session,
    actor: Actor,
    *,
    username: str,
    name: str,
    roles: Iterable[str] = (),
    office: str | None = None,
    certificate_no: str | None = None,
    legal_qualification: bool = False,
    language: str = "zh",
) -> tuple[User, str]:
    """Create an account; the random password is told once and must be changed."""
    require_role(actor, "administrator")
    if not username.strip() or not name.strip():
        empty = "username" if not username.strip() else "name"
        raise Invalid(errors={empty: [{"code": "import.required", "params": {}}]})
    if session.scalar(select(User.id).where(func.lower(User.username) == username.lower())):
        raise Conflict("user.name_taken", username=username)
    _expect_free_certificate(session, certificate_no)
    password = passwords.invent()
    user = new_user(username=username.strip(), name=name.strip())
    user.password = passwords.hash_password(password)
    user.must_change_password = True
    user.certificate_no, user.language = certificate_no or None, language
    user.legal_qualification = legal_qualification
    user.office_id = office_of(session, office).id if office else None
    user.roles = roles_of(session, roles)
    session.add(user)
    session.flush()  # the audit entry names the id
    audit.record(
        session,
        actor,
        "user:create",
        chain="users",
        user=user.id,
        username=user.username,
        roles=sorted(user.role_names),
        office=user.office_id,
        certificate_no=user.certificate_no,
        legal_qualification=legal_qualification,
    )
    return user, password


def new_user(*, username: str, name: str) -> User:
    """Return an account that cannot be used yet."""
    return User(
        username=username,
        name=name,
        password=NO_PASSWORD,
        active=True,
        must_change_password=False,
        fs_uniquifier=secrets.token_hex(32),
        language="zh",
        created_at=clock.now(),
    )


def disable(session: Session, actor: Actor, username: str, reason: str) -> User:
    """Close an account: its sessions end at once; what the person did stays."""
    require_role(actor, "administrator")
    user = user_named(session, username)
    if user.id == actor.user_id:
        raise Conflict("user.yourself", username=username)
    if user.active:
        _expect_another_administrator(session, user)
        user.active, user.fs_uniquifier = False, secrets.token_hex(32)
        audit.record(session, actor, "user:disable", chain="users", user=user.id, reason=reason)
    return user


def enable(session: Session, actor: Actor, username: str, reason: str = "") -> User:
    """Open an account again."""
    require_role(actor, "administrator")
    user = user_named(session, username)
    if not user.active:
        user.active = True
        audit.record(session, actor, "user:enable", chain="users", user=user.id, reason=reason)
    return user


def reset_password(session: Session, actor: Actor, username: str) -> tuple[User, str]:
    """Give a new random password, told once, which the person must change; sessions end."""
    require_role(actor, "administrator")
    user = user_named(session, username)
    password = passwords.invent()
    user.password, user.must_change_password = passwords.hash_password(password), True
    user.fs_uniquifier, user.password_changed_at = secrets.token_hex(32), clock.now()
    audit.record(session, actor, "user:reset_password", chain="users", user=user.id)
    return user, password


def edit_user(
    session: Session,
    actor: Actor,
    username: str,
    *,
    name: str | None = None,
    roles: Iterable[str] | None = None,
    office: str | None = None,
    certificate_no: str | None = None,
    legal_qualification: bool | None = None,
) -> User:
    """Change name, roles, office or proofs of a person; what is None stays."""
    require_role(actor, "administrator")
    user = user_named(session, username)
    before = _facts(user)
    if roles is not None:
        wanted = roles_of(session, roles)
        if "administrator" not in {role.name for role in wanted}:
            _expect_another_administrator(session, user)
        user.roles = wanted
    if name:
        user.name = name
    if office is not None:
        user.office_id = office_of(session, office).id if office else None
    if certificate_no is not None and certificate_no != (user.certificate_no or ""):
        _expect_free_certificate(session, certificate_no)
        user.certificate_no = certificate_no or None
    if legal_qualification is not None:
        user.legal_qualification = legal_qualification
    after = _facts(user)
    if after != before:
        audit.record(
            session, actor, "user:edit", chain="users", user=user.id, before=before, after=after
        )
    return user


def list_users(session: Session) -> Sequence[User]:
    """Return everybody, sorted by pinyin."""
    return sorted(session.scalars(select(User)), key=lambda user: (pinyin_of(user.name), user.id))


def user_named(session: Session, username: str) -> User:
    """Return the person with this user name, locked, or raise NotFound."""
    user = session.scalar(select(User).where(User.username == username).with_for_update(of=User))
    if user is None:
        raise NotFound("user.unknown_name", username=username)
    return user


def office_of(session: Session, code_or_name: str) -> Office:
    """Return the office of this code, or the only one of this name."""
    found = session.scalars(
        select(Office).where((Office.code == code_or_name) | (Office.name == code_or_name))
    ).all()
    exact = [office for office in found if office.code == code_or_name] or found
    if len(exact) != 1:
        raise NotFound("office.unknown", office=code_or_name)
    return exact[0]


def roles_of(session: Session, names: Iterable[str]) -> list[Role]:
    """Return the rows of the roles; those of the lanes are made when they are missing."""
    wanted = sorted(set(names))
    for name in wanted:
        if name not in ROLES and not name.startswith("department:"):
            raise Invalid("role.unknown", role=name, known=list(ROLES))
    known = {role.name: role for role in session.scalars(select(Role).where(Role.name.in_(wanted)))}
    missing = {name: Role(name=name) for name in wanted if name not in known}
    session.add_all(missing.values())
    return [(known | missing)[name] for name in wanted]


def _facts(user: User) -> dict[str, object]:
    return {
        "name": user.name,
        "roles": sorted(user.role_names),
        "office": user.office_id,
        "certificate_no": user.certificate_no,
        "legal_qualification": user.legal_qualification,
    }


def _expect_free_certificate(session: Session, number: str | None) -> None:
    if number and session.scalar(select(User.id).where(User.certificate_no == number)):
        raise Conflict("user.certificate_taken", certificate_no=number)


def _expect_another_administrator(session: Session, user: User) -> None:
    """Somebody must stay who can open accounts again."""
    if "administrator" not in user.role_names:
        return
    others = select(func.count()).where(
        User.active, User.id != user.id, User.roles.any(Role.name == "administrator")
    )
    if not session.scalar(others):
        raise Conflict("user.last_administrator", username=user.username)
