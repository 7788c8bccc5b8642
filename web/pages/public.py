"""What everybody may read without a login: results, penalties, the list of serious violations."""

from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from engine import documents, publicity
from engine.errors import NotFound
from engine.operations.penalties import PENALTY
from engine.operations.publications import RESULT
from models import clock, settings
from models.cases import Case
from models.documents import Publication, PublicationState
from models.subjects import Subject
from web import database, publicity_words
from web.paging import Page, paged

blueprint = Blueprint("public", __name__, url_prefix="/public")

WHAT: Final = (PENALTY, RESULT, publicity.LISTING)
#: A copy is good for so many seconds: what is withdrawn must be gone soon.
FRESH: Final = "public, max-age=60"


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List what is public, the newest first."""
    page = render_template(
        "public/index.html",
        page=_listed(),
        words=_words(),
        what=request.args.get("what", ""),
        publisher=_publisher(),
    )
    return page, HTTPStatus.OK, {"Cache-Control": FRESH}


@blueprint.get("/index.json")
def index_json() -> Response:
    """Give the same list to programs."""
    page = _listed()
    answer = jsonify(items=[_said(one) for one in page.rows], next=page.next)
    answer.headers["Cache-Control"] = FRESH
    return answer


@blueprint.get("/<int:publication_id>")
def show(publication_id: int) -> ResponseReturnValue:
    """Show one; what was withdrawn says why and nothing else."""
    one, withdrawn = _found(publication_id)
    page = render_template("public/show.html", one=one, withdrawn=withdrawn, publisher=_publisher())
    status = HTTPStatus.GONE if withdrawn else HTTPStatus.OK
    return page, status, {"Cache-Control": FRESH}


@blueprint.get("/<int:publication_id>.json")
def show_json(publication_id: int) -> ResponseReturnValue:
    """Give one to programs."""
    one, withdrawn = _found(publication_id)
    if withdrawn:
        gone = {"withdrawn_at": one.ended_at, "reason": publicity_words.reason(one.reason)}
        return jsonify(gone), HTTPStatus.GONE, {"Cache-Control": FRESH}
    return jsonify(_said(one)), HTTPStatus.OK, {"Cache-Control": FRESH}


def _listed() -> Page[Publication]:
    return paged(
        database.session(),
        _query(),
        (Publication.id,),
        lambda one: (one.id,),
        descending=True,
    )


def _query() -> Select[tuple[Publication]]:
    query = (
        select(Publication)
        .join(Publication.case)
        .join(Case.subject)
        .options(contains_eager(Publication.case).contains_eager(Case.subject))
        .where(publicity.is_public(clock.today()))
    )
    if words := _words():
        number = Publication.summary["number"].astext
        query = query.where(
            or_(
                Subject.name.icontains(words, autoescape=True),
                Publication.summary["party"].astext.icontains(words, autoescape=True),
                number.icontains(words, autoescape=True),
                Subject.licence == words,
            )
        )
    if (what := request.args.get("what")) in WHAT:
        query = query.where(Publication.what == what)
    return query


def _found(publication_id: int) -> tuple[Publication, bool]:
    """Return it and whether it was withdrawn; nobody can tell what is not public from nothing."""
    session = database.session()
    shown = select(Publication).where(
        Publication.id == publication_id,
        or_(
            publicity.is_public(clock.today()),
            Publication.state == PublicationState.WITHDRAWN,
        ),
    )
    one = session.scalar(shown)
    if one is None:
        raise NotFound("publication.unknown", id=publication_id)
    return one, one.state is PublicationState.WITHDRAWN


def _said(one: Publication) -> dict[str, Any]:
    return {
        "id": one.id,
        "what": one.what,
        "party": one.summary.get("party") or one.case.subject.name,
        "summary": one.summary or None,
        "text": one.text,
        "published_at": one.published_at.isoformat() if one.published_at else None,
        "public_until": one.public_until.isoformat() if one.public_until else None,
    }


def _words() -> str:
    return request.args.get("q", "").replace("\0", "").strip()[:80]


def _publisher() -> str:
    name = settings.value_of(database.session(), documents.BUREAU_SETTING, documents.DEFAULT_BUREAU)
    return str(name)
