"""Process models (流程模型): versions with their diagrams; examine and deploy changed ones."""

from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from engine import examination
from engine.authority import require_role
from engine.commands.models import MOST_FILES, deploy_model
from engine.errors import Invalid, NotFound
from engine.safe_xml import MAX_BYTES
from models.accounts import User
from models.processes import Definition, InstanceStatus, ProcessInstance
from web import acts, database, diagrams, proofs, security, words

blueprint = Blueprint("models", __name__, url_prefix="/models")

#: What the page that shows the result sends back, when it is deployed after all.
_AGAIN: Final = "text"


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the newest version of each process, and ask administrators for changed ones."""
    session = database.session()
    newest: dict[str, Definition] = {}
    for one in session.scalars(select(Definition).order_by(Definition.process, Definition.version)):
        newest[one.process] = one
    running = (
        select(ProcessInstance.definition_id, func.count().label("count"))
        .where(ProcessInstance.status == InstanceStatus.RUNNING)
        .group_by(ProcessInstance.definition_id)
    )
    return render_template(
        "models/index.html",
        definitions=list(newest.values()),
        running={row.definition_id: row[1] for row in session.execute(running)},
        limit=MAX_BYTES // 1024 // 1024,
    )


@blueprint.get("/<process>/<int:version>")
def show(process: str, version: int) -> ResponseReturnValue:
    """Show the diagrams of a version and the versions beside it."""
    session = database.session()
    definition = _found(process, version)
    versions = session.scalars(
        select(Definition).where(Definition.process == process).order_by(Definition.version.desc())
    ).all()
    people = {one.deployed_by for one in versions if one.deployed_by is not None}
    names = session.execute(select(User.id, User.name).where(User.id.in_(people)))
    parts = {name: diagrams.outline(xml).name for name, xml in definition.sources.items()}
    return render_template(
        "models/show.html",
        definition=definition,
        versions=versions,
        people={row.id: row.name for row in names},
        parts=dict(sorted(parts.items(), key=lambda part: part[0] != process)),
    )


@blueprint.get("/<process>/<int:version>/<part>.bpmn")
def diagram(process: str, version: int, part: str) -> ResponseReturnValue:
    """Give one of the diagrams of a version, its names in the person's language."""
    source = _found(process, version).sources.get(part)
    if source is None:
        raise NotFound("definition.unknown", process=part)
    return Response(diagrams.translated(source), content_type="application/xml; charset=utf-8")


@blueprint.post("")
def send() -> ResponseReturnValue:
    """Examine what was sent and show the result; deploy it when that was asked and it passes."""
    require_role(security.actor(), "administrator")
    files = _files()
    if not files or len(files) > MOST_FILES:
        code = "model.too_many_files" if files else "model.no_file"
        flash(acts.said(Invalid(code, limit=MOST_FILES)), "danger")
        return redirect(url_for("models.index"), 303)
    if request.form.get("act") == "deploy":
        try:
            deployed = database.run(deploy_model, security.actor(), files)
        except Invalid as error:
            flash(words.of_error(error), "danger")
        else:
            named = "、".join(f"{one.name} v{one.version}" for one in deployed)
            flash(_("Deployed: %(named)s", named=named), "success")
            return redirect(url_for("models.index"), 303)
    return _result(files)


def _result(files: dict[str, bytes]) -> ResponseReturnValue:
    found = examination.examine(database.session(), files)
    broken = [(proof, proofs.findings(found, proof)) for proof in found.proofs]
    page = render_template(
        "models/examination.html",
        files={name: examination.text_of(xml) for name, xml in files.items()},
        found=found,
        lines=proofs.lint_lines(found.problems),
        broken=broken,
        drawings=proofs.drawn(found, [one for _proof, several in broken for one in several]),
    )
    return page, 200 if found.passes else 422


def _files() -> dict[str, bytes]:
    """What was uploaded, or what the page with the result sends back."""
    again = zip(request.form.getlist("name"), request.form.getlist(_AGAIN), strict=False)
    files = {name: text.replace("\r\n", "\n").encode() for name, text in again}
    for upload in request.files.getlist("files"):
        if upload.filename:
            files[upload.filename] = upload.read(MAX_BYTES + 1)
    return files


def _found(process: str, version: int) -> Definition:
    found = database.session().scalar(
        select(Definition).where(Definition.process == process, Definition.version == version)
    )
    if found is None:
        raise NotFound("definition.unknown", process=process)
    return found
