"""What the party says to the notice (陈述、申辩、听证): registered, reconsidered, settled."""

import datetime as dt

from sqlalchemy import select

from engine import audit, documents
from engine.operations.beside import wrong
from engine.operations.facts import submitted
from engine.operations.penalties import newest_penalty
from engine.operations.service import delivered
from engine.papers import defence as papers
from engine.step import Step
from models.clocks import Clock
from models.hearings import Hearing
from models.processes import Submission
from models.statutes import STATUTES

#: What the party may say that is reconsidered (L1 art 45; L5 art 58).
SPOKEN = frozenset({"made", "hearing"})


def record(step: Step) -> None:
    """defence.record: said within five working days; a hearing only where it is due (T21, P19)."""
    session, case, said = step.session, step.case, submitted(step, "task_record_defence")
    made_on = dt.date.fromisoformat(said.data["made_on"])
    _expect_in_time(step, made_on)
    kind = said.data["defence"]
    if kind == "hearing":
        if not step.data.get("hearing_right"):
            raise wrong("defence", "hearing.not_due", rule="P19", article="L1 63")
        session.add(Hearing(case_id=case.id, requested_on=made_on))
    if kind in SPOKEN:
        content = papers.defence_record(session, case, said)
        documents.issue(session, step.actor, case, "defence_record", content)
    audit.record(
        session,
        step.actor,
        "defence:record",
        case=case,
        defence=kind,
        made_on=made_on.isoformat(),
    )


def settle(step: Step) -> dict[str, object]:
    """defence.settle: whether the proposal stands after what the party said (L5 art 58)."""
    kind = step.data.get("defence")
    heard = kind == "hearing" and step.data.get("hearing_result") == "held"
    changed = kind in SPOKEN and step.data.get("reconsideration") == "change"
    penalty = newest_penalty(step.session, step.case)
    audit.record(
        step.session,
        step.actor,
        "defence:settle",
        case=step.case,
        version=penalty.version,
        defence=kind,
        changed=changed,
    )
    return {"informed": "change" if changed else "keep", "heard": heard}


def last_word(step: Step) -> Submission | None:
    """What the party said to the newest notice; None when it let its days pass."""
    said = step.submission("task_record_defence")
    notice = documents.newest(step.session, step.case, "penalty_notice")
    if said is None or notice is None or said.submitted_at < notice.issued_at:
        return None
    return said


def _expect_in_time(step: Step, made_on: dt.date) -> None:
    """Nothing is said before the notice was served, nor after its five working days (T21)."""
    running = step.session.scalars(
        select(Clock)
        .where(Clock.case_id == step.case.id, Clock.variable == "defence_due")
        .order_by(Clock.id.desc())
        .limit(1)
    ).one()
    row = STATUTES[running.statute]
    if made_on > running.due_on:
        raise wrong(
            "made_on",
            "defence.too_late",
            statute=row.id,
            article=f"{row.current.law.key} {row.article}",
            due_on=running.due_on.isoformat(),
        )
    served_on = delivered(step, "penalty_notice").served_on
    if made_on < served_on:
        raise wrong("made_on", "defence.before_service", served_on=served_on.isoformat())
