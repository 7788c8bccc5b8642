"""Buttons of a work item beside its form: take it, give it back, hand it over, withdraw it."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import runtime
from engine.commands import claims
from web import acts

blueprint = Blueprint("desk", __name__, url_prefix="/work/<int:item_id>")


@blueprint.post("/claim")
def claim(item_id: int) -> ResponseReturnValue:
    """Take an item from the pool."""
    back = acts.back_to(url_for("work.show", item_id=item_id))
    return acts.act(back, _("You have taken the item."), claims.claim, item_id)


@blueprint.post("/release")
def release(item_id: int) -> ResponseReturnValue:
    """Give an item back to the pool."""
    reason = request.form.get("reason", "")
    back = acts.back_to(url_for("inbox.index"))
    return acts.act(back, _("The item is back in the pool."), claims.release, item_id, reason)


@blueprint.post("/hand-over")
def hand_over(item_id: int) -> ResponseReturnValue:
    """Hand an item over to a colleague."""
    colleagues = acts.numbers("user")
    return acts.act(
        acts.back_to(url_for("inbox.index")),
        _("The item is handed over."),
        claims.hand_over,
        item_id,
        colleagues[0] if colleagues else 0,
        request.form.get("reason", ""),
    )


@blueprint.post("/withdraw")
def withdraw(item_id: int) -> ResponseReturnValue:
    """Take back what one completed, as long as nothing followed from it."""
    return acts.act(
        acts.back_to(url_for("work.show", item_id=item_id)),
        _("The submission is withdrawn; the item is open again."),
        runtime.withdraw,
        item_id,
        request.form.get("reason", ""),
    )
