"""What a case does first when its seal opens: its pair takes it, its checklist is chosen."""

from engine import audit, checklists, pairs, seals
from engine.errors import Broken, Invalid
from engine.step import Step
from models.seals import SealedCheck


def open_(step: Step) -> dict[str, object]:
    """seal.open: appoint the sealed pair unless it may no longer act (L6 arts 22-23, 46)."""
    check = seals.of_case(step.session, step.case)
    if check is None:
        raise Broken("seal.missing", case=step.case.number)
    reasons = _appoint(step, check)
    audit.record(
        step.session,
        step.actor,
        "seal:open",
        case=step.case,
        seal=check.seal_id,
        digest=check.seal.digest,
        ground=check.seal.ground.value,
        officers=[] if reasons else list(check.officers),
        not_assigned=reasons,
    )
    checklist = checklists.OF_KIND[step.case.subject.kind]
    return {"assigned": not reasons, "checklist": checklist}


def _appoint(step: Step, check: SealedCheck) -> list[str]:
    """Appoint the pair; why it cannot be, when something has changed since it was sealed."""
    try:
        people = pairs.expect_pair(step.session, step.case, check.officers)
    except Invalid as error:
        return sorted({str(one["code"]) for said in error.errors.values() for one in said})
    drawn = check.seal.inputs.get("officers") != "named"
    pairs.appoint(step.session, step.case, people, by="draw" if drawn else "supervisor")
    return []
