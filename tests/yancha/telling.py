"""What an output says, whatever it is packed in, and whether it tells who reported."""

import html
import io
import json
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import quote

from pypdf import PdfReader

from engine.informants import Identity
from yancha.logs import Line

_TAG: Final = re.compile(r"<[^>]*>")


def texts(content: bytes) -> Iterator[str]:
    """All text of a file: of the files in an archive, the pages of a PDF, below the tags."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts(archive.read(name))
    elif content.startswith(b"%PDF"):
        for page in PdfReader(io.BytesIO(content)).pages:
            yield page.extract_text()
    else:
        text = content.decode("utf-8", "replace")
        yield text
        if "<" in text:
            # Word spreads one name over several tags.
            yield html.unescape(_TAG.sub("", text))


def words_of(who: Identity) -> list[str]:
    """Name, contact and address."""
    return [one for one in (who.name, who.contact, who.address) if one]


class Names:
    """Words that an output must not have, in every form in which it might have them."""

    def __init__(self, words: Iterable[str]) -> None:
        """Know each word as it is, and as JSON, addresses and binary columns write it."""
        self.words = frozenset(words)
        self.forms = {
            form: word
            for word in self.words
            for form in (word, json.dumps(word)[1:-1], quote(word), word.encode().hex())
        }

    @classmethod
    def of(cls, identities: Iterable[Identity]) -> "Names":
        """Names, contacts and addresses of these people."""
        return cls(word for one in identities for word in words_of(one))

    def within(self, content: bytes | str) -> set[str]:
        """Those that the output tells."""
        raw = content.encode() if isinstance(content, str) else content
        return {word for text in texts(raw) for form, word in self.forms.items() if form in text}


@contextmanager
def logged(process: str) -> Iterator[io.StringIO]:
    """What a process writes to its log meanwhile, in the form that it has there."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(Line(process))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
