"""Banned people whom a form names (L3 art 135): told beside the field and noted, never refused.

Every way in asks here: the door, corrections, papers that are written, and the pages before
anything is sent. A form without the mark costs nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from engine import bans, document_forms
from engine.authority import Actor
from engine.bans import Hit
from engine.document_forms import Form as DocumentForm
from engine.forms import Form
from engine.forms.naming import Naming
from engine.forms.naming import named as named_in
from engine.persons import Named
from models import clock
from models.cases import Case
from models.subjects import Subject

#: Field -> the banned people whom it names.
Found = Mapping[str, Sequence[Hit]]


def of_form(session: Session, form: Form, data: Mapping[str, Any]) -> Found:
    """The banned people whom the data of a form name, by the place where they stand."""
    return found(session, named_in(form, data)) if form.naming else {}


def of_paper(session: Session, form: DocumentForm, content: Mapping[str, Any]) -> Found:
    """The banned people whom a paper names that somebody writes by hand, by the path."""
    places = [
        Naming(field=path, name=str(document_forms.value_at(content, path) or ""))
        for path, one in form.known().items()
        if one.names
    ]
    return found(session, places)


def of_subject(session: Session, subject: Subject) -> Found:
    """The banned people whom the register names at a subject, by the column."""
    named_there = bans.of_register(subject)
    return found(session, [Naming(field=one, name=named.name) for one, named in named_there])


def found(session: Session, places: Collection[Naming]) -> Found:
    """The banned people of today who are named at these places."""
    today, answer = clock.today(), dict[str, list[Hit]]()
    asked = [(one, Named(name=one.name, id_number=one.id_number)) for one in places]
    met = bans.hits(session, dict.fromkeys(named for _one, named in asked), today)
    for one, named in asked:
        here = bans.within(session, one.text, today) if one.text else ()
        answer.setdefault(one.field, []).extend(
            [*here, *(hit for hit in met if hit.asked == named)]
        )
    return {field: hits for field, hits in answer.items() if hits}


def note(session: Session, actor: Actor, case: Case, flagged: Found) -> None:
    """Write into the record of the case who was named, and tell the supervisors."""
    everybody = [hit for hits in flagged.values() for hit in hits]
    bans.flag(session, actor, case.subject, everybody, case=case)


def of_submission(
    session: Session, actor: Actor, case_id: int, form: Form, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Note whom a submitted form names; what the answer to it says of them, if anything."""
    flagged = of_form(session, form, data)
    if not flagged:
        return {}
    note(session, actor, session.get_one(Case, case_id), flagged)
    return told(session, flagged)


def told(session: Session, flagged: Found) -> dict[str, Any]:
    """What an answer says of them: nothing, or one row for each."""
    return {"flags": rows(session, flagged)} if flagged else {}


def rows(session: Session, flagged: Found) -> list[dict[str, Any]]:
    """Where each of them is named, until when he is banned and by which decision."""
    numbers = bans.decisions(session, [hit for hits in flagged.values() for hit in hits])
    return [
        {
            "field": field,
            "name": hit.name,
            "certain": hit.certain,
            "from_on": hit.ban.from_on.isoformat(),
            "until_on": hit.ban.until_on.isoformat() if hit.ban.until_on else None,
            "decision": numbers[hit.ban.case_id],
        }
        for field, hits in flagged.items()
        for hit in hits
    ]
