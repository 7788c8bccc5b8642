"""Settings (设置): the bureau's own values, the open values of the law, the holiday notices."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from engine import holidays
from engine.authority import require_role
from engine.commands import settings as commands
from engine.commands.deadlines import import_holiday_notice
from engine.data_files import DataFileError
from engine.errors import Invalid
from models import clock
from models.holidays import HolidayDay, HolidayNotice
from web import acts, data_file_words, database, security, sent_files, setting_words

blueprint = Blueprint("settings", __name__, url_prefix="/settings")


@blueprint.before_request
def _administrators_only() -> None:
    """Nobody else has business here; the commands check for themselves."""
    require_role(security.actor(), "administrator")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show all settings with where each value comes from."""
    return _page({}, {})


@blueprint.post("")
def change() -> ResponseReturnValue:
    """Set what was changed; an empty field goes back to the default."""
    wanted = setting_words.read(request.form)
    try:
        changed = database.run(commands.change, security.actor(), wanted)
    except Invalid as error:
        flash(acts.said(Invalid(error.code)), "danger")
        return _page(request.form.to_dict(), error.errors), 422
    if changed:
        flash(
            _("Saved. Terms that run are computed again; what was issued or decided stays."),
            "success",
        )
    else:
        flash(_("Nothing was changed."), "info")
    return redirect(url_for("settings.index"), 303)


@blueprint.get("/holidays")
def notices() -> ResponseReturnValue:
    """Show the years whose notice is known, and those whose dates are provisional."""
    session, this = database.session(), clock.today().year
    known = session.scalars(select(HolidayNotice).order_by(HolidayNotice.year.desc())).all()
    counted = session.execute(
        select(HolidayDay.year, HolidayDay.off, func.count()).group_by(
            HolidayDay.year, HolidayDay.off
        )
    ).tuples()
    counts = {(year, off): number for year, off, number in counted}
    years = {one.year for one in known}
    return render_template(
        "settings/holidays.html",
        known=known,
        counts=counts,
        provisional=[year for year in (this, this + 1) if year not in years],
    )


@blueprint.post("/holidays")
def put_in_force() -> ResponseReturnValue:
    """Put a notice in force; the terms that hang on it are computed again."""
    try:
        name, content = sent_files.small("file")
        notice = holidays.read_notice(content, name)
        done = database.run(import_holiday_notice, security.actor(), notice)
    except DataFileError as error:
        flash("\n".join(data_file_words.lines(error)), "danger")
    except Invalid as error:
        flash(acts.said(error), "danger")
    else:
        flash(_told(done), "success")
    return redirect(url_for("settings.notices"), 303)


def _told(done: holidays.Imported) -> str:
    if not done.changed:
        return str(_("The notice of %(year)s was known already; nothing changed.", year=done.year))
    return str(
        _(
            "The notice of %(year)s is in force: %(off)s days off, %(worked)s make-up working "
            "days. Terms that run are computed again.",
            year=done.year,
            off=done.days_off,
            worked=done.make_up_days,
        )
    )


def _page(given: dict[str, Any], errors: dict[str, Any]) -> str:
    current = commands.values(database.session())
    return render_template(
        "settings/index.html", groups=setting_words.groups(current, given, errors)
    )
