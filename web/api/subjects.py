"""/subjects: the premises that are inspected."""

from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from engine.errors import NotFound
from models.subjects import Subject
from web import database
from web.api import schemas
from web.api.access import Area, authenticated, page
from web.worklist import pattern

blueprint = Area("subjects", __name__, description="检查对象")


@blueprint.get("/subjects")
@blueprint.arguments(schemas.SubjectQuery, location="query")
@blueprint.response(200, schemas.SubjectPage)
@authenticated
def subjects(asked: dict[str, Any]) -> ResponseReturnValue:
    """List subjects, newest first."""
    query = select(Subject)
    if asked["q"]:
        words = pattern(asked["q"])
        query = query.where(Subject.name.ilike(words) | Subject.licence.ilike(words))
    if "kind" in asked:
        query = query.where(Subject.kind == asked["kind"])
    return page(query, Subject.id, lambda one: one.id, asked)


@blueprint.get("/subjects/<int:subject_id>")
@blueprint.response(200, schemas.Subject)
@authenticated
def subject(subject_id: int) -> Any:
    """Read one subject."""
    found = database.session().get(Subject, subject_id)
    if found is None:
        raise NotFound("subject.unknown", id=subject_id)
    return found
