"""The API for programs under /api/v1: lists by keyset, completion by key and version, OpenAPI."""

from typing import Final

from flask import Flask
from flask_smorest import Api

from web.api import (
    bands,
    campaigns,
    cases,
    clues,
    documents,
    long_arm,
    subjects,
    tokens,
    work,
)
from web.security import TOKEN_HEADER

VERSION: Final = "v1"
PREFIX: Final = f"/api/{VERSION}"
#: Where the app keeps the API, for the page that shows it.
EXTENSION: Final = "yancha_api"


class _Api(Api):
    """Leaves errors to web/errors.py, which answers with problem documents."""

    def _register_error_handlers(self) -> None:
        pass


def install(app: Flask) -> None:
    """Register the API and its description at /api/v1/openapi.json."""
    app.config.update(
        API_TITLE="Yancha",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = _Api(app)
    app.extensions[EXTENSION] = api
    scheme = {"type": "apiKey", "in": "header", "name": TOKEN_HEADER}
    api.spec.components.security_scheme("token", scheme)
    api.spec.options["security"] = [{"token": []}]
    areas = (tokens, work, bands, cases, clues, long_arm, campaigns, subjects, documents)
    for area in areas:
        # The pages of the same areas have these names already.
        name = f"api_{area.blueprint.name}"
        api.register_blueprint(area.blueprint, url_prefix=PREFIX, name=name)
