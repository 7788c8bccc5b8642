"""One canonical digest of JSON data: what a signature, a document or a request is told apart by."""

import hashlib
from typing import Any

import orjson


def of(data: Any) -> str:
    """SHA-256, in hexadecimal, of the JSON text with sorted keys."""
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()
