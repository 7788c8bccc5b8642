"""Which encoding a text file is in: UTF-8 with or without BOM, or GB18030; anything else fails."""

import codecs
import re
from typing import Final

from engine.errors import Invalid

#: Real Chinese text is nearly all in the common set; other encodings read as GB18030 are not.
COMMON_SHARE: Final = 0.8
_RUN: Final = re.compile(r"[^\x00-\x7f]{2}")
_OTHER: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """Return the text, or raise `import.encoding` with the line of the first wrong byte."""
    if data.startswith(_OTHER):
        raise Invalid("import.encoding", line=1)
    if (zero := data.find(b"\0")) >= 0:
        raise Invalid("import.encoding", line=_line(data, zero))
    marked = data.startswith(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = _line(data, error.start + (len(codecs.BOM_UTF8) if marked else 0))
    if marked or _mostly_utf8(data):
        raise Invalid("import.encoding", line=wrong)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Invalid("import.encoding", line=_line(data, error.start)) from error
    if not _reads_as_chinese(text):
        raise Invalid("import.encoding", line=wrong)
    return text


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _mostly_utf8(data: bytes) -> bool:
    """Whether the file is UTF-8 with some broken lines, which GB18030 would read as nonsense."""
    good = bad = 0
    for line in data.splitlines():
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            bad += 1
        else:
            good += 1
    return good > bad


def _reads_as_chinese(text: str) -> bool:
    """Whether it may be Chinese: Latin-1 and Big5, too, are bytes that GB18030 can read."""
    if not _RUN.search(text):
        return False
    signs = [sign for sign in text if not sign.isascii()]
    common = sum(1 for sign in signs if _is_common(sign))
    return common >= COMMON_SHARE * len(signs)


def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
