"""Style sheets, scripts and pictures go out compressed: inspectors are on a phone, often far out.

Pages are not compressed: they carry the CSRF token beside words that somebody else may have chosen,
and the length of what is compressed would tell about it.
"""

import functools
import gzip
from typing import Final

from flask import Flask, Response, request

KINDS: Final = (".css", ".js", ".svg")


def install(app: Flask) -> None:
    """Compress what is static and text."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code != 200:  # noqa: PLR2004
        return response
    path = str((request.view_args or {}).get("filename", ""))
    if not path.endswith(KINDS):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and request.range is None:
        response.direct_passthrough = False
        response.set_data(_packed(path, response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
        # Another file than the one that the tag names.
        response.headers.pop("ETag", None)
    return response


@functools.lru_cache(maxsize=64)
def _packed(path: str, content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)
