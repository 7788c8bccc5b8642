"""The stored state of an instance: the first byte says the format, so that old ones stay readable.

Format 1: the lists of `engine.spiff.codec` as JSON, deflated. Whoever changes what is written gives
it a number, keeps reading the old ones, and keeps states of it: `tools/state_fixtures.py write`.
"""

import zlib
from typing import Final

import orjson

from engine.errors import Broken
from engine.spiff.codec import Plain
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec
from engine.spiff.workflow import Operate

_DEFLATED_JSON: Final = 1
#: The newest format, which `encode` writes.
FORMAT: Final = _DEFLATED_JSON
#: Deflate's fastest level: the state is small and read once a step.
_LEVEL: Final = 1


def encode(machine: Machine) -> bytes:
    """The state as bytes for the database."""
    return bytes([FORMAT]) + zlib.compress(orjson.dumps(machine.dump()), _LEVEL)


def decode(spec: Spec, operate: Operate, state: bytes) -> Machine:
    """The machine that `encode` stored; raises Broken for a format that it does not know."""
    return Machine.restore(spec, operate, plain(state))


def plain(state: bytes) -> Plain:
    """The lists inside, for export and tests."""
    if not state or state[0] != _DEFLATED_JSON:
        raise Broken("state.unknown_format", format=state[0] if state else None)
    content: Plain = orjson.loads(zlib.decompress(state[1:]))
    return content
