"""What the API takes and gives, as marshmallow schemas; moments are ISO 8601 with zone."""

from marshmallow import RAISE, Schema, fields, validate

from models.campaigns import CampaignState
from models.cases import CaseKind, CaseState
from models.subjects import SubjectKind
from web.paging import ROWS

#: The most rows of one page.
MOST = 200


class Strict(Schema):
    """Unknown fields are refused by name."""

    class Meta:
        """See above."""

        unknown = RAISE


class PageQuery(Strict):
    """The part of a list that is asked for."""

    after = fields.String(metadata={"description": "`next` of the page before"})
    limit = fields.Integer(load_default=ROWS, validate=validate.Range(1, MOST))


class TokenRequest(Strict):
    """Name and password."""

    username = fields.String(required=True)
    password = fields.String(required=True)


class Token(Schema):
    """What the header Authentication-Token takes."""

    token = fields.String()
    expires_at = fields.AwareDateTime()


class SubjectQuery(PageQuery):
    """Filters of subjects."""

    q = fields.String(load_default="")
    kind = fields.Enum(SubjectKind, by_value=True)


class Subject(Schema):
    """检查对象."""

    id = fields.Integer()
    kind = fields.Enum(SubjectKind, by_value=True)
    name = fields.String()
    licence = fields.String()
    address = fields.String()
    street = fields.String()
    operator = fields.String()
    legal_representative = fields.String()
    risk_grade = fields.String()
    active = fields.Boolean()


class SubjectPage(Schema):
    """Some subjects."""

    items = fields.List(fields.Nested(Subject))
    next = fields.String(allow_none=True)


class CampaignQuery(PageQuery):
    """Filters of campaigns."""

    state = fields.Enum(CampaignState, by_value=True)


class Coverage(Schema):
    """The four numbers always add up to `targets`."""

    targets = fields.Integer()
    inspected = fields.Integer()
    not_performed = fields.Integer()
    carried_over = fields.Integer()
    open = fields.Integer()


class Campaign(Schema):
    """专项行动."""

    id = fields.Integer()
    key = fields.String()
    season = fields.String()
    title_zh = fields.String()
    title_en = fields.String()
    process = fields.String()
    state = fields.Enum(CampaignState, by_value=True)
    opens_at = fields.AwareDateTime()
    closes_at = fields.AwareDateTime()
    opened_at = fields.AwareDateTime()
    opened_late = fields.Boolean()
    late_reason = fields.String()


class CampaignDetail(Campaign):
    """A campaign with its coverage."""

    coverage = fields.Nested(Coverage)


class CampaignPage(Schema):
    """Some campaigns."""

    items = fields.List(fields.Nested(Campaign))
    next = fields.String(allow_none=True)


class CaseQuery(PageQuery):
    """Filters of cases."""

    state = fields.Enum(CaseState, by_value=True)
    kind = fields.Enum(CaseKind, by_value=True)
    campaign = fields.Integer()
    subject = fields.Integer()


class Case(Schema):
    """案卷."""

    id = fields.Integer()
    number = fields.String()
    kind = fields.Enum(CaseKind, by_value=True)
    title = fields.String()
    state = fields.Enum(CaseState, by_value=True)
    outcome = fields.String(allow_none=True)
    end = fields.String(allow_none=True)
    subject_id = fields.Integer()
    campaign_id = fields.Integer(allow_none=True)
    parent_id = fields.Integer(allow_none=True)
    opened_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)


class CasePage(Schema):
    """Some cases."""

    items = fields.List(fields.Nested(Case))
    next = fields.String(allow_none=True)


class ClockEvent(Schema):
    """A rest, a resumption, an extension or a recount of a 期限."""

    kind = fields.String()
    on = fields.Date()
    days = fields.Integer(allow_none=True)
    reason = fields.String()
    approved_by = fields.Integer(allow_none=True)
    due_before = fields.Date()
    due_after = fields.Date()


class Clock(Schema):
    """期限, with how it was computed."""

    statute = fields.String()
    variable = fields.String()
    started_on = fields.Date()
    due_on = fields.Date()
    due_at = fields.AwareDateTime()
    state = fields.String()
    provisional = fields.Boolean()
    passed_at = fields.AwareDateTime(allow_none=True)
    rests_since = fields.Date(allow_none=True)
    events = fields.List(fields.Nested(ClockEvent))
    explanation = fields.Dict()


class Place(Schema):
    """Where an instance is and where it has been, for the diagram."""

    process = fields.String()
    version = fields.Integer()
    status = fields.String()
    revision = fields.Integer()
    active = fields.List(fields.String())
    visited = fields.Dict()


class Measure(Schema):
    """先行登记保存、查封、扣押 with its list."""

    kind = fields.String()
    state = fields.String()
    urgent = fields.Boolean()
    things = fields.List(fields.Dict())
    place = fields.String()
    taken_at = fields.AwareDateTime()
    due_on = fields.Date()
    ended_at = fields.AwareDateTime(allow_none=True)
    ground = fields.String()


class Beside(Schema):
    """A process that runs, or ran, beside the one that carries the case."""

    instance = fields.Integer()
    process = fields.String()
    status = fields.String()
    end = fields.String(allow_none=True)
    started_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)
    work_items = fields.List(fields.Integer())
    measure = fields.Nested(Measure, allow_none=True)


class Beginning(Schema):
    """What the caller may begin beside a case, and what stands against it."""

    process = fields.String()
    name = fields.String()
    refusal = fields.String(allow_none=True)


class Begin(Schema):
    """Which process to begin beside a case."""

    process = fields.String(required=True)


class Begun(Schema):
    """The process that was begun and its first tasks."""

    instance = fields.Integer()
    work_items = fields.List(fields.Integer())


class Message(Strict):
    """A message for a case: its name, as the model declares it, and what it carries."""

    name = fields.String(required=True, validate=validate.Length(max=100))
    data = fields.Dict(load_default=dict)


class MessageAnswer(Schema):
    """Whether a process of the case has taken it; if not, it waits for one."""

    taken = fields.Boolean()


class CaseDetail(Case):
    """A case with its clocks, its place in the process and what runs beside it."""

    resting_since = fields.Date(allow_none=True)
    clocks = fields.List(fields.Nested(Clock))
    place = fields.Nested(Place, allow_none=True)
    beside = fields.List(fields.Nested(Beside))
    beginnings = fields.List(fields.Nested(Beginning))


class FrozenFile(Schema):
    """A file of a paper."""

    kind = fields.String()
    sha256 = fields.String()
    size = fields.Integer()
    made_at = fields.AwareDateTime()


class Document(Schema):
    """文书, with the words that were frozen when it was issued."""

    id = fields.Integer()
    form = fields.String()
    title = fields.String()
    number = fields.String()
    version = fields.Integer()
    digest = fields.String()
    content = fields.Dict()
    issued_at = fields.AwareDateTime()
    files = fields.List(fields.Nested(FrozenFile))


class DocumentList(Schema):
    """The papers of a case."""

    items = fields.List(fields.Nested(Document))


class FileQuery(Strict):
    """Which file of a paper."""

    kind = fields.String(load_default="docx", validate=validate.OneOf(["docx", "pdf"]))


class WorkQuery(PageQuery):
    """Filters of the inbox."""

    q = fields.String(load_default="")
    kind = fields.Enum(CaseKind, by_value=True)
    element = fields.String(load_default="")
    campaign = fields.Integer()
    overdue = fields.Boolean(load_default=False)
    mine = fields.Boolean(load_default=False)


class WorkItem(Schema):
    """待办."""

    id = fields.Integer()
    case_id = fields.Integer()
    process = fields.String()
    element = fields.String()
    name = fields.String()
    role = fields.String()
    form = fields.String()
    state = fields.String()
    claimed_by = fields.Integer(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)


class WorkItemDetail(WorkItem):
    """A work item with the version to name in If-Match and whether the caller may complete it."""

    revision = fields.Integer()
    refusal = fields.String(allow_none=True)
    draft = fields.Dict(allow_none=True)


class WorkPage(Schema):
    """Some work items."""

    items = fields.List(fields.Nested(WorkItem))
    next = fields.String(allow_none=True)


class Completion(Strict):
    """The data of the form."""

    data = fields.Dict(required=True)


class Flag(Schema):
    """Somebody whom the form names is banned (L3 art 135), or bears the name of somebody who is."""

    field = fields.String()
    name = fields.String()
    #: By the number of the identity card; else only the name is the same.
    certain = fields.Boolean()
    from_on = fields.String()
    until_on = fields.String(allow_none=True)
    decision = fields.String()


class CompletionAnswer(Schema):
    """What came of it; `flags` stands there only when somebody is flagged."""

    work_item = fields.Integer()
    case = fields.Integer()
    submission = fields.Integer()
    revision = fields.Integer()
    status = fields.String()
    opened = fields.List(fields.Integer())
    flags = fields.List(fields.Nested(Flag))


class Reason(Strict):
    """Why."""

    reason = fields.String(required=True, validate=validate.Length(2, 2000))


class DraftRequest(Completion):
    """The form as far as it is filled."""

    revision = fields.Integer(metadata={"description": "the draft's that was read, 0 for none"})


class DraftAnswer(Schema):
    """The draft as it is stored."""

    revision = fields.Integer()
    digest = fields.String()


class SignAnswer(Schema):
    """Who signed so far, and whether that completed the item."""

    signed = fields.List(fields.Integer())
    missing = fields.List(fields.Integer())
    completed = fields.Nested(CompletionAnswer, allow_none=True)
