"""What a plan file may say, field by field."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import available_timezones

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from engine.seasons import CatchUp, Moved, WindowError, month_day, wall_time
from models.statute_book import StatuteError
from models.statutes import statute
from models.subjects import SubjectKind

_KEY: Final = validate.Regexp(r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$", error="no key such as M06.a")
_YEARS: Final = range(2000, 2101)
_ERA: Final = "no year of this century"
_TEXT: Final = validate.Length(min=1)

#: How a task is answered for, and which bodies each way names.
MODES: Final[Mapping[str, frozenset[str]]] = {
    "sole": frozenset({"lead"}),
    "shared": frozenset({"dividing"}),
    "lead_coop": frozenset({"lead", "cooperating"}),
    "lead_shared": frozenset({"lead", "dividing"}),
    "lead_plus_responsible": frozenset({"lead", "responsible"}),
}
_BODIES: Final = ("lead", "dividing", "cooperating", "responsible")


def _month_day(text: str) -> None:
    try:
        month_day(text)
    except WindowError as error:
        raise ValidationError(str(error)) from None


def _wall_time(text: str) -> None:
    try:
        wall_time(text)
    except WindowError as error:
        raise ValidationError(str(error)) from None


def _zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"{name!r} is no time zone such as Asia/Shanghai")


def _statute(name: str) -> None:
    try:
        computable = statute(name).computable
    except StatuteError as error:
        raise ValidationError(str(error)) from None
    if not computable:
        raise ValidationError(f"no date follows from {name}")


class WordsSchema(Schema):
    """A text in both languages."""

    zh = fields.String(required=True, validate=_TEXT)
    en = fields.String(required=True, validate=_TEXT)


def _words(**more: Any) -> fields.Nested:
    return fields.Nested(WordsSchema, **more)


class ChapterSchema(Schema):
    """A chapter of the plan."""

    n = fields.Integer(required=True, strict=True)
    zh = fields.String(required=True, validate=_TEXT)
    en = fields.String(required=True, validate=_TEXT)


class TaskSchema(Schema):
    """任务: a sentence or more of a measure, and who answers for it."""

    n = fields.Integer(required=True, strict=True)
    kind = fields.List(fields.String(validate=_TEXT), required=True)
    mode = fields.String(required=True, validate=validate.OneOf(sorted(MODES)))
    lead = fields.String(validate=_TEXT)
    dividing = fields.List(fields.String(validate=_TEXT), validate=_TEXT)
    cooperating = fields.List(fields.String(validate=_TEXT), validate=_TEXT)
    responsible = fields.List(fields.String(validate=_TEXT), validate=_TEXT)
    responsibility_zh = fields.String(required=True, validate=_TEXT)
    text_zh = fields.String(required=True, validate=_TEXT)

    @validates_schema
    def _bodies_fit_the_mode(self, data: dict[str, Any], **_: object) -> None:
        named = {body for body in _BODIES if body in data}
        wanted = MODES[data["mode"]]
        if named != wanted:
            bodies = ", ".join(sorted(wanted))
            raise ValidationError(f"mode {data['mode']} names exactly: {bodies}", "mode")


class MeasureSchema(Schema):
    """措施."""

    code = fields.String(required=True, validate=_KEY)
    chapter = fields.Integer(required=True, strict=True)
    title = _words(required=True)
    tasks = fields.List(fields.Nested(TaskSchema), required=True, validate=_TEXT)
    targets_zh = fields.List(fields.String(), load_default=list)
    cadence_zh = fields.List(fields.String(), load_default=list)
    note = _words(load_default=None)


class EdgeSchema(Schema):
    """One end of a window as people set it: a day of the year and the time on the wall."""

    day = fields.String(required=True, validate=_month_day)
    at = fields.String(validate=_wall_time)
    moved = fields.String(validate=validate.OneOf([each.value for each in Moved]))


class CatchUpSchema(Schema):
    """What to do with a window that ended while nobody looked."""

    rule = fields.String(required=True, validate=validate.OneOf([each.value for each in CatchUp]))
    within_days = fields.Integer(strict=True, validate=validate.Range(0, 366), load_default=0)


class WindowSchema(Schema):
    """The seasonal rule of a campaign."""

    opens = fields.Nested(EdgeSchema, required=True)
    closes = fields.Nested(EdgeSchema, required=True)
    catch_up = fields.Nested(CatchUpSchema, required=True)


class TargetsSchema(Schema):
    """Which subjects a campaign is for."""

    kinds = fields.List(
        fields.String(validate=validate.OneOf([each.value for each in SubjectKind])),
        required=True,
        validate=_TEXT,
    )


class CampaignSchema(Schema):
    """专项行动 that the plan announces."""

    key = fields.String(required=True, validate=_KEY)
    measure = fields.String(required=True)
    season = fields.String(required=True, validate=_KEY)
    title = _words(required=True)
    process = fields.String(required=True)
    targets = fields.Nested(TargetsSchema, required=True)
    window = fields.Nested(WindowSchema, required=True)
    setting = fields.Boolean(load_default=False)
    sources = fields.List(fields.String(), load_default=list)
    note = _words(load_default=None)


class DueSchema(Schema):
    """When a milestone is due: on a day of the year, or a term after the plan's issue."""

    day = fields.String(validate=_month_day)
    statute = fields.String(validate=_statute)

    @validates_schema
    def _one_of_them(self, data: dict[str, Any], **_: object) -> None:
        if len(data) != 1:
            raise ValidationError("give either day or statute")


class MilestoneSchema(Schema):
    """A date that the plan sets for a measure."""

    key = fields.String(required=True, validate=_KEY)
    measure = fields.String(required=True)
    title = _words(required=True)
    due = fields.Nested(DueSchema, required=True)
    setting = fields.Boolean(load_default=False)


class PlanSchema(Schema):
    """年度计划."""

    key = fields.String(required=True, validate=_KEY)
    title = _words(required=True)
    number = fields.String(load_default="")
    issuer = _words(required=True)
    year = fields.Integer(
        required=True, strict=True, validate=validate.OneOf(_YEARS, error="no year of ours")
    )
    issued_on = fields.Date(required=True)
    zone = fields.String(load_default="Asia/Shanghai", validate=_zone)
    archive = fields.Boolean(load_default=False)
    bureau = fields.String(required=True, validate=_TEXT)
    chapters = fields.List(fields.Nested(ChapterSchema), required=True)
    measures = fields.List(fields.Nested(MeasureSchema), required=True, validate=_TEXT)
    campaigns = fields.List(fields.Nested(CampaignSchema), load_default=list)
    milestones = fields.List(fields.Nested(MilestoneSchema), load_default=list)
    note = _words(load_default=dict)


class RolledPlanSchema(Schema):
    """A plan whose measures and campaigns are those of an archive, dated to another year."""

    key = fields.String(required=True, validate=_KEY)
    title = _words(required=True)
    number = fields.String(load_default="")
    rolled_from = fields.String(required=True)
    year = fields.Raw(required=True)
    issued_on = fields.String(required=True, validate=_month_day)
    setting = fields.Boolean(required=True, validate=validate.Equal(True))
    note = _words(load_default=dict)

    @validates_schema
    def _year_is_one(self, data: dict[str, Any], **_: object) -> None:
        year = data["year"]
        if year != "current" and (isinstance(year, bool) or year not in _YEARS):
            raise ValidationError("a year such as 2026, or current", "year")
