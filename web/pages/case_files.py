"""The file of a case (卷宗): asked for, and taken along once a worker has made it."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.case_file import access
from engine.commands import case_files
from engine.errors import NotFound
from web import acts, database, security
from web.pages.cases import found
from web.paper_files import archive

blueprint = Blueprint("case_files", __name__)


@blueprint.post("/cases/<int:case_id>/file")
def ask(case_id: int) -> ResponseReturnValue:
    """Have the file made."""
    return acts.act(
        url_for("cases.show", case_id=case_id, _anchor="documents"),
        _("The case file is being made; load the page again in a moment."),
        case_files.ask,
        case_id,
    )


@blueprint.get("/cases/<int:case_id>/file.zip")
def download(case_id: int) -> ResponseReturnValue:
    """Give the file that was made last."""
    case = found(case_id)
    made = access.newest(database.session(), security.actor(), case)
    if made is None:
        raise NotFound("case_file.none", number=case.number)
    return archive(case, made)
