"""Login, logout, change of password and choice of language."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user, login_user, logout_user
from sqlalchemy import select

from engine import passwords
from engine.commands import accounts
from models.accounts import User
from web import acts, database, languages, login_limits, security

blueprint = Blueprint("account", __name__)


@blueprint.route("/login", methods=["GET", "POST"])
@login_limits.limited
def login() -> ResponseReturnValue:
    """Log a person in by name and password."""
    if current_user.is_authenticated:
        return redirect(acts.own(request.values.get("next", "")))
    username = ""
    if request.method == "POST":
        username = request.form.get("username", "").strip()
        user = _authenticated(username, request.form.get("password", ""))
        if user is not None:
            login_user(user, remember=False, authn_via=["password"])
            return redirect(acts.own(request.form.get("next", "")))
        flash(_("The name or the password is wrong, or the account is disabled."), "danger")
    page = render_template(
        "account/login.html", username=username, next=request.values.get("next", "")
    )
    return page, 401 if request.method == "POST" else 200


def _authenticated(username: str, password: str) -> User | None:
    user = database.session().scalar(select(User).where(User.username == username))
    if user is None:
        passwords.pretend()
        return None
    right = passwords.matches(user.password, password)
    return user if right and user.active else None


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    return redirect(url_for("account.login"))


@blueprint.route("/account/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change one's own password; other sessions of the person end."""
    if request.method == "POST" and _changed():
        flash(_("Your password is changed."), "success")
        return redirect("/")
    return render_template("account/password.html", minimum=passwords.MINIMUM_LENGTH)


def _changed() -> bool:
    old, new = request.form.get("old", ""), request.form.get("new", "")
    user = database.session().get_one(User, current_user.id)
    if not passwords.matches(user.password, old):
        flash(_("The present password is wrong."), "danger")
    elif new != request.form.get("again", ""):
        flash(_("The two new passwords differ."), "danger")
    elif new == old or passwords.is_too_weak(new, current_user.username):
        flash(
            _(
                "Choose a new password of at least %(count)s signs without your name in it.",
                count=passwords.MINIMUM_LENGTH,
            ),
            "danger",
        )
    else:
        database.run(accounts.change_password, security.actor(), new)
        user = database.session().get_one(User, user.id)
        # The key of all sessions changed with the password; this browser stays logged in.
        login_user(user, remember=False, authn_via=["password"])
        return True
    return False


@blueprint.post("/account/language")
def language() -> ResponseReturnValue:
    """Keep the language that the person chose, in the account and in this browser."""
    wish = request.form.get("language", "")
    if wish in languages.LANGUAGES and current_user.is_authenticated:
        database.run(accounts.choose_language, security.actor(), wish)
    response = make_response(redirect(acts.own(request.form.get("next", ""))))
    if wish in languages.LANGUAGES:
        languages.remember(response, wish)
    return response
