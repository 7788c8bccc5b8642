"""Complaints, credit, remedies, informants and prosecutions for programs, as on the pages."""

from typing import Any

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from engine import credit, flags, grades, visibility
from engine.commands import complaints, informants, prosecutions, remedies
from engine.commands.complaints import NewComplaint
from engine.errors import NotFound
from engine.forms.naming import Naming
from engine.informants import Identity
from engine.remedies import of_case
from models import clock
from models.cases import Case
from models.subjects import Subject
from web import database, security
from web.api import long_arm_schemas as schemas
from web.api.access import Area, authenticated
from web.api.clue_schemas import Opened
from web.api.clues import opened

blueprint = Area("long_arm", __name__, description="投诉、信用档案、复议诉讼")


@blueprint.post("/complaints")
@blueprint.arguments(schemas.Complaint)
@blueprint.response(201, Opened)
@authenticated
def complain(asked: dict[str, Any]) -> dict[str, Any]:
    """Take a complaint down; seven working days to accept or refuse it.

    Who complains is kept encrypted and never given back by a list. 422 without a contact, for a day
    to come, or when the text names who complains.
    """
    who = Identity(**asked.pop("identity"))
    given = NewComplaint(identity=who, **asked)
    return opened(database.run(complaints.register, security.actor(), given))


@blueprint.post("/cases/<int:case_id>/informant")
@blueprint.arguments(schemas.Look)
@blueprint.response(200, schemas.Identity)
@authenticated
def look(asked: dict[str, str], case_id: int) -> ResponseReturnValue:
    """Read who stands behind a case, for a reason that stays on record.

    404 for everybody but the people who were named as readers, as if there were nobody.
    """
    found = database.run(informants.look, security.actor(), case_id, asked["reason"])
    answer: Response = make_response(schemas.Identity().dump(found))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/subjects/<int:subject_id>/credit")
@blueprint.response(200, schemas.CreditFile)
@authenticated
def credit_file(subject_id: int) -> dict[str, Any]:
    """Read the credit file of a subject: entries, grade with reasons, inspections owed."""
    session, actor = database.session(), security.actor()
    subject = session.get(Subject, subject_id)
    if subject is None:
        raise NotFound("subject.unknown", id=subject_id)
    decision = grades.newest(session, subject)
    return {
        "subject": subject.id,
        "grade": subject.risk_grade,
        "proposal": grades.assess(session, subject, decision.static_score if decision else 0),
        "frequency": grades.frequency(session, subject, clock.today().year),
        "entries": [
            {
                "kind": one.kind,
                "day": one.day,
                # A case of another office is counted and not told of.
                "case": one.case.id if visibility.may_read(actor, one.case) else None,
                "result": one.result,
                "article": one.article,
                "counts": one.counts,
            }
            for one in credit.of_subject(session, subject)
        ],
    }


@blueprint.get("/cases/<int:case_id>/remedies")
@blueprint.response(200, schemas.Remedy(many=True))
@authenticated
def list_remedies(case_id: int) -> Any:
    """List the reviews and litigations of a penalty."""
    return of_case(database.session(), _case(case_id))


@blueprint.post("/cases/<int:case_id>/remedies")
@blueprint.arguments(schemas.NewRemedy)
@blueprint.response(201, schemas.Remedy)
@authenticated
def begin(asked: dict[str, Any], case_id: int) -> Any:
    """Record that the party asks for a review or goes to court; the penalty is not suspended.

    422 after sixty days or six months; 409 without a penalty or while another one runs.
    """
    _case(case_id)
    return database.run(remedies.begin, security.actor(), case_id, **asked)


@blueprint.post("/cases/<int:case_id>/remedies/<int:remedy_id>")
@blueprint.arguments(schemas.RemedyEnd)
@blueprint.response(200, schemas.Remedy)
@authenticated
def end(asked: dict[str, Any], case_id: int, remedy_id: int) -> Any:
    """Record how it ended; a decision that fell is withdrawn from publicity and credit."""
    if remedy_id not in {one.id for one in of_case(database.session(), _case(case_id))}:
        raise NotFound("remedy.unknown", id=remedy_id)
    return database.run(remedies.end, security.actor(), remedy_id, **asked)


@blueprint.post("/cases/<int:case_id>/returns")
@blueprint.arguments(schemas.NewReturn)
@blueprint.response(201, Opened)
@authenticated
def come_back(asked: dict[str, Any], case_id: int) -> dict[str, Any]:
    """Open a case again that comes back from the police without a prosecution (P35).

    409 while it is not closed here, when the police do not have it, and when it came back already.
    """
    _case(case_id)
    given = prosecutions.Returned(**asked)
    return opened(database.run(prosecutions.reopen, security.actor(), case_id, given))


@blueprint.post("/cases/<int:case_id>/sentences")
@blueprint.arguments(schemas.NewSentence)
@blueprint.response(201, schemas.Sentenced)
@authenticated
def sentence(asked: dict[str, Any], case_id: int) -> dict[str, Any]:
    """Ban somebody for life who was sentenced to prison for a crime of food safety (L3 art 135).

    422 for somebody unknown without the number of the identity card, and for a number that is none.
    """
    _case(case_id)
    session, given = database.session(), prosecutions.Sentence(**asked)
    named = Naming(field="name", name=given.name, id_number=given.id_number)
    known = flags.told(session, flags.found(session, [named]))
    ban = database.run(prosecutions.record_sentence, security.actor(), case_id, given)
    return {"ban": ban.id, "name": given.name.strip(), "from_on": ban.from_on} | known


def _case(case_id: int) -> Case:
    return visibility.case(database.session(), security.actor(), case_id)
