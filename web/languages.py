"""The languages of the pages: Chinese by default, English as complete, catalogues read as text."""

import functools
import gettext
import io
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, request
from flask_babel import Babel, Domain, get_locale
from flask_security import current_user

LANGUAGES: Final = {"zh": "中文", "en": "English"}
DEFAULT: Final = "zh"
COOKIE: Final = "language"
FOLDER: Final = Path(__file__).parent / "translations"


@functools.cache
def catalogue(language: str, domain: str) -> gettext.NullTranslations:
    """Compile a catalogue in memory, so that no compiled file can be stale or missing."""
    path = FOLDER / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        messages = read_po(source, locale=language, domain=domain)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled, domain=domain)


class TextDomain(Domain):  # type: ignore[misc]  # the library has no types
    """Flask-Babel's domain over the catalogues above."""

    def get_translations(self) -> gettext.NullTranslations:
        """Return the catalogue of the language that this request is answered in."""
        return catalogue(language(), "messages")


def language() -> str:
    """Return the language of this request."""
    locale = get_locale()
    return locale.language if locale is not None else DEFAULT


def choose_language() -> str:
    """Choose by the address, then the cookie, then the person's own setting, then the default."""
    for wish in (
        request.args.get("lang"),
        request.cookies.get(COOKIE),
        getattr(current_user, "language", None),
    ):
        if wish in LANGUAGES:
            return str(wish)
    return DEFAULT


def remember(response: Response, wish: str) -> None:
    """Keep the choice in this browser for a year."""
    response.set_cookie(
        COOKIE,
        wish,
        max_age=365 * 24 * 3600,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _remember_from_address(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in LANGUAGES:
        remember(response, str(wish))
    return response


def install(app: Flask) -> None:
    """Give the app its languages."""
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone="Asia/Shanghai",
        locale_selector=choose_language,
    )
    # Flask-Babel's functions ask the domain of the instance; ours reads text catalogues.
    app.extensions["babel"].instance.domain_instance = TextDomain()
    app.after_request(_remember_from_address)
    app.jinja_env.globals.update(language=language, LANGUAGES=LANGUAGES)
