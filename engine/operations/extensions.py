"""Extensions (延长期限) of the bureau's limits, each by whom its article names (T12, T20, T28)."""

from engine import audit, clock_events, clocks, documents, moving, notices
from engine.clock_events import DISCUSSION, Approval
from engine.errors import Conflict
from engine.operations.beside import here, wrong
from engine.operations.facts import officers
from engine.papers import matters as papers
from engine.step import Step
from models.clocks import Clock
from models.statutes import STATUTES


def request(step: Step) -> dict[str, object]:
    """extension.request: the law allows it, and names who decides it."""
    paper = here(step, "task_request_extension")
    running = _clock(step)
    extension = clock_events.next_extension(running)
    row = STATUTES[running.statute]
    if extension is None:
        raise wrong(
            "extended_clock", "clock.no_extension", statute=row.id, article=row.article or ""
        )
    if extension.number is not None and paper.data["extend_days"] > extension.number:
        raise wrong(
            "extend_days",
            "clock.extension_too_long",
            statute=row.id,
            article=row.article or "",
            most=extension.number,
        )
    audit.record(
        step.session,
        step.actor,
        "extension:request",
        case=step.case,
        statute=row.id,
        days=paper.data["extend_days"],
        approver=extension.approver,
    )
    return {"by_discussion": extension.approver == DISCUSSION}


def grant(step: Step) -> None:
    """extension.grant: the clock runs longer; the timers that wait for it move."""
    paper, running = here(step, "task_request_extension"), _clock(step)
    discussed = step.data.get("by_discussion") is True
    decision = here(step, "task_discuss_extension" if discussed else "task_approve_extension")
    days = decision.data["decided_days"] if discussed else paper.data["extend_days"]
    approval = Approval(step.actor, paper.data["reason"], discussed)
    clock_events.extend(step.session, step.actor, running, days, approval)
    moving.carry(step.session, running, step.instance)
    form = "discussion_record" if discussed else "extension_approval"
    content = papers.extension(step.session, step.case, running, paper, decision)
    issued = documents.issue(step.session, step.actor, step.case, form, content)
    audit.record(
        step.session,
        step.actor,
        "extension:grant",
        case=step.case,
        statute=running.statute,
        due_on=running.due_on.isoformat(),
        document=issued.id,
    )
    notices.notify(
        step.session,
        officers(step),
        "clock.extended",
        {
            "number": step.case.number,
            "subject": step.case.title,
            "title_zh": STATUTES[running.statute].zh,
            "title_en": STATUTES[running.statute].en,
            "after": running.due_on.isoformat(),
        },
        case_id=step.case.id,
        key=f"clock.extended:{step.instance.id}",
    )


def _clock(step: Step) -> Clock:
    """The running clock that the request names, locked."""
    variable = here(step, "task_request_extension").data["extended_clock"]
    running = clocks.running_of(step.session, step.case, variable)
    if running is None:
        raise Conflict("clock.none_runs", number=step.case.number)
    return running
