"""The archive itself: files and rows with their SHA-256, packed the same way every time."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SEAL: Final = "manifest.sha256"
ROWS: Final = "rows/"
#: No moment and no machine is told by the archive: the same content is the same bytes.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16


def pack(
    files: Mapping[str, bytes],
    rows: Mapping[str, list[dict[str, Any]]],
    about: Mapping[str, Any],
    index: Iterable[Mapping[str, Any]] = (),
) -> tuple[bytes, str]:
    """The ZIP and the SHA-256 of its manifest.

    `rows`: table -> its rows, each with an `id`; `about`: case, moment; `index`: what lies where.
    """
    tables = {f"{ROWS}{table}.json": dumped(list(rows[table])) for table in sorted(rows)}
    content = {**files, **tables}
    manifest = {
        "format": FORMAT,
        **about,
        "index": list(index),
        "files": {
            path: {"sha256": sha256(data), "size": len(data)} for path, data in content.items()
        },
        "rows": {
            table: {str(row["id"]): row_hash(row) for row in rows[table]} for table in sorted(rows)
        },
    }
    text = dumped(manifest)
    seal = sha256(text)
    everything = {MANIFEST: text, SEAL: f"{seal}  {MANIFEST}\n".encode(), **content}
    return written(everything), seal


def written(content: Mapping[str, bytes]) -> bytes:
    """These files as a ZIP, without compression and in this order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path, data in content.items():
            entry = zipfile.ZipInfo(path, _MOMENT)
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            archive.writestr(entry, data)
    return target.getvalue()


def dumped(value: Any) -> bytes:
    """JSON that people can read and that is always the same."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def row_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 of one row."""
    return sha256(orjson.dumps(dict(row), option=orjson.OPT_SORT_KEYS))


def sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()
