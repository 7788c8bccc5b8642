"""Specifications that were parsed once and are shared by all instances of a version."""

from typing import Final

from engine.spiff.parsing import Spec, parse_sources
from models.processes import Definition

#: Parsed versions of this program, by process and digest.
_SPECS: Final[dict[tuple[str, str], Spec]] = {}
_REMEMBERED: Final = 256


def remembered(process: str, digest: str) -> Spec | None:
    """The parsed specification of a version that was used before by this program."""
    return _SPECS.get((process, digest))


def spec_of(definition: Definition) -> Spec:
    """The parsed specification, from memory when this version was used before."""
    key = (definition.process, definition.digest)
    spec = _SPECS.get(key)
    if spec is None:
        if len(_SPECS) >= _REMEMBERED:
            _SPECS.clear()
        spec = _SPECS[key] = parse_sources(definition.process, definition.sources)
    return spec
