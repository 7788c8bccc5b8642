"""Files that a form sends: the name without its folders, and the content within a limit."""

from pathlib import PurePath
from typing import Final

from flask import request

from engine.errors import Invalid

#: A plan or a holiday notice is a few pages of text.
SMALL: Final = 1024 * 1024
_LONGEST_NAME: Final = 200


def name_of(field: str) -> str:
    """Return the name of the file as the person knows it."""
    upload = request.files.get(field)
    name = PurePath((upload.filename if upload else "") or "").name
    return name[:_LONGEST_NAME]


def small(field: str) -> tuple[str, bytes]:
    """Return name and content of a small file."""
    upload = request.files.get(field)
    content = upload.read(SMALL + 1) if upload else b""
    if len(content) > SMALL:
        raise Invalid("import.too_large", limit=SMALL // 1024 // 1024)
    if not content.strip():
        raise Invalid("import.empty")
    return name_of(field), content
