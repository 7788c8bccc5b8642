"""Who works here: offices, roles and users; alone in this room it knows Flask-Security."""

import datetime as dt

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import BigInteger, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, PrimaryKey, Title

#: The roles of the lanes, as design.md section 5 names them, and the administrator.
ROLES = (
    "inspector",
    "supervisor",
    "legal_reviewer",
    "leader",
    "committee_office",
    "administrator",
)

user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", BigInteger, ForeignKey("user.id"), primary_key=True),
    Column("role_id", BigInteger, ForeignKey("role.id"), primary_key=True),
)


class Office(Base):
    """机构: a bureau, or an office (科、所) of it."""

    __tablename__ = "office"

    id: Mapped[PrimaryKey]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Title]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)

    parent: Mapped["Office | None"] = relationship(remote_side="Office.id")


class Role(Base, RoleMixin):
    """角色: the lane of a diagram that a person may act in."""

    __tablename__ = "role"

    id: Mapped[PrimaryKey]
    name: Mapped[Code] = mapped_column(unique=True)


class User(Base, UserMixin):
    """用户: a person who may log in; an officer (执法人员) when there is a certificate number."""

    __tablename__ = "user"

    id: Mapped[PrimaryKey]
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[Title]
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: Changing it ends every session of the person (Flask-Security).
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_changed_at: Mapped[dt.datetime | None]
    certificate_no: Mapped[str | None] = mapped_column(String(60), unique=True)
    #: 法律职业资格, which a new legal reviewer must hold (L1 art 58; L5 art 51).
    legal_qualification: Mapped[bool] = mapped_column(default=False)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    language: Mapped[str] = mapped_column(String(8), default="zh")
    created_at: Mapped[dt.datetime]

    office: Mapped[Office | None] = relationship()
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=user_role, lazy="selectin"
    )

    @property
    def role_names(self) -> frozenset[str]:
        """The names of the roles, as lanes name them."""
        return frozenset(role.name for role in self.roles)

    def may_be_assigned(self) -> bool:
        """Whether the person can be one of the two officers of a visit (L6 art 23, L5 art 22)."""
        return self.active and bool(self.certificate_no) and "inspector" in self.role_names


class FailedLogins(Base):
    """失败的登录: how many failed in a window of time, by one name or from one address."""

    __tablename__ = "failed_logins"

    #: SHA-256 of the name or the address: nobody learns from here who tried.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    until: Mapped[dt.datetime] = mapped_column(index=True)
