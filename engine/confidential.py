"""Identities that only named people may read: encrypted at rest (L3 art 115; L12 art 33).

The key lies with the process and not in the database, so that neither a dump nor a backup of the
database tells who reported a violation.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

import orjson
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Session

from engine.errors import Broken

#: Where a session carries the cipher of its process.
CIPHER: Final = "confidential"


def keeping(secret: str) -> dict[str, object]:
    """What the sessions of a process carry, so that its identities can be read."""
    digest = hashlib.sha256(b"yancha.confidential:" + secret.encode()).digest()
    return {CIPHER: Fernet(base64.urlsafe_b64encode(digest))}


def seal(session: Session, words: Mapping[str, str]) -> bytes:
    """The words as the database keeps them."""
    return _cipher(session).encrypt(orjson.dumps(dict(words)))


def unseal(session: Session, sealed: bytes) -> dict[str, str]:
    """The words again; raises Broken under another key, or when they were changed."""
    try:
        opened: dict[str, str] = orjson.loads(_cipher(session).decrypt(sealed))
    except InvalidToken as error:
        raise Broken("confidential.other_key") from error
    return opened


def _cipher(session: Session) -> Fernet:
    cipher = session.info.get(CIPHER)
    if not isinstance(cipher, Fernet):
        raise Broken("confidential.no_key")
    return cipher
