"""What an examination of models found, for a page: in the words and pictures of the diagram."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from engine import forms
from engine.bpmn import Element, Model, read
from engine.examination import Examination
from engine.layout import arrange
from engine.lint import Problem
from engine.proof.checks import Proof
from engine.proof.events import Event
from engine.proof.explorer import Violation
from web import diagrams, model_words, texts, words
from web.diagrams import Picture


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, and the shortest way there."""

    words: str
    detail: str
    article: str
    steps: tuple[str, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Line:
    """What the linter says of one element."""

    file: str
    line: int
    element: str
    words: str


def lint_lines(problems: Sequence[Problem]) -> list[Line]:
    """Return the linter's problems as sentences."""
    return [
        Line(one.file, one.line, one.element, words.of_code(one.code, _lint_params(one)))
        for one in problems
    ]


def findings(examination: Examination, proof: Proof) -> list[Finding]:
    """Return the broken rules of a proof."""
    models = {name: read(text.encode()) for name, text in examination.sources.items()}
    articles = {verdict.rule: verdict.article for verdict in proof.verdicts}
    return [
        Finding(
            words=model_words.rule(found.rule, found.words),
            detail=f"{found.rule}: {found.words}",
            article=articles.get(found.rule, ""),
            steps=tuple(_steps(found, models)),
            pictures=tuple(_pictures(found, models)),
        )
        for found in proof.violations
    ]


def drawn(examination: Examination, found: Sequence[Finding]) -> dict[str, str]:
    """Return process -> diagram of everything that the findings show."""
    processes = {picture.process for one in found for picture in one.pictures}
    return {
        name: diagrams.translated(arrange(text.encode()).decode()).decode()
        for name, text in examination.sources.items()
        if name in processes
    }


def _lint_params(problem: Problem) -> dict[str, object]:
    params = dict(problem.params)
    if "why" in params:
        params["why"] = model_words.why(params["why"])
    return params


def _steps(found: Violation, models: Mapping[str, Model]) -> Iterator[str]:
    elements = {one.id: one for model in models.values() for one in model.elements.values()}
    for event in found.events:
        element = elements.get(event.element)
        name = texts.diagram_text(element.name) if element and element.name else event.name
        yield _sentence(event, element, name)


def _sentence(event: Event, element: Element | None, name: str) -> str:
    match event.kind:
        case "done":
            answers = "，".join(_answers(event.facts, element))
            if answers:
                return str(_("“%(name)s” is done: %(answers)s", name=name, answers=answers))
            return str(_("“%(name)s” is done", name=name))
        case "fired":
            return str(_("The term ends: “%(name)s”", name=name))
        case "received":
            return str(_("A message comes: “%(name)s”", name=name))
        case "ended":
            return str(_("The process ends: “%(name)s”", name=name))
    return str(_("The system: “%(name)s”", name=name))


def _answers(facts: Mapping[str, Any], element: Element | None) -> Iterator[str]:
    form = forms.load(element.form) if element and element.form in forms.names() else None
    for key, value in facts.items():
        field = form.fields.get(key) if form else None
        chosen = {choice.value: choice.label for choice in field.choices} if field else {}
        label = texts.diagram_text(field.label) if field and field.label else key
        said = texts.diagram_text(chosen[value]) if value in chosen else str(value)
        yield f"{label} = {said}"


def _pictures(found: Violation, models: Mapping[str, Model]) -> Iterator[Picture]:
    last = found.places[-1] if found.places else ""
    passed: dict[str, list[str]] = {}
    for place in found.places:
        process, _colon, element = place.partition(":")
        passed.setdefault(process, []).append(element)
    for process in reversed(passed):
        if process in models:
            wrong = tuple(one for one in passed[process] if f"{process}:{one}" == last)
            done = tuple(one for one in passed[process] if one not in wrong)
            yield Picture(process, models[process].name, done, (), wrong, ())
