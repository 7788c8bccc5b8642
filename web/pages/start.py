"""The start page sends everybody to the own work."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Send the person to the inbox."""
    return redirect(url_for("inbox.index"))
