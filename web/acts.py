"""What a button of a page does: run the command, say what came of it, go back."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.authority import Actor
from engine.errors import Conflict, Invalid
from web import database, security, words

P = ParamSpec("P")


def act(
    back: str,
    done: str,
    command: Callable[Concatenate[Session, Actor, P], Any],
    *args: P.args,
    **kwargs: P.kwargs,
) -> ResponseReturnValue:
    """Run the command for the person who asks; what it refuses is said on the page it came from.

    What the person must never do (Forbidden) or see (NotFound) gets a page of its own.
    """
    try:
        database.run(command, security.actor(), *args, **kwargs)
    except (Invalid, Conflict) as error:
        flash(said(error), "danger")
    else:
        flash(done, "success")
    return redirect(back, 303)


def said(error: Invalid | Conflict) -> str:
    """Return the sentence of an error with what is wrong field by field."""
    sentences = [words.of_error(error)]
    if isinstance(error, Invalid):
        for problems in error.errors.values():
            for one in problems:
                params = one.get("params")
                known = params if isinstance(params, dict) else {}
                sentences.append(words.of_code(str(one.get("code")), known))
    return " ".join(sentences)


def back_to(default: str) -> str:
    """Return where the form wants to go back to, when it is one of our own pages."""
    return own(request.form.get("next", ""), default)


def own(target: str, default: str = "/") -> str:
    """Return the address when it is one of our own, else the default."""
    parts = urlsplit(target)
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if local and not parts.netloc and not parts.scheme else default


def numbers(name: str) -> list[int]:
    """Return the numbers that the form sends under a name; what is no number is left out."""
    return [int(one) for one in request.form.getlist(name) if one.isascii() and one.isdigit()]
