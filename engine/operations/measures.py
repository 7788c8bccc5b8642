"""Measures (措施): evidence registered for preservation and things seized, from taking to end."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, clocks, documents, notices
from engine.errors import Broken, Conflict
from engine.operations.beside import here, wrong
from engine.operations.facts import iso, officers
from engine.papers import measures as papers
from engine.step import Step
from models.cases import Case
from models.clocks import Clock
from models.documents import Document
from models.measures import CaseMeasure, MeasureKind, MeasureState
from models.processes import Submission
from models.statutes import end_of

#: Root process -> kind of the measure, the row of its term and the variable of the term's end.
KINDS: Final[Mapping[str, tuple[MeasureKind, str, str]]] = {
    "evidence_preservation": (MeasureKind.PRESERVATION, "T15", "preservation_due"),
    "seizure": (MeasureKind.SEIZURE, "T17", "seizure_due"),
}
#: Proposal for registered evidence -> where the measure is then.
DISPOSALS: Final = {
    "release": MeasureState.RELEASED,
    "keep_copy": MeasureState.RELEASED,
    "test": MeasureState.DISPOSED,
    "seize": MeasureState.DISPOSED,
    "confiscate": MeasureState.DISPOSED,
    "hand_over": MeasureState.DISPOSED,
}


def take(step: Step) -> dict[str, object]:
    """measure.take: it is in force; its term runs, and for an urgent one 24 hours (T15-T17)."""
    session, case = step.session, step.case
    kind, statute, variable = KINDS[step.instance.definition.process]
    paper, request = here(step, "task_take_measure"), here(step, "task_request_measure")
    approval = step.here("task_approve_measure")
    urgent = request.data["urgent"] == "yes"
    taken_at = _taken_at(paper, approval, urgent=urgent)
    running = clocks.start(
        session, case, statute, taken_at, variable=variable, instance=step.instance
    )
    measure = CaseMeasure(
        case_id=case.id,
        instance_id=step.instance.id,
        kind=kind,
        urgent=urgent,
        reason=request.data["reason"],
        things=paper.data["things"],
        place=paper.data["place"],
        taken_at=taken_at,
        due_on=running.due_on,
        approved_by=approval.submitted_by if approval is not None else None,
        approved_at=approval.submitted_at if approval is not None else None,
    )
    session.add(measure)
    form = "seizure_decision" if kind is MeasureKind.SEIZURE else "preservation_notice"
    content = papers.taken(session, case, measure, request, paper)
    issued = documents.issue(session, step.actor, case, form, content)
    _issue_beside(step, measure, request, paper, issued)
    audit.record(
        session,
        step.actor,
        "measure:take",
        case=case,
        measure=kind.value,
        urgent=urgent,
        things=len(measure.things),
        due_on=running.due_on.isoformat(),
        document=issued.id,
    )
    due = {variable: iso(running.due_at), "unapproved": urgent}
    return due | (_approval_due(step, taken_at) if urgent else {})


def _issue_beside(
    step: Step, measure: CaseMeasure, request: Submission, paper: Submission, issued: Document
) -> None:
    """With it go the list, the record made on the spot and the approval (L2 arts 18, 24)."""
    session, actor, case = step.session, step.actor, step.case
    listed = papers.inventory(session, case, measure, issued, paper)
    documents.issue(session, actor, case, "inventory", listed)
    seen = papers.site_record(session, case, measure, paper)
    documents.issue(session, actor, case, "site_record", seen)
    approval = step.here("task_approve_measure")
    if approval is not None:
        allowed = papers.taking_approval(session, case, request, approval)
        documents.issue(session, actor, case, "matter_approval", allowed)


def _taken_at(paper: Submission, approval: Submission | None, *, urgent: bool) -> dt.datetime:
    """When it was taken: after the approval, unless it was urgent (L2 arts 18-19)."""
    taken_at = dt.datetime.fromisoformat(paper.data["taken_at"])
    if not urgent and (approval is None or taken_at < _minute(approval.submitted_at)):
        raise wrong("taken_at", "measure.taken_before_approval")
    return taken_at


def _approval_due(step: Step, taken_at: dt.datetime) -> dict[str, object]:
    """An urgent measure is approved within 24 hours (L2 art 19)."""
    running = clocks.start(
        step.session, step.case, "T16", taken_at, variable="approval_due", instance=step.instance
    )
    return {"approval_due": iso(running.due_at)}


def confirm(step: Step) -> None:
    """measure.confirm: the leader approved the urgent measure within 24 hours (L2 art 19)."""
    approval, measure = here(step, "task_confirm_measure"), current(step)
    measure.approved_by, measure.approved_at = approval.submitted_by, approval.submitted_at
    request = here(step, "task_request_measure")
    content = papers.taking_approval(step.session, step.case, request, approval)
    documents.issue(step.session, step.actor, step.case, "matter_approval", content)
    clocks.met(step.session, step.case, "approval_due", instance=step.instance)
    audit.record(
        step.session, step.actor, "measure:confirm", case=step.case, measure=measure.kind.value
    )


def lift(step: Step) -> None:
    """measure.lift: refused, or not approved in 24 hours: lifted at once (L5 arts 33, 36)."""
    refused = step.here("task_confirm_measure") is not None
    end(step, MeasureState.LIFTED, "refused" if refused else "not_approved_in_time")


def end_preservation(step: Step) -> None:
    """preservation.end: what the leader decided to do with the evidence in time (L5 art 35)."""
    proposal = here(step, "task_propose_disposal")
    disposal = proposal.data["disposal"]
    decision = here(step, "task_decide_disposal")
    content = papers.step_approval(step.session, step.case, proposal, decision)
    documents.issue(step.session, step.actor, step.case, "matter_approval", content)
    end(step, DISPOSALS[disposal], disposal, proposal)
    if disposal == "seize":
        # The decision to seize is carried out and approved as a measure of its own.
        step.start(step.session, step.actor, step.case, "seizure", main=False)


def lapse_preservation(step: Step) -> dict[str, object]:
    """preservation.lapse: seven working days without a measure end it by law (L5 art 35)."""
    end(step, MeasureState.LAPSED, "lapsed")
    return {"lapsed": True}


def lapse_seizure(step: Step) -> dict[str, object]:
    """seizure.lapse: the term is over, so it is released at once (L2 art 28)."""
    end(step, MeasureState.LAPSED, "expired")
    return {"lapsed": True}


def current(step: Step) -> CaseMeasure:
    """The measure that this process carries."""
    found = step.session.scalar(
        select(CaseMeasure).where(CaseMeasure.instance_id == step.instance.id)
    )
    if found is None:
        raise Broken("measure.missing", case=step.case.number)
    return found


def term_of(step: Step) -> Clock:
    """The clock of the measure's term, locked."""
    _kind, _statute, variable = KINDS[step.instance.definition.process]
    running = clocks.running_of(step.session, step.case, variable, step.instance)
    if running is None:
        raise Broken("clock.missing", variable=variable, case=step.case.number)
    return running


def end(step: Step, state: MeasureState, ground: str, proposal: Submission | None = None) -> None:
    """End the measure with its paper, and tell the officers who hold the things."""
    session, case, measure = step.session, step.case, current(step)
    measure.state, measure.ended_at, measure.ground = state, step.now, ground
    _kind, _statute, variable = KINDS[step.instance.definition.process]
    # The term did what it is for: the measure ended with it at the latest.
    clocks.met(
        session,
        case,
        variable,
        instance=step.instance,
        done_at=min(step.now, end_of(measure.due_on)),
    )
    clocks.stop_all(session, case.id, step.instance.id)
    form = "seizure_release" if measure.kind is MeasureKind.SEIZURE else "preservation_release"
    content = papers.ended(session, case, measure, proposal)
    issued = documents.issue(session, step.actor, case, form, content)
    listed = papers.inventory(session, case, measure, issued, None)
    documents.issue(session, step.actor, case, "inventory", listed)
    audit.record(
        session,
        step.actor,
        "measure:end",
        case=case,
        measure=measure.kind.value,
        state=state.value,
        ground=ground,
        document=issued.id,
    )
    notices.notify(
        session,
        officers(step),
        f"measure.{state.value}",
        {"number": case.number, "subject": case.title, "kind": measure.kind.value},
        case_id=case.id,
        key=f"measure.ended:{measure.id}",
    )


def expect_none_in_force(session: Session, case: Case) -> None:
    """Refuse to end a case over things that are still registered or seized."""
    found = session.scalars(
        select(CaseMeasure.kind).where(
            CaseMeasure.case_id == case.id, CaseMeasure.state == MeasureState.IN_FORCE
        )
    ).all()
    if found:
        raise Conflict("case.measure_in_force", number=case.number, count=len(found))


def _minute(moment: dt.datetime) -> dt.datetime:
    """Forms know minutes: what was taken in the minute of the approval was taken after it."""
    return moment.replace(second=0, microsecond=0)
