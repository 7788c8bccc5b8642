"""What is done with seized things during a seizure (L2 arts 25-28; L4 art 61; L5 arts 38-42)."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from engine import audit, clock_events, documents, moving
from engine.clock_events import Approval
from engine.operations.beside import here, wrong
from engine.operations.facts import day_of
from engine.operations.measures import current, end, term_of
from engine.papers import measures as papers
from engine.step import Step
from models.clocks import Clock
from models.measures import MeasureState
from models.processes import Submission

TESTING: Final = "testing"
_DAY: Final = dt.timedelta(days=1)
#: Proposal -> where the measure is when it ends with it.
ENDS: Final = {
    "release": MeasureState.RELEASED,
    "confiscate": MeasureState.DISPOSED,
    "hand_over": MeasureState.DISPOSED,
}


def act(step: Step) -> dict[str, object]:
    """seizure.act: what the leader approved is carried out; says whether the seizure goes on."""
    proposal = here(step, "task_propose_seizure_step")
    what = proposal.data["seizure_step"]
    decision = here(step, "task_decide_seizure_step")
    content = papers.step_approval(step.session, step.case, proposal, decision)
    documents.issue(step.session, step.actor, step.case, "matter_approval", content)
    ended = ENDS.get(what)
    if ended is not None:
        end(step, ended, str(proposal.data.get("release_ground", what)), proposal)
        return {"in_force": False}
    if what == "dispose_early":
        return _dispose_early(step, proposal)
    _CHANGES[what](step, proposal, term_of(step))
    running = term_of(step)
    current(step).due_on = running.due_on
    return {"in_force": True} | moving.carry(step.session, running, step.instance)


def _extend(step: Step, proposal: Submission, running: Clock) -> None:
    """At most 45 days more, by the leader of the bureau, told in writing (L4 art 61)."""
    approval = Approval(step.actor, proposal.data["extend_reason"])
    days = proposal.data["extend_days"]
    clock_events.extend(step.session, step.actor, running, days, approval)
    measure = current(step)
    measure.extended_by, measure.due_on = step.actor.user_id, running.due_on
    content = papers.extended(step.session, step.case, measure, proposal)
    documents.issue(step.session, step.actor, step.case, "seizure_extension", content)


def _test(step: Step, proposal: Submission, running: Clock) -> None:
    """The testing period is fixed, told in writing and not counted (T19)."""
    until = dt.date.fromisoformat(proposal.data["test_until"])
    if until < day_of(step):
        raise wrong("test_until", "measure.test_over", until=until.isoformat())
    clock_events.rest(step.session, step.actor, running, TESTING, day_of(step), until=until)
    for one in _of_the_case(step):
        # Neither do the days to file the case or to decide it (L5 arts 18, 64; T12, T29).
        clock_events.rest(step.session, step.actor, one, TESTING, day_of(step), until=until)
        moving.carry(step.session, one, step.instance)
    content = papers.tested(step.session, step.case, current(step), proposal)
    documents.issue(step.session, step.actor, step.case, "test_period_notice", content)


def _test_done(step: Step, proposal: Submission, running: Clock) -> None:
    """The result came before the fixed period was over: the days left count again."""
    on = dt.date.fromisoformat(proposal.data["tested_on"])
    clock_events.resume(step.session, step.actor, running, TESTING, on)
    again = max(on, _tested_elsewhere(step, running) + _DAY)
    for one in _of_the_case(step):
        if _last_tested(one) >= again:
            clock_events.resume(step.session, step.actor, one, TESTING, again, ahead=True)
            moving.carry(step.session, one, step.instance)


def _of_the_case(step: Step) -> list[Clock]:
    """The clocks of the case itself that do not run during a test; no other measure's."""
    found = clock_events.resting(step.session, step.case, TESTING)
    return [one for one in found if one.instance_id is None]


def _tested_elsewhere(step: Step, running: Clock) -> dt.date:
    """The last day on which things of another seizure are tested."""
    found = clock_events.resting(step.session, step.case, TESTING)
    others = (one for one in found if one.instance_id is not None and one.id != running.id)
    return max(map(_last_tested, others), default=dt.date.min)


def _last_tested(running: Clock) -> dt.date:
    tested = (one.last for one in clock_events.exclusions(running) if one.reason == TESTING)
    return max(tested, default=dt.date.min)


def _dispose_early(step: Step, proposal: Submission) -> dict[str, object]:
    """Perishables are disposed of before the case is decided; proof of them is kept (L5 art 41)."""
    measure = current(step)
    content = papers.disposed_early(step.session, step.case, measure, proposal)
    paper = documents.issue(step.session, step.actor, step.case, "early_disposal", content)
    audit.record(
        step.session,
        step.actor,
        "measure:dispose_early",
        case=step.case,
        scope=proposal.data["disposal_scope"],
        document=paper.id,
    )
    if proposal.data["disposal_scope"] == "all":
        end(step, MeasureState.DISPOSED, "dispose_early", proposal)
        return {"in_force": False}
    return {"in_force": True}


_CHANGES: Final[Mapping[str, Callable[[Step, Submission, Clock], None]]] = {
    "extend": _extend,
    "test": _test,
    "test_done": _test_done,
}
