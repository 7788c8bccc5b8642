"""Cases (案卷): the list, and the page of one with its diagram, clocks, history and papers."""

from typing import Final

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from engine import informants, office, visibility
from engine.case_file import access
from engine.commands import (
    assignments,
    listings,
    measures,
    papers,
    prosecutions,
    publications,
    summary,
)
from engine.commands import cases as commands
from engine.errors import NotFound
from models.campaigns import Campaign
from models.cases import Case
from models.documents import EvidenceKind
from web import acts, database, diagrams, publicity_words, security, worklist
from web.paging import paged
from web.questions import beside, officers
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
    deciders = [penalty.approved_by, penalty.decided_by] if penalty else []
    matters = beside.of(session, case, file.instances, file.clocks)
    deciders += [one.measure.approved_by for one in matters if one.measure]
    deciders += [event.approved_by for one in file.clocks for event in one.events]
    deciders += [one.ended_by for one in file.publications]
    offered = papers.offered(session, actor, case)
    return render_template(
        "cases/show.html",
        case=case,
        file=file,
        item_names={step.item.id: step.item.name for step in file.steps},
        lines=worklist.lines(session, actor, file.waiting),
        pictures=diagrams.pictures(file.instances, file.waiting, file.incidents),
        names=questions.names(session, deciders),
        officers=officers.assignable(session, actor) if "supervisor" in actor.roles else [],
        may_end=commands.may_end(session, actor, case),
        may_have_file=access.may_have(session, actor, case),
        case_file=access.newest(session, actor, case),
        pdf_possible=office.available(),
        beside=matters,
        deferrals=beside.deferrals(session, case),
        beginnings=measures.beginnings(session, actor, case),
        evidence_kinds=list(EvidenceKind),
        may_punish_on_the_spot=summary.may_begin(session, actor, case),
        actor=actor,
        informant=informants.readable(session, actor, case.id),
        has_remedies=case.outcome == "penalised",
        may_record_prosecution=prosecutions.may_be_recorded(session, case, actor.roles),
        may_consider=listings.may_be_considered(session, case, actor.user_id),
        may_remove=listings.may_remove(actor, case),
        may_reward="leader" in actor.roles and informants.is_verified(session, case),
        papers=offered,
        correctable=papers.correctable(offered, file.documents, file.history) - file.replaced,
        may_end_publication=publications.may_end(session, actor, case),
        publication_words=publicity_words,
    )


@blueprint.get("/<int:case_id>/diagrams/<process>.bpmn")
def diagram(case_id: int, process: str) -> ResponseReturnValue:
    """Give the diagram of a process as the case runs it, its names in the person's language."""
    instances = questions.instances(database.session(), found(case_id))
    sources = [one.definition.sources.get(process) for one in instances]
    source = next((one for one in sources if one is not None), None)
    if source is None:
        raise NotFound("definition.unknown", process=process)
    xml = diagrams.translated(source)
    return Response(xml, content_type="application/xml; charset=utf-8")


@blueprint.post("/<int:case_id>/officers")
def reassign(case_id: int) -> ResponseReturnValue:
    """Give the case to another pair."""
    return acts.act(
        url_for("cases.show", case_id=case_id),
        _("The case has new officers; the former ones stay handlers of it."),
        assignments.reassign,
        case_id,
        acts.numbers("officer"),
        request.form.get("reason", ""),
    )


@blueprint.post("/<int:case_id>/end")
def end(case_id: int) -> ResponseReturnValue:
    """Cancel the case, or close it when the visit was made, with a reason."""
    reason, back = request.form.get("reason", ""), url_for("cases.show", case_id=case_id)
    if request.form.get("how") == "close":
        return acts.act(back, _("The case is closed."), commands.close, case_id, reason)
    return acts.act(back, _("The case is cancelled."), commands.cancel, case_id, reason)


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
