"""Logging in for programs: name and password give a token for the header."""

from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import Unauthorized

from engine import passwords
from models import clock
from models.accounts import User
from web import database, login_limits, security
from web.api import schemas
from web.api.access import Area

blueprint = Area("tokens", __name__, description="Login for programs")


@blueprint.post("/token")
@blueprint.arguments(schemas.TokenRequest)
@blueprint.response(200, schemas.Token)
@login_limits.limited
def token(asked: dict[str, str]) -> ResponseReturnValue:
    """Exchange name and password for a token; a changed password ends it."""
    user = database.session().scalar(select(User).where(User.username == asked["username"]))
    if user is None:
        passwords.pretend()
        raise Unauthorized
    right = passwords.matches(user.password, asked["password"])
    if not right or not user.active or user.must_change_password:
        raise Unauthorized
    expires = clock.now() + security.SESSION_LIFETIME
    answer: ResponseReturnValue = {"token": user.get_auth_token(), "expires_at": expires}
    return answer
