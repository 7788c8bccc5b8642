"""All places, for a phone whose bar at the bottom has room for five."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("more", __name__)


@blueprint.get("/more")
def index() -> ResponseReturnValue:
    """Show the navigation as a page."""
    return render_template("more.html")
