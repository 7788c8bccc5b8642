"""The offline checker: names every file and row of a case file that was changed; no database."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

import orjson

from engine import digests
from engine.audit import GENESIS
from engine.case_file.pack import FORMAT, MANIFEST, ROWS, SEAL, row_hash, sha256, written

#: What reading a damaged archive can raise.
DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
    EOFError,
    OSError,
    OverflowError,
    IndexError,
    KeyError,
)
_SEAL: Final = re.compile(rb"([0-9a-f]{64})  manifest\.json\n")


def verify(archive: bytes, manifest: str = "") -> list[str]:
    """What is wrong, one sentence each; empty when every byte is as it was packed.

    `manifest` is the SHA-256 that the bureau recorded when the file was made: with it even an
    archive that was packed again as a whole is found.
    """
    content, problems = _unpacked(archive)
    if MANIFEST not in content or SEAL not in content:
        return [*problems, f"{MANIFEST} or {SEAL} is missing: this is no whole case file"]
    seal = sha256(content[MANIFEST])
    found = _SEAL.fullmatch(content[SEAL])
    if found is None or found.group(1).decode() != seal:
        return [*problems, f"{MANIFEST} or {SEAL} was changed"]
    if manifest and manifest != seal:
        return [*problems, f"{MANIFEST} is not the recorded one: {seal}"]
    told = orjson.loads(content[MANIFEST])
    if told["format"] != FORMAT:
        return [*problems, f"format {told['format']} is not known to this checker"]
    problems += _files(told["files"], content)
    rows, wrong = _rows(told["rows"], content)
    problems += wrong + _papers(rows, content) + _chains(rows)
    if not problems and written(content) != archive:
        place = _first_difference(written(content), archive)
        problems.append(f"the archive was changed around its files, at byte {place}")
    return problems


def manifest_of(archive: bytes) -> str:
    """The SHA-256 of the manifest, to be compared with the one in the bureau's records."""
    content, _problems = _unpacked(archive)
    return sha256(content.get(MANIFEST, b""))


def _unpacked(archive: bytes) -> tuple[dict[str, bytes], list[str]]:
    content: dict[str, bytes] = {}
    try:
        source = zipfile.ZipFile(io.BytesIO(archive))
        names = source.namelist()
    except DAMAGE as error:
        return {}, [f"the archive cannot be read: {error}"]
    problems = []
    for name in names:
        try:
            content[name] = source.read(name)
        except DAMAGE:
            problems.append(f"{name} was changed: it cannot be read")
    return content, problems


def _files(told: Mapping[str, Any], content: Mapping[str, bytes]) -> list[str]:
    problems = [f"{path} is missing" for path in told if path not in content]
    strange = set(content) - set(told) - {MANIFEST, SEAL}
    problems += [f"{path} was added" for path in sorted(strange)]
    problems += [
        f"{path} was changed"
        for path, one in told.items()
        if path in content and sha256(content[path]) != one["sha256"]
    ]
    return problems


def _rows(
    told: Mapping[str, Mapping[str, str]], content: Mapping[str, bytes]
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    problems = []
    for table, hashes in told.items():
        try:
            rows = orjson.loads(content.get(f"{ROWS}{table}.json", b""))
        except orjson.JSONDecodeError:
            continue
        tables[table] = [row for row in rows if isinstance(row, dict)]
        known = {str(row.get("id")): row for row in tables[table]}
        problems += [f"{table} {key}: the row is missing" for key in hashes if key not in known]
        problems += [f"{table} {key}: the row was added" for key in known if key not in hashes]
        problems += [
            f"{table} {key}: the row was changed"
            for key, row in known.items()
            if key in hashes and row_hash(row) != hashes[key]
        ]
    return tables, problems


def _papers(rows: Mapping[str, list[dict[str, Any]]], content: Mapping[str, bytes]) -> list[str]:
    """Words of papers against their digests; files of papers and evidence against their rows."""
    problems = [
        f"document {row['id']}: its words are not the ones that were issued"
        for row in rows.get("document", [])
        if digests.of(row["content"]) != row["digest"]
    ]
    there = {sha256(data) for data in content.values()}
    for table in ("document_file", "evidence"):
        problems += [
            f"{table} {row['id']}: its file is not in the archive"
            for row in rows.get(table, [])
            if row["sha256"] not in there and not row.get("removed_at")
        ]
    return problems


def _chains(rows: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """The audit trail: each entry holds the hash of the one before."""
    problems, last = [], dict[str, tuple[int, str]]()
    for row in sorted(rows.get("audit_entry", []), key=lambda one: (one["chain"], one["position"])):
        chain = row["chain"]
        position, previous = last.get(chain, (0, GENESIS))
        if row["position"] != position + 1 or row["previous_hash"] != previous:
            problems.append(f"audit_entry {row['id']} does not follow the one before")
        if entry_hash(row) != row["hash"]:
            problems.append(f"audit_entry {row['id']}: its words are not the ones of its hash")
        last[chain] = (row["position"], row["hash"])
    return problems


def entry_hash(row: Mapping[str, Any]) -> str:
    """The hash of an exported entry, as `engine.audit.digest` computes it."""
    names = ("chain", "position", "case_id", "user_id", "actor", "action", "at", "detail")
    return digests.of([*(row[name] for name in names), row["previous_hash"]])


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
