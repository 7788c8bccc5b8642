"""Flight checks (飞行检查): planned under a seal, looked at with a reason, shown once open."""

import datetime as dt
from typing import Any, Final

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import seals
from engine.authority import require_role
from engine.commands import flight_checks as commands
from engine.commands import subjects
from engine.commands.flight_checks import FlightPlan, Lottery
from engine.errors import Conflict, Invalid
from models import clock
from models.seals import Ground, Seal
from models.subjects import SubjectKind
from web import acts, database, security
from web.paging import paged
from web.questions import officers
from web.questions.cases import names

blueprint = Blueprint("flights", __name__, url_prefix="/flight-checks")

#: Subjects that a search offers to choose from.
_HITS: Final = 30
GRADES: Final = ("A", "B", "C", "D")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the own seals and the open ones of the own offices, the newest first."""
    actor = _planner()
    page = paged(
        database.session(),
        seals.visible(actor),
        (Seal.id,),
        lambda seal: (seal.id,),
        descending=True,
    )
    return _unstored(render_template("flights/index.html", page=page, now=clock.now()))


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Show the form of a plan."""
    _planner()
    return _form({}, 200)


@blueprint.post("/new")
def plan() -> ResponseReturnValue:
    """Seal a plan, or show it again with what is wrong."""
    actor = _planner()
    try:
        seal = database.run(commands.plan_flight_check, actor, _sent())
    except (Invalid, Conflict) as error:
        flash(acts.said(error), "danger")
        return _form(request.form.to_dict(), 422)
    flash(_("The unannounced check is sealed until its hour."), "success")
    return redirect(url_for("flights.show", seal_id=seal.id), 303)


@blueprint.get("/<int:seal_id>")
def show(seal_id: int) -> ResponseReturnValue:
    """Show a seal; what lies under it only when it is open."""
    seal = seals.found(database.session(), security.actor(), seal_id)
    return _page(seal, revealed=seal.opened_at is not None)


@blueprint.post("/<int:seal_id>/look")
def look(seal_id: int) -> ResponseReturnValue:
    """Show what lies under a closed seal, this once, for the reason that was given."""
    reason = request.form.get("reason", "")
    try:
        database.run(commands.look_early, security.actor(), seal_id, reason)
    except (Invalid, Conflict) as error:
        flash(acts.said(error), "danger")
        return redirect(url_for("flights.show", seal_id=seal_id), 303)
    seal = seals.found(database.session(), security.actor(), seal_id)
    return _page(seal, revealed=True)


@blueprint.post("/<int:seal_id>/withdraw")
def withdraw(seal_id: int) -> ResponseReturnValue:
    """Give up a sealed check."""
    return acts.act(
        url_for("flights.show", seal_id=seal_id),
        _("The unannounced check is withdrawn; its seal stays closed."),
        commands.withdraw,
        seal_id,
        request.form.get("reason", ""),
    )


def _planner() -> Any:
    actor = security.actor()
    require_role(actor, *seals.PLANNERS)
    return actor


def _page(seal: Seal, *, revealed: bool) -> Response:
    """Return a page that no browser keeps."""
    session = database.session()
    people = {one for check in seal.checks for one in check.officers} if revealed else set()
    page = render_template(
        "flights/show.html",
        seal=seal,
        revealed=revealed,
        closed=seal.opened_at is None and seal.withdrawn_at is None,
        mine=seal.sealed_by == security.actor().user_id,
        people=names(session, people),
        looks=seals.looks(session, seal),
        whole=seals.is_whole(seal) if revealed else None,
        same=commands.replay(seal) if revealed and seal.seed else None,
    )
    return _unstored(page)


def _form(sent: dict[str, str], status: int) -> Response:
    session, actor = database.session(), security.actor()
    words = (sent.get("q") or request.args.get("q", "")).strip()[:80]
    chosen = set(acts.numbers("subject"))
    found = list(subjects.search(session, words, active=True, limit=_HITS)) if words else []
    page = render_template(
        "flights/new.html",
        sent=sent,
        words=words,
        found=found,
        chosen=chosen,
        kinds=list(SubjectKind),
        grades=GRADES,
        grounds=list(Ground),
        officers=officers.assignable(session, actor),
        wanted_kinds=set(request.form.getlist("kind")),
        wanted_grades=set(request.form.getlist("grade")),
    )
    return _unstored(page, status)


def _unstored(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent() -> FlightPlan:
    form = request.form
    drawn = form.get("how") == "draw"
    return FlightPlan(
        opens_at=_moment(form.get("opens_at", "")),
        ground=_ground(form.get("ground", "")),
        reason=form.get("reason", ""),
        subject_ids=() if drawn else tuple(acts.numbers("subject")),
        lottery=_lottery() if drawn else None,
        officer_ids=tuple(acts.numbers("officer")),
    )


def _lottery() -> Lottery:
    kinds, count = set(SubjectKind), request.form.get("count", "")
    return Lottery(
        kinds=frozenset(SubjectKind(one) for one in request.form.getlist("kind") if one in kinds),
        grades=frozenset(request.form.getlist("grade")) & frozenset(GRADES),
        count=int(count) if count.isascii() and count.isdigit() and len(count) < len("1000") else 0,
        seed=request.form.get("seed", "").strip() or None,
    )


def _moment(text: str) -> dt.datetime:
    """Read the time on the wall; raises Invalid."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        problem: dict[str, object] = {"code": "form.not_a_moment", "params": {}}
        raise Invalid("seal.invalid", {"opens_at": [problem]}) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)


def _ground(text: str) -> Ground:
    if text not in set(Ground):
        problem: dict[str, object] = {"code": "form.required", "params": {}}
        raise Invalid("seal.invalid", {"ground": [problem]})
    return Ground(text)
