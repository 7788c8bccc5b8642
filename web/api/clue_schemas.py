"""What the API takes and gives of clues and on-the-spot penalties."""

from marshmallow import Schema, fields, validate

from models.clues import ClueSource
from web.api.schemas import Strict

#: As long as the form of a filing allows its facts to be.
MOST = 4000


class Clue(Strict):
    """案件来源; `informant` is an authority or a laboratory, never a person."""

    subject_id = fields.Integer(required=True)
    source = fields.Enum(ClueSource, by_value=True, required=True)
    found_on = fields.Date(required=True)
    summary = fields.String(required=True, validate=validate.Length(1, MOST))
    informant = fields.String(load_default="", validate=validate.Length(max=200))
    officers = fields.List(fields.Integer(), required=True)


class Colleague(Strict):
    """The second officer."""

    colleague_id = fields.Integer(required=True)


class Opened(Schema):
    """The case that was opened and its first tasks."""

    case = fields.Integer()
    number = fields.String()
    work_items = fields.List(fields.Integer())
