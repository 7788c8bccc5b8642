"""How names are found and sorted without Chinese in the database: bigrams and pinyin."""

import unicodedata
from collections.abc import Iterable

from pypinyin import lazy_pinyin

LONGEST_KEY = 800


def pinyin_of(name: str) -> str:
    """Return the sort key: the syllables of Chinese signs, all else in small letters."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return " ".join(" ".join(lazy_pinyin(plain)).split())[:LONGEST_KEY]


def bigrams_of(*texts: str) -> list[str]:
    """Return all pairs of neighbouring signs, sorted; blanks separate."""
    found = {pair for text in texts for word in words_of(text) for pair in _pairs(word)}
    return sorted(found)


def words_of(text: str) -> list[str]:
    """Split into words as the search compares them: compatible forms, small letters."""
    return unicodedata.normalize("NFKC", text).lower().split()


def _pairs(word: str) -> Iterable[str]:
    return (word[place : place + 2] for place in range(len(word) - 1))
