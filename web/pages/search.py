"""Search over cases and subjects from the bar at the top."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from engine import visibility
from engine.commands import subjects as commands
from models.cases import Case
from models.subjects import Subject
from web import database, security, worklist

blueprint = Blueprint("search", __name__)

_HITS = 20


@blueprint.get("/search")
def index() -> ResponseReturnValue:
    """Show the first hits of each kind, with links to the lists that show all."""
    words = request.args.get("q", "").strip()[:80]
    cases: list[Case] = []
    subjects: list[Subject] = []
    if words:
        session, pattern = database.session(), worklist.pattern(words)
        cases = list(
            session.scalars(
                select(Case)
                .join(Case.subject)
                .options(contains_eager(Case.subject))
                .where(
                    or_(Case.number.ilike(pattern), Subject.name.ilike(pattern)),
                    visibility.of_cases(security.actor()),
                )
                .order_by(Case.id.desc())
                .limit(_HITS)
            )
        )
        subjects = list(commands.search(session, words, limit=_HITS))
    return render_template("search/index.html", words=words, cases=cases, subjects=subjects)
