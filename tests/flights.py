"""Flight checks and reviews of producers for tests: planned, opened and visited at the door."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import checklists, forms
from engine.authority import CLOCK
from engine.commands import flight_checks
from engine.commands.flight_checks import FlightPlan
from models import clock
from models.cases import Case
from models.processes import WorkItem
from models.seals import Ground, Seal
from models.subjects import Subject, SubjectKind
from tests import builders
from tests.bureau import Bureau, visit_form

HOUR = dt.timedelta(hours=1)


def a_maker(bureau: Bureau, name: str = "海河糕点厂", **columns: Any) -> Subject:
    """A food maker in the office's district."""
    values: dict[str, Any] = {"office_id": bureau.office.id, "kind": SubjectKind.MAKER}
    return builders.a_subject(bureau.session, name, **values | columns)


def a_plan(*subjects: Subject, **more: Any) -> FlightPlan:
    """A plan for tomorrow, on a lead."""
    values: dict[str, Any] = {
        "opens_at": clock.now() + 24 * HOUR,
        "ground": Ground.SAMPLE,
        "reason": "抽样检验不合格。",
        "subject_ids": [one.id for one in subjects],
    }
    return FlightPlan(**values | more)


def sealed(bureau: Bureau, *subjects: Subject, **more: Any) -> Seal:
    """A flight check that the supervisor sealed."""
    actor = bureau.actor(bureau.supervisor)
    return flight_checks.plan_flight_check(bureau.session, actor, a_plan(*subjects, **more))


def opened(bureau: Bureau, *subjects: Subject, **more: Any) -> list[Case]:
    """The cases of a flight check whose hour has come."""
    seal = sealed(bureau, *subjects, **more)
    clock.travel(seal.opens_at)
    return flight_checks.open_seal(bureau.session, CLOCK, seal.id)


def checked(bureau: Bureau, outcome: str, **more: Any) -> Case:
    """A flight check of a maker that came to this outcome."""
    officers = [user.id for user in bureau.pair]
    (case,) = opened(bureau, a_maker(bureau), officer_ids=officers)
    visit(bureau, case, "task_inspect_premises", outcome, **more)
    return case


def visit(bureau: Bureau, case: Case, element: str, outcome: str, **more: Any) -> None:
    """Both officers sign the visit with this outcome."""
    form = visit_form(outcome)
    if "checklist" in form:
        form["checklist"] = answers(bureau.item(case, element), outcome)
    bureau.sign(case, element, **(form | more))


def answers(item: WorkItem, outcome: str) -> dict[str, Any]:
    """Answers to the checklist of the item that allow the outcome."""
    field = forms.load(item.form).fields["checklist"]
    checklist = checklists.load(field.properties["checklist"])
    key = outcome in {"INVESTIGATE_KEY", "STOP"}
    failed = next(one.no for one in checklist if one.key is key)
    # An unannounced check may leave items out (L6 art 27).
    filled: dict[str, Any] = {
        one.no: {"result": 1} for one in checklist if not field.partial or one.no.endswith(".1")
    }
    if outcome != "NO_PROBLEM":
        unsafe = outcome in {"INVESTIGATE_KEY", "INVESTIGATE_GENERAL", "STOP"}
        filled[failed] = {"result": 2, "note": "现场发现不符合。", "affects_safety": unsafe}
    return filled


def seal_of(session: Session) -> Seal:
    """The one seal."""
    return session.scalars(select(Seal)).one()
