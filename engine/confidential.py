"""Identities that only named people may read: encrypted at rest (L3 art 115; L12 art 33).

The key lies with the process and not in the database, so that neither a dump nor a backup of the
database tells who reported a violation.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Session

from engine.errors import Broken

#: Where a session carries the key of its process.
KEY: Final = "confidential"


@dataclass(frozen=True, repr=False)
class Key:
    """What identities are sealed with, and what their fingerprints are taken with."""

    cipher: Fernet
    mark: bytes


def keeping(secret: str) -> dict[str, object]:
    """What the sessions of a process carry, so that its identities can be read."""
    cipher = hashlib.sha256(b"yancha.confidential:" + secret.encode()).digest()
    mark = hashlib.sha256(b"yancha.fingerprint:" + secret.encode()).digest()
    return {KEY: Key(Fernet(base64.urlsafe_b64encode(cipher)), mark)}


def seal(session: Session, words: Mapping[str, str]) -> bytes:
    """The words as the database keeps them."""
    return _key(session).cipher.encrypt(orjson.dumps(dict(words)))


def unseal(session: Session, sealed: bytes) -> dict[str, str]:
    """The words again; raises Broken under another key, or when they were changed."""
    try:
        opened: dict[str, str] = orjson.loads(_key(session).cipher.decrypt(sealed))
    except InvalidToken as error:
        raise Broken("confidential.other_key") from error
    return opened


def fingerprint(session: Session, text: str) -> str:
    """The same for the same text under one key, and nothing that leads back to it."""
    return hmac.new(_key(session).mark, text.encode(), hashlib.sha256).hexdigest()


def _key(session: Session) -> Key:
    key = session.info.get(KEY)
    if not isinstance(key, Key):
        raise Broken("confidential.no_key")
    return key
