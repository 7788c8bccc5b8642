"""Cases (案卷): the list, and the page of one with its diagram, clocks, history and papers."""

from typing import Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from engine import visibility
from engine.errors import NotFound
from models.campaigns import Campaign
from models.cases import Case
from web import database, diagrams, security, worklist
from web.paging import paged
from web.questions import cases as questions

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

OUTCOMES: Final = (
    "NO_PROBLEM",
    "RECTIFY_ON_SPOT",
    "RECTIFY_BY_DATE",
    "INVESTIGATE_GENERAL",
    "INVESTIGATE_KEY",
    "STOP",
    "NOT_PERFORMED",
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the cases of the person's offices, the newest first."""
    session = database.session()
    wishes = _wishes()
    page = paged(
        session,
        questions.listed(security.actor(), wishes),
        (Case.id,),
        lambda case: (case.id,),
        descending=True,
    )
    fragment = request.headers.get("HX-Target") == "cases"
    return render_template(
        "cases/_list.html" if fragment else "cases/index.html",
        page=page,
        wishes=wishes,
        outcomes=OUTCOMES,
        items=questions.open_items(session, page.rows),
        campaigns=session.scalars(select(Campaign).order_by(Campaign.id.desc()).limit(50)).all(),
    )


@blueprint.get("/<int:case_id>")
def show(case_id: int) -> ResponseReturnValue:
    """Show the file of a case."""
    session, actor = database.session(), security.actor()
    case = found(case_id)
    file = questions.opened(session, case)
    penalty = file.penalty
    deciders = (penalty.approved_by, penalty.decided_by) if penalty else ()
    return render_template(
        "cases/show.html",
        case=case,
        file=file,
        lines=worklist.lines(session, actor, file.waiting),
        pictures=diagrams.pictures(file.instance, file.waiting, file.incidents),
        names=questions.names(session, deciders),
        actor=actor,
    )


@blueprint.get("/<int:case_id>/diagrams/<process>.bpmn")
def diagram(case_id: int, process: str) -> ResponseReturnValue:
    """Give the diagram of a process as the case runs it, its names in the person's language."""
    file = questions.opened_instance(database.session(), found(case_id))
    if file is None or process not in file.definition.sources:
        raise NotFound("definition.unknown", process=process)
    xml = diagrams.translated(file.definition.sources[process])
    return Response(xml, content_type="application/xml; charset=utf-8")


def found(case_id: int) -> Case:
    """Return the case if it is any of the person's business."""
    return visibility.case(database.session(), security.actor(), case_id)


def _wishes() -> questions.Wishes:
    campaign = request.args.get("campaign", "")
    return questions.Wishes(
        words=request.args.get("q", "").strip()[:80],
        kind=request.args.get("kind", ""),
        state=request.args.get("state", ""),
        outcome=request.args.get("outcome", ""),
        campaign_id=int(campaign) if campaign.isascii() and campaign.isdigit() else None,
        mine=request.args.get("mine") == "1",
    )
