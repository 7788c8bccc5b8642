"""People and offices (人员与机构): administrators add, change and disable people."""

from typing import Any, Final

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engine.authority import require_role
from engine.commands import people as commands
from engine.errors import Conflict, Invalid, NotFound
from engine.search import pinyin_of
from models.accounts import ROLES, Office, Role, User
from web import acts, database, offices, security

blueprint = Blueprint("people", __name__, url_prefix="/people")

ADMINISTRATOR: Final = "administrator"


@blueprint.before_request
def _administrators_only() -> None:
    """Nobody else has business here; the commands check for themselves."""
    require_role(security.actor(), ADMINISTRATOR)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List everybody, and the offices as a tree."""
    session = database.session()
    words, role = request.args.get("q", "").strip()[:80], request.args.get("role", "")
    state = request.args.get("state", "active")
    query = select(User).options(joinedload(User.office))
    if state in {"active", "disabled"}:
        query = query.where(User.active.is_(state == "active"))
    if role:
        query = query.where(User.roles.any(Role.name == role))
    found = [user for user in session.scalars(query).unique() if _matches(user, words)]
    found.sort(key=lambda user: (pinyin_of(user.name), user.id))
    fragment = request.headers.get("HX-Target") == "people"
    return render_template(
        "people/_list.html" if fragment else "people/index.html",
        users=found,
        words=words,
        role=role,
        state=state,
        roles=ROLES,
        tree=offices.tree(session),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Enter a person; the password is shown once, on the answer itself."""
    if request.method == "GET":
        return _form(None, {"roles": ["inspector"]})
    try:
        username, password = database.run(_create, request.form.get("username", "").strip())
    except (Invalid, Conflict) as error:
        flash(acts.said(error), "danger")
        return _form(None, _values()), 422
    return render_template("people/password.html", username=username, password=password, new=True)


def _create(session: Any, username: str) -> tuple[str, str]:
    user, password = commands.create_user(session, security.actor(), username=username, **_values())
    return user.username, password


@blueprint.route("/<int:user_id>", methods=["GET", "POST"])
def edit(user_id: int) -> ResponseReturnValue:
    """Change name, roles, office or certificate."""
    user = _found(user_id)
    if request.method == "GET":
        return _form(user, _known(user))
    return acts.act(
        url_for("people.edit", user_id=user_id),
        _("The changes are saved."),
        commands.edit_user,
        user.username,
        **_values(),
    )


@blueprint.post("/<int:user_id>/active")
def switch(user_id: int) -> ResponseReturnValue:
    """Disable or enable an account."""
    on = request.form.get("active") == "1"
    return acts.act(
        url_for("people.edit", user_id=user_id),
        _("The account is open again.") if on else _("The account is disabled; it is logged out."),
        commands.enable if on else commands.disable,
        _found(user_id).username,
        request.form.get("reason", "").strip(),
    )


@blueprint.post("/<int:user_id>/password")
def reset(user_id: int) -> ResponseReturnValue:
    """Give a new password; it is on this answer and nowhere else."""
    username = _found(user_id).username
    _user, password = database.run(commands.reset_password, security.actor(), username)
    return render_template(
        "people/password.html", username=username, password=password, new=False, user_id=user_id
    )


def _found(user_id: int) -> User:
    user = database.session().get(User, user_id)
    if user is None:
        raise NotFound("user.unknown", id=user_id)
    return user


def _form(user: User | None, values: dict[str, Any]) -> str:
    return render_template(
        "people/form.html",
        user=user,
        values=values,
        roles=ROLES,
        offices=database.session().scalars(select(Office).order_by(Office.code)).all(),
        own=user is not None and user.id == security.actor().user_id,
    )


def _known(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "roles": sorted(user.role_names),
        "office": user.office.code if user.office else "",
        "certificate_no": user.certificate_no or "",
        "legal_qualification": user.legal_qualification,
    }


def _values() -> dict[str, Any]:
    form = request.form
    return {
        "name": form.get("name", "").strip(),
        "roles": form.getlist("role"),
        "office": form.get("office", ""),
        "certificate_no": form.get("certificate_no", "").strip(),
        "legal_qualification": form.get("legal_qualification") == "1",
    }


def _matches(user: User, words: str) -> bool:
    """Whether the words are part of a name, a certificate or the pinyin written together."""
    said = words.lower()
    looked_at = (user.name, user.username, user.certificate_no or "")
    pinyin = pinyin_of(user.name).replace(" ", "")
    return any(said in one.lower() for one in looked_at) or said.replace(" ", "") in pinyin
