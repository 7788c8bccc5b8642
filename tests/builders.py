"""Builders of what tests need: each adds one thing to the session with sensible values."""

import datetime as dt
import itertools
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.accounts import Office, Role, User
from models.base import Base
from models.campaigns import Campaign, CampaignState, Target
from models.cases import Case, CaseKind, CaseOfficer, Handling
from models.plans import Measure, Plan, PlannedCampaign
from models.subjects import Recusal, Subject, SubjectKind

T = TypeVar("T", bound=Base)

_NUMBERS = itertools.count(1)

#: A valid argon2 hash costs time; who never logs in has this, which matches no password.
NO_PASSWORD = "!"
DAY = dt.timedelta(days=1)


def an_office(session: Session, name: str = "检查一科", **columns: Any) -> Office:
    """An office of the bureau; give `parent_id` to put it below another."""
    return _added(session, Office(**{"code": f"office-{next(_NUMBERS)}", "name": name} | columns))


def a_role(session: Session, name: str) -> Role:
    """The role of that name, made when it is missing."""
    known = session.scalar(select(Role).where(Role.name == name))
    return known or _added(session, Role(name=name))


def a_user(
    session: Session,
    *roles: str,
    office: Office | None = None,
    password: str | None = None,
    **columns: Any,
) -> User:
    """A person with these roles; a password is hashed only when one is given."""
    number = next(_NUMBERS)
    values: dict[str, Any] = {
        "username": f"user{number}",
        "name": f"用户{number}",
        "password": _hashed(password),
        "fs_uniquifier": f"unique-{number}",
        "created_at": clock.now(),
        "office": office,
        "active": True,
        "must_change_password": False,
        "language": "zh",
    }
    user = User(**values | columns)
    user.roles = [a_role(session, role) for role in roles]
    return _added(session, user)


def an_inspector(session: Session, office: Office | None = None, **columns: Any) -> User:
    """An officer with a certificate number, who may be one of a pair."""
    number = f"津河市监 {next(_NUMBERS):04d}"
    return a_user(session, "inspector", office=office, **{"certificate_no": number} | columns)


def a_pair(session: Session, office: Office | None = None) -> tuple[User, User]:
    """Two officers of one office, as every visit needs."""
    return an_inspector(session, office), an_inspector(session, office)


def a_supervisor(session: Session, office: Office | None = None, **columns: Any) -> User:
    """A head of an office (办案机构负责人)."""
    return a_user(session, "supervisor", office=office, **columns)


def a_leader(session: Session, office: Office | None = None, **columns: Any) -> User:
    """A leader of the bureau (负责人)."""
    return a_user(session, "leader", office=office, **columns)


def a_legal_reviewer(session: Session, office: Office | None = None, **columns: Any) -> User:
    """A legal reviewer (法制审核人员)."""
    return a_user(session, "legal_reviewer", office=office, **columns)


def an_administrator(session: Session, office: Office | None = None, **columns: Any) -> User:
    """An administrator of the system."""
    return a_user(session, "administrator", office=office, **columns)


def a_subject(
    session: Session,
    name: str = "河北区光复道小学",
    *,
    kind: SubjectKind = SubjectKind.SCHOOL,
    **columns: Any,
) -> Subject:
    """A subject with a licence of its own."""
    now = clock.now()
    values: dict[str, Any] = {
        "licence": f"JY3120105{next(_NUMBERS):07d}",
        "address": "天津市河北区光复道街道",
        "created_at": now,
        "updated_at": now,
    }
    return _added(session, Subject(name=name, kind=kind, **values | columns))


def a_recusal(session: Session, user: User, subject: Subject, reason: str = "近亲属") -> Recusal:
    """An officer who must not handle a subject."""
    values = {"reason": reason, "recorded_at": clock.now()}
    return _added(session, Recusal(user_id=user.id, subject_id=subject.id, **values))


def a_plan(session: Session, **columns: Any) -> Plan:
    """A plan of this year without measures."""
    values: dict[str, Any] = {
        "key": f"plan-{next(_NUMBERS)}",
        "title_zh": "食品安全监督管理计划",
        "title_en": "Food safety plan",
        "year": clock.today().year,
        "issued_on": clock.today(),
        "digest": "0" * 64,
        "imported_at": clock.now(),
        "zone": "Asia/Shanghai",
        "archive": False,
    }
    return _added(session, Plan(**values | columns))


def a_planned_campaign(
    session: Session, plan: Plan | None = None, **columns: Any
) -> PlannedCampaign:
    """A drive that a plan announces: schools, in spring."""
    plan = plan or a_plan(session)
    measure = Measure(
        plan_id=plan.id,
        code="M06",
        title_zh="持续推进校园食品安全守护行动",
        title_en="Campus food-safety guardian action",
        content={},
    )
    _added(session, measure)
    values: dict[str, Any] = {
        "key": f"M06.school.spring.{next(_NUMBERS)}",
        "title_zh": "春季校园食品安全专项监督检查",
        "title_en": "Spring school inspection",
        "season": "spring",
        "process": "school_inspection",
        "targets": {"kinds": ["school"]},
        "rule": {"opens": {"day": "02-20"}, "closes": {"day": "05-31"}},
    }
    planned = PlannedCampaign(plan_id=plan.id, measure_id=measure.id, **values | columns)
    return _added(session, planned)


def a_campaign(
    session: Session, planned: PlannedCampaign | None = None, **columns: Any
) -> Campaign:
    """An open campaign whose window began yesterday and lasts sixty days."""
    planned = planned or a_planned_campaign(session)
    now = clock.now()
    values: dict[str, Any] = {
        "plan_id": planned.plan_id,
        "planned_id": planned.id,
        "key": planned.key,
        "season": f"{now.year}-{planned.season}",
        "title_zh": planned.title_zh,
        "title_en": planned.title_en,
        "process": planned.process,
        "state": CampaignState.OPEN,
        "opens_at": now - DAY,
        "closes_at": now + 60 * DAY,
        "opened_at": now,
    }
    return _added(session, Campaign(**values | columns))


def a_target(session: Session, campaign: Campaign, subject: Subject | None = None) -> Target:
    """A subject frozen into the campaign."""
    subject = subject or a_subject(session)
    frozen = {"name": subject.name, "licence": subject.licence, "address": subject.address}
    target = Target(
        campaign_id=campaign.id, subject_id=subject.id, reason="campaign.kind", frozen=frozen
    )
    return _added(session, target)


def a_case(
    session: Session,
    *,
    subject: Subject | None = None,
    campaign: Campaign | None = None,
    officers: tuple[User, ...] = (),
    **columns: Any,
) -> Case:
    """A case row with its target but without a process; see `an_inspection_case` for a live one."""
    campaign = campaign or a_campaign(session)
    subject = subject or a_subject(session)
    target = a_target(session, campaign, subject)
    values: dict[str, Any] = {
        "number": f"津河市监检〔{clock.today().year}〕{next(_NUMBERS)}号",
        "kind": CaseKind.INSPECTION,
        "title": subject.name,
        "subject_id": subject.id,
        "campaign_id": campaign.id,
        "target_id": target.id,
        "office_id": subject.office_id,
        "opened_at": clock.now(),
    }
    case = _added(session, Case(**values | columns))
    for officer in officers:
        assign(session, case, officer)
    return case


def an_inspection_case(session: Session, office: Office | None = None) -> Case:
    """A live case of a school, started through the door: it waits for a supervisor to assign."""
    from engine import definitions
    from engine.authority import CLOCK, CONSOLE
    from engine.commands import campaigns

    definitions.deploy_shipped(session, CONSOLE)
    campaign = a_campaign(session)
    subject = a_subject(session, office_id=office.id if office else None)
    campaigns.open_cases(session, CLOCK, campaign.id, [a_target(session, campaign, subject).id])
    return session.scalars(select(Case).where(Case.campaign_id == campaign.id)).one()


def assign(session: Session, case: Case, officer: User) -> CaseOfficer:
    """Make the person one of the case's officers, and so a handler of it."""
    now = clock.now()
    if not session.scalar(select(Handling).filter_by(case_id=case.id, user_id=officer.id)):
        _added(session, Handling(case_id=case.id, user_id=officer.id, how="assigned", since=now))
    row = CaseOfficer(case_id=case.id, user_id=officer.id, since=now, assigned_by="supervisor")
    return _added(session, row)


def _hashed(password: str | None) -> str:
    if password is None:
        return NO_PASSWORD
    from engine.passwords import hash_password

    return hash_password(password)


def _added(session: Session, row: T) -> T:
    session.add(row)
    # Builders give rows whose ids are known.
    session.flush()
    return row
