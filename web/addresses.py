"""Addresses of pages and static files."""

from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, request, url_for


class StaticFiles:
    """Addresses of static files that change with their content, so that browsers keep them."""

    def __init__(self, app: Flask) -> None:
        """Look into the app's static folder."""
        self._folder = Path(app.root_path) / "static"
        self._known: dict[str, str] = {}

    def url(self, filename: str) -> str:
        """Return the address of a file of web/static."""
        if filename not in self._known:
            content = (self._folder / filename).read_bytes()
            self._known[filename] = sha256(content).hexdigest()[:10]
        return url_for("static", filename=filename, v=self._known[filename])


def address_with(**changes: object) -> str:
    """Return the address of this page with some of its arguments changed (None takes one out)."""
    arguments = {**request.args.to_dict(flat=True), **changes}
    kept = {key: str(value) for key, value in arguments.items() if value not in {None, ""}}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def here() -> str:
    """Return the address of this page, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
