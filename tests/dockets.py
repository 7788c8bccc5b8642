"""An enforcement case (案件) carried to where a test begins, each deed through the door."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.cases import Case
from models.clocks import Clock
from tests.bureau import FILING, REPORT, Bureau

POINTS = ["jurisdiction", "party", "facts", "nature", "basis", "procedure", "proper"]
REVIEW: dict[str, Any] = {"review": "agreed", "points": POINTS, "review_opinion": "同意。"}


def today() -> str:
    """The bureau's day, as forms write it."""
    return clock.today().isoformat()


def filed(bureau: Bureau) -> Case:
    """A case whose filing was decided."""
    case = bureau.enforced()
    file(bureau, case)
    return case


def file(bureau: Bureau, case: Case) -> None:
    """Propose, approve and decide the filing."""
    bureau.do(case, "task_propose_filing", bureau.pair[0], **(FILING | {"found_on": today()}))
    bureau.do(case, "task_approve_filing", bureau.supervisor, filing_approval="approved")
    bureau.do(case, "task_decide_filing", bureau.leader, filing_decision="filed")


def propose(bureau: Bureau, case: Case, **more: Any) -> None:
    """Hand in the investigation report with its proposal."""
    bureau.do(case, "task_report_investigation", bureau.pair[0], **(REPORT | more))


def review(bureau: Bureau, case: Case) -> None:
    """The reviewer agrees."""
    bureau.do(case, "task_review_legality", bureau.reviewer, **REVIEW)


def reviewed(bureau: Bureau, **report: Any) -> Case:
    """A case whose penalty was proposed and passed the review."""
    case = filed(bureau)
    propose(bureau, case, **report)
    review(bureau, case)
    return case


def serve(bureau: Bureau, case: Case, **more: Any) -> None:
    """Hand the open paper over today, or as said."""
    form = {"way": "in_person", "served_on": today(), "receiver": "李园长"}
    bureau.do(case, "task_serve_document", bureau.pair[1], **(form | more))


def defended(bureau: Bureau, **report: Any) -> Case:
    """A case whose party waived its defence."""
    case = reviewed(bureau, **report)
    serve(bureau, case)
    bureau.do(case, "task_record_defence", bureau.pair[0], defence="waived", made_on=today())
    return case


def decided(bureau: Bureau, **report: Any) -> Case:
    """A case whose penalty was decided."""
    case = defended(bureau, **report)
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    bureau.do(case, "task_decide_penalty", bureau.leader, penalty_decision="penalise")
    return case


def clock_of(session: Session, case: Case, variable: str) -> Clock:
    """The newest clock under a variable."""
    return session.scalars(
        select(Clock)
        .where(Clock.case_id == case.id, Clock.variable == variable)
        .order_by(Clock.id.desc())
        .limit(1)
    ).one()


def elapse(bureau: Bureau, case: Case, variable: str) -> None:
    """Let the days of a clock pass and its timer fire."""
    running = clock_of(bureau.session, case, variable)
    bureau.wake(case, running.due_at + dt.timedelta(seconds=1))
