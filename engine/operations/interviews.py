"""Talks with who answers for a subject (责任约谈): L3 art 114; L6 arts 40-41."""

import datetime as dt

from engine import audit
from engine.operations.beside import here
from engine.step import Step
from models.credit import Interview


def record(step: Step) -> None:
    """interview.record: the talk and what was promised go into the credit file."""
    session, case = step.session, step.case
    wanted, held = here(step, "task_propose_interview"), here(step, "task_hold_interview")
    attended = held.data["attended"] == "yes"
    session.add(
        Interview(
            case_id=case.id,
            subject_id=case.subject_id,
            person=wanted.data["person"],
            held_on=dt.date.fromisoformat(held.data["held_on"]),
            attended=attended,
            hazard=wanted.data["hazard"],
            result=held.data["promise" if attended else "absence"],
            recorded_by=held.submitted_by,
            recorded_at=step.now,
        )
    )
    audit.record(
        session,
        step.actor,
        "interview:record",
        case=case,
        held_on=held.data["held_on"],
        attended=attended,
    )
