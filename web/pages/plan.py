"""The annual plan (年度计划): its measures word for word, who answers, what each announces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from engine import plan_files, plans
from engine.data_files import DataFileError
from engine.errors import Invalid
from models import clock
from models.plans import Measure, Plan, PlannedCampaign
from web import acts, data_file_words, database, languages, security, sent_files, texts

blueprint = Blueprint("plan", __name__, url_prefix="/plan")

_CHINESE: Final = "一二三四五六七八九十"


@dataclass(frozen=True)
class Chapter:
    """A chapter with its measures."""

    number: int
    title: dict[str, Any]
    measures: list[Measure]

    @property
    def mark(self) -> str:
        """The number as the language of the request writes it: 一、 or 1."""
        if languages.language() == "zh" and 0 < self.number <= len(_CHINESE):
            return f"{_CHINESE[self.number - 1]}、"
        return f"{self.number}. "


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show one plan: the one asked for, else that of this year, else the newest."""
    session = database.session()
    known = session.scalars(select(Plan).order_by(Plan.archive, Plan.year.desc(), Plan.id)).all()
    plan = _chosen(session, known, request.args.get("plan", ""))
    if plan is None:
        return render_template("plan/index.html", plan=None, known=known)
    view = plans.year_view(session, plan.year, clock.now())
    return render_template(
        "plan/index.html",
        plan=plan,
        origin=_origin(plan, known),
        known=known,
        chapters=_chapters(plan),
        entries=[one for one in view.entries if one.planned.plan_id == plan.id],
        milestones=[one for one in view.milestones if one.measure.plan_id == plan.id],
        provisional=view.provisional,
    )


@blueprint.post("")
def bring_in() -> ResponseReturnValue:
    """Bring in a plan from a file; the same again changes nothing."""
    try:
        name, content = sent_files.small("file")
        data = plan_files.read_plan(content, name)
        database.run(plans.import_plan, security.actor(), data)
    except DataFileError as error:
        flash("\n".join(data_file_words.lines(error)), "danger")
    except Invalid as error:
        flash(acts.said(error), "danger")
    else:
        flash(_("The plan is brought in."), "success")
        return redirect(url_for("plan.index", plan=data.key), 303)
    return redirect(url_for("plan.index"), 303)


def _chosen(session: Session, known: Sequence[Plan], wanted: str) -> Plan | None:
    this = clock.today().year
    asked = next((one for one in known if one.key == wanted), None)
    current = next((one for one in known if one.year == this and not one.archive), None)
    plan = asked or current or next(iter(known), None)
    if plan is None:
        return None
    return session.scalars(
        select(Plan)
        .where(Plan.id == plan.id)
        .options(
            selectinload(Plan.measures),
            selectinload(Plan.campaigns).selectinload(PlannedCampaign.measure),
        )
    ).one()


def _origin(plan: Plan, known: Sequence[Plan]) -> str:
    """Name the plan that this one was rolled from."""
    from_key = plan.rolled_from or ""
    found = next((one for one in known if one.key == from_key), None)
    return texts.title_of(found) if found is not None else from_key


def _chapters(plan: Plan) -> list[Chapter]:
    chapters: dict[int, Chapter] = {}
    for measure in plan.measures:
        title = measure.content.get("chapter", {})
        number = int(title.get("n", 0))
        chapters.setdefault(number, Chapter(number, title, [])).measures.append(measure)
    return [chapters[number] for number in sorted(chapters)]
