"""Whether this process lives and can serve."""

import logging

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from web import database

blueprint = Blueprint("health", __name__)
log = logging.getLogger(__name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "alive"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether the database answers and has the tables."""
    try:
        version = database.session().scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        log.warning("not ready", exc_info=True)
        return {"status": "database unavailable"}, 503
    return {"status": "ready", "migration": version}
