"""Passwords: how they are kept (argon2id), checked and judged."""

import functools
import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH: Final = 10
#: Without signs that people mix up when they read them aloud.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@functools.cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hash_password(password: str) -> str:
    """Return what is stored in place of the password."""
    return _hasher().hash(_normal(password))


def matches(stored: str, password: str) -> bool:
    """Whether this is the password, in about the same time either way."""
    try:
        return _hasher().verify(stored, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def pretend() -> None:
    """Spend the time of a check, so that an unknown name cannot be told from a wrong password."""
    matches(_decoy(), "x")


def invent() -> str:
    """Return a random password that can be read aloud once."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def is_too_weak(password: str, username: str) -> bool:
    """Whether the password is too short, has too few different signs, or contains the name."""
    plain = _normal(password)
    return (
        len(plain) < MINIMUM_LENGTH
        or len(set(plain)) < MINIMUM_LENGTH // 2
        or username.lower() in plain.lower()
    )


def _normal(password: str) -> str:
    # The same characters typed on another keyboard are the same password.
    return unicodedata.normalize("NFC", password)


@functools.cache
def _decoy() -> str:
    return hash_password(secrets.token_urlsafe())
