"""Who is logged in: the account, its roles and its offices, read in one statement and one trip."""

from dataclasses import dataclass
from typing import Any, Final

from flask_security import SQLAlchemySessionUserDatastore
from flask_security.core import RoleMixin, UserMixin
from sqlalchemy.orm import Session, sessionmaker

from engine.authority import Actor
from engine.connections import ask

STATEMENT: Final = """
SELECT u.id, u.username, u.name, u.active, u.fs_uniquifier, u.must_change_password,
  u.legal_qualification, u.language, o.name AS office_name,
  ARRAY(SELECT r.name FROM user_role m JOIN role r ON r.id = m.role_id WHERE m.user_id = u.id
    ORDER BY r.id) AS roles,
  ARRAY(
    WITH RECURSIVE below AS (
      SELECT u.office_id AS id UNION ALL
      SELECT child.id FROM office child JOIN below ON child.parent_id = below.id)
    SELECT id FROM below WHERE id IS NOT NULL) AS offices
FROM "user" u LEFT JOIN office o ON o.id = u.office_id
WHERE u.fs_uniquifier = %(key)s
"""


@dataclass(frozen=True)
class Lane(RoleMixin):
    """A role of the visitor."""

    name: str


@dataclass(eq=False)
class Visitor(UserMixin):
    """A person at a browser or a program with a token, as far as a request asks about them."""

    id: int
    username: str
    name: str
    active: bool
    fs_uniquifier: str
    must_change_password: bool
    legal_qualification: bool
    language: str
    office_name: str | None
    roles: list[RoleMixin]
    #: The own office and all below it.
    offices: frozenset[int]

    def actor(self, source: str) -> Actor:
        """The visitor as the engine knows people, coming in by page or API."""
        roles = frozenset(role.name for role in self.roles)
        return Actor(self.id, self.name, roles, self.offices, source, self.legal_qualification)


class Visitors(SQLAlchemySessionUserDatastore):
    """Flask-Security's way to the accounts; each request asks by the key of its session."""

    def __init__(
        self, session: Any, factory: sessionmaker[Session], users: type, roles: type
    ) -> None:
        """Keep the way to the database."""
        super().__init__(session, users, roles)
        self.factory = factory

    def find_user(self, case_insensitive: bool = False, **asked: Any) -> Any:  # noqa: FBT001, FBT002
        """The visitor with this key; by anything else, the row of the account."""
        if set(asked) != {"fs_uniquifier"}:
            return super().find_user(case_insensitive, **asked)
        row = ask(self.factory, STATEMENT, {"key": asked["fs_uniquifier"]})
        if row is None:
            return None
        *told, roles, offices = row
        made = [*told, [Lane(name) for name in roles], frozenset(offices)]
        return Visitor(*made)
