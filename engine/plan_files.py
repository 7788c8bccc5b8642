"""Plan files: read, checked and, where they roll an archive on, dated to a year."""

import dataclasses
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

import orjson

from engine import data_files
from engine.data_files import DataFileError, Document, Problem
from engine.errors import NotFound
from engine.plan_schemas import PlanSchema, RolledPlanSchema
from engine.seasons import WindowError, day_in, window
from models import clock
from models.calendar import Calendar

MALFORMED: Final = "plan.malformed"
_CURRENT: Final = "current"


@dataclass(frozen=True)
class PlanData:
    """A checked plan with all its dates, ready to be imported or rehearsed."""

    key: str
    title: Mapping[str, str]
    number: str
    issuer: Mapping[str, str]
    year: int
    issued_on: date
    zone: str
    archive: bool
    rolled_from: str | None
    bureau: str
    chapters: tuple[Mapping[str, Any], ...]
    measures: tuple[Mapping[str, Any], ...]
    campaigns: tuple[Mapping[str, Any], ...]
    milestones: tuple[Mapping[str, Any], ...]
    note: Mapping[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 of all that the plan says, whatever the layout of its file."""
        said = orjson.dumps(dataclasses.asdict(self), option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(said).hexdigest()

    def campaign(self, key: str) -> Mapping[str, Any]:
        """Return the planned campaign of the key."""
        for each in self.campaigns:
            if each["key"] == key:
                return each
        raise NotFound("plan.campaign_unknown", plan=self.key, campaign=key)


def shipped_names() -> list[str]:
    """Name the plans that come with the program."""
    suffix = ".yaml"
    names = (each.name for each in files("plans").iterdir())
    return sorted(name.removesuffix(suffix) for name in names if name.endswith(suffix))


def shipped(name: str, year: int | None = None) -> PlanData:
    """Read a shipped plan; `year` dates a rolled one, which else is of the current year."""
    if name not in shipped_names():
        raise NotFound("plan.unknown", plan=name, known=shipped_names())
    content = files("plans").joinpath(f"{name}.yaml").read_bytes()
    return read_plan(content, f"{name}.yaml", year=year)


def read_plan(
    content: bytes,
    file: str,
    *,
    year: int | None = None,
    processes: Collection[str] | None = None,
) -> PlanData:
    """Check a plan file; mistakes name file, line, field and reason."""
    document = data_files.read_yaml(content, file, MALFORMED)
    if "rolled_from" in document.data:
        return _rolled(document, year)
    data = data_files.validate(document, PlanSchema(), MALFORMED)
    plan = _plan(data)
    known = processes if processes is not None else shipped_processes()
    problems = list(_problems(document, plan, known))
    if problems:
        raise DataFileError(MALFORMED, file, problems)
    return plan


def roll(plan: PlanData, year: int, key: str | None = None) -> PlanData:
    """Date a plan to another year, alive: every date it then has is a setting."""
    campaigns = tuple({**each, "setting": True} for each in plan.campaigns)
    milestones = tuple({**each, "setting": True} for each in plan.milestones)
    return dataclasses.replace(
        plan,
        key=key or f"{plan.key}@{year}",
        year=year,
        archive=False,
        rolled_from=plan.rolled_from or plan.key,
        campaigns=campaigns,
        milestones=milestones,
    )


def shipped_processes() -> frozenset[str]:
    """Name the processes that come with the program."""
    suffix = ".bpmn"
    names = (each.name for each in files("workflows").iterdir())
    return frozenset(name.removesuffix(suffix) for name in names if name.endswith(suffix))


def _rolled(document: Document, year: int | None) -> PlanData:
    data = data_files.validate(document, RolledPlanSchema(), MALFORMED)
    base = data["rolled_from"]
    if base not in shipped_names():
        problem = document.problem("plan.unknown", ("rolled_from",), f"no shipped plan {base!r}")
        raise DataFileError(MALFORMED, document.file, [problem])
    stated = clock.today().year if data["year"] == _CURRENT else int(data["year"])
    of_year = year if year is not None else stated
    plan = roll(shipped(base), of_year, key=f"{data['key']}-{of_year}")
    return dataclasses.replace(
        plan,
        title={code: text.replace("{year}", str(of_year)) for code, text in data["title"].items()},
        number=data["number"].replace("{year}", str(of_year)),
        issued_on=day_in(data["issued_on"], of_year),
        note=data["note"],
    )


def _plan(data: dict[str, Any]) -> PlanData:
    lists = ("chapters", "measures", "campaigns", "milestones")
    values: dict[str, Any] = {
        name: tuple(data[name]) if name in lists else data[name] for name in data
    }
    return PlanData(rolled_from=None, **values)


def _problems(document: Document, plan: PlanData, processes: Collection[str]) -> Iterator[Problem]:
    measures = {each["code"] for each in plan.measures}
    yield from _twice(document, "measures", "code")
    yield from _twice(document, "campaigns", "key")
    chapters = {each["n"] for each in plan.chapters}
    for number, measure in enumerate(plan.measures):
        if measure["chapter"] not in chapters:
            reason = f"no chapter {measure['chapter']}"
            yield document.problem("plan.chapter_unknown", ("measures", number, "chapter"), reason)
    for name in ("campaigns", "milestones"):
        for number, each in enumerate(getattr(plan, name)):
            if each["measure"] not in measures:
                reason = f"the plan has no measure {each['measure']!r}"
                path = (name, number, "measure")
                yield document.problem("plan.measure_unknown", path, reason)
    for number, campaign in enumerate(plan.campaigns):
        if campaign["process"] not in processes:
            reason = f"there is no process {campaign['process']!r}"
            path = ("campaigns", number, "process")
            yield document.problem("plan.process_unknown", path, reason)
        yield from _bad_window(document, plan, number)


def _bad_window(document: Document, plan: PlanData, number: int) -> Iterator[Problem]:
    # Without any notice: holidays may shorten a window but never turn it round.
    path = ("campaigns", number, "window")
    try:
        window(plan.campaigns[number]["window"], plan.year, Calendar())
    except WindowError as error:
        yield document.problem("plan.window", path, str(error))


def _twice(document: Document, name: str, field: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, each in enumerate(document.data.get(name, ())):
        value = each[field]
        if value in seen:
            reason = f"{value!r} stands there twice"
            yield document.problem("plan.twice", (name, number, field), reason)
        seen.add(value)
