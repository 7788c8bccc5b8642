"""What the API takes and gives of complaints, credit files, remedies and informants."""

from marshmallow import Schema, fields, validate

from models.complaints import Channel
from models.remedies import RemedyKind, RemedyResult
from web.api.schemas import Flag, Strict

#: The longest name, contact, address or reason, as the pages allow.
MOST_NAME = 120
MOST_CONTACT = 200
MOST_ADDRESS = 400


class Who(Strict):
    """投诉人; kept encrypted."""

    name = fields.String(required=True, validate=validate.Length(1, MOST_NAME))
    contact = fields.String(required=True, validate=validate.Length(1, MOST_CONTACT))
    address = fields.String(load_default="", validate=validate.Length(max=MOST_ADDRESS))


class Complaint(Strict):
    """投诉; `matter` and `request` must not name who complains."""

    subject_id = fields.Integer(required=True)
    channel = fields.Enum(Channel, by_value=True, required=True)
    received_on = fields.Date(required=True)
    matter = fields.String(required=True, validate=validate.Length(1, 4000))
    request = fields.String(required=True, validate=validate.Length(1, 2000))
    identity = fields.Nested(Who, required=True)


class Look(Strict):
    """Why somebody looks."""

    reason = fields.String(required=True, validate=validate.Length(1, MOST_ADDRESS))


class Identity(Schema):
    """Who stands behind a case, for its readers only."""

    name = fields.String()
    contact = fields.String()
    address = fields.String()


class GradeReason(Schema):
    """Why points were given."""

    kind = fields.String()
    result = fields.String()
    day = fields.String()
    article = fields.String()
    points = fields.Integer()
    lifts = fields.Boolean()


class Assessment(Schema):
    """The grade as the record gives it."""

    grade = fields.String()
    score = fields.Integer()
    static_score = fields.Integer()
    dynamic_score = fields.Integer()
    reasons = fields.List(fields.Nested(GradeReason))


class Frequency(Schema):
    """Inspections of this year."""

    least = fields.Integer()
    made = fields.Integer()
    missing = fields.Integer()


class CreditEntry(Schema):
    """One line of the file; `case` is null for a case that the caller may not read."""

    kind = fields.String()
    day = fields.Date()
    case = fields.Integer(allow_none=True)
    result = fields.String()
    article = fields.String()
    counts = fields.Boolean()


class CreditFile(Schema):
    """信用档案."""

    subject = fields.Integer()
    #: The grade in force, which a person decided.
    grade = fields.String(allow_none=True)
    #: The grade that the record proposes now.
    proposal = fields.Nested(Assessment)
    frequency = fields.Nested(Frequency)
    entries = fields.List(fields.Nested(CreditEntry))


class NewRemedy(Strict):
    """复议、诉讼 that begins."""

    kind = fields.Enum(RemedyKind, by_value=True, required=True)
    body = fields.String(required=True, validate=validate.Length(1, MOST_ADDRESS))
    applied_on = fields.Date(required=True)


class RemedyEnd(Strict):
    """How it ended."""

    result = fields.Enum(RemedyResult, by_value=True, required=True)
    ended_on = fields.Date(required=True)


class Remedy(Schema):
    """复议、诉讼."""

    id = fields.Integer()
    kind = fields.Enum(RemedyKind, by_value=True)
    body = fields.String()
    applied_on = fields.Date()
    result = fields.Enum(RemedyResult, by_value=True, allow_none=True)
    ended_on = fields.Date(allow_none=True)


class NewReturn(Strict):
    """A case that comes back from the police without a prosecution."""

    sender = fields.String(required=True, validate=validate.Length(1, MOST_CONTACT))
    received_on = fields.Date(required=True)
    opinion = fields.String(required=True, validate=validate.Length(1, 4000))
    officers = fields.List(fields.Integer(), required=True)


class NewSentence(Strict):
    """判处有期徒刑以上刑罚: who, when and by which judgment."""

    name = fields.String(required=True, validate=validate.Length(1, MOST_NAME))
    id_number = fields.String(load_default="", validate=validate.Length(max=24))
    sentenced_on = fields.Date(required=True)
    judgment = fields.String(required=True, validate=validate.Length(1, MOST_CONTACT))


class Sentenced(Schema):
    """The ban for life; `flags` stands there when the person was banned before."""

    ban = fields.Integer()
    name = fields.String()
    from_on = fields.Date()
    flags = fields.List(fields.Nested(Flag))
