"""Notices (消息) inside the system: what happened in one's cases, newest first."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from engine import notices
from models.notices import Notice
from web import database, notice_words, security
from web.paging import paged

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the person's notices."""
    session, actor = database.session(), security.actor()
    query = select(Notice).where(Notice.user_id == actor.user_id)
    unread = request.args.get("unread") == "1"
    if unread:
        query = query.where(Notice.read_at.is_(None))
    page = paged(session, query, (Notice.id,), lambda one: (one.id,), descending=True)
    return render_template(
        "notices/index.html",
        page=page,
        unread=unread,
        count=notices.unread_count(session, actor),
        sentence=notice_words.sentence,
        urgent=notice_words.URGENT,
    )


@blueprint.get("/<int:notice_id>")
def follow(notice_id: int) -> ResponseReturnValue:
    """Open what the notice is about; that it was read is remembered."""
    notice = database.session().get(Notice, notice_id)
    if notice is None or notice.user_id != security.actor().user_id:
        raise NotFound
    database.run(notices.mark_read, security.actor(), [notice_id])
    if notice.case_id is None:
        return redirect(url_for("notices.index"))
    return redirect(url_for("cases.show", case_id=notice.case_id))


@blueprint.post("/read")
def read() -> ResponseReturnValue:
    """Mark all as read."""
    database.run(notices.mark_read, security.actor())
    return redirect(url_for("notices.index"), 303)
