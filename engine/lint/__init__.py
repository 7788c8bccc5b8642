"""May this model be deployed? Everything is refused that is not on the allow-list."""

import dataclasses
from collections.abc import Mapping

from engine.bpmn import BpmnNotReadable, Model, read_root, root_of
from engine.lint import events, graph, picture, references
from engine.lint.problems import REASONS, Problem, shortened
from engine.lint.references import Known
from engine.lint.structure import Structure

__all__ = ["REASONS", "Known", "Problem", "lint", "lint_all"]

#: A file with more wrong than this is simply wrong.
MAX_PROBLEMS = 200
MAX_ID = 100


def lint(file: str, xml: bytes, known: Known) -> list[Problem]:
    """Return what is wrong with one file; `known.processes` says what it may call."""
    return _lint(file, xml, known)[0]


def lint_all(files: Mapping[str, bytes], known: Known) -> list[Problem]:
    """Return what is wrong with files that may call each other."""
    models: dict[str, Model] = {}
    for file, xml in files.items():
        try:
            models[file] = read_root(root_of(xml))
        except BpmnNotReadable:
            continue
    here = frozenset(model.process for model in models.values())
    wide = dataclasses.replace(known, processes=known.processes | here)
    found = [problem for file, xml in files.items() for problem in lint(file, xml, wide)]
    return found + _doubled(models) + _circles(models) + list(events.differing(models))


def _lint(file: str, xml: bytes, known: Known) -> tuple[list[Problem], Model | None]:
    try:
        root = root_of(xml)
        found = _first(Structure(file, root))
        model = read_root(root)
    except BpmnNotReadable as error:
        problem = Problem(
            file=file, element="", code=error.code, params=error.params, line=error.line
        )
        return [problem], None
    if not found:
        # A refused element leaves gaps in the graph: its own message says enough.
        found += graph.check(file, model)
    found += references.check(file, model, known)
    found += events.check(file, model, known)
    found += picture.check(file, root)
    return [_short(problem) for problem in found[:MAX_PROBLEMS]], model


def _short(problem: Problem) -> Problem:
    """What a stranger called an element may be as long as the file."""
    if len(problem.element) <= MAX_ID:
        return problem
    return dataclasses.replace(problem, element=shortened(problem.element, MAX_ID))


def _first(structure: Structure) -> list[Problem]:
    return [problem for problem, _ in zip(structure.found(), range(MAX_PROBLEMS), strict=False)]


def _doubled(models: Mapping[str, Model]) -> list[Problem]:
    seen: set[str] = set()
    found: list[Problem] = []
    for file, model in models.items():
        # The engine finds a sub-process by its id, as it finds a process.
        for scope in (model.process, *model.scopes):
            if scope in seen:
                params = {"id": scope}
                found.append(Problem(file=file, element=scope, code="id.duplicate", params=params))
            seen.add(scope)
    return found


def _circles(models: Mapping[str, Model]) -> list[Problem]:
    calls = {model.process: model.called for model in models.values()}
    found: list[Problem] = []
    for file, model in models.items():
        path = graph.circle(calls, model.process)
        if path:
            found.append(
                Problem(
                    file=file,
                    element=model.process,
                    code="called.cycle",
                    params={"path": " → ".join(path)},
                )
            )
    return found
