"""Operations: what a service task of a diagram may call, by its topic."""

from collections.abc import Callable
from typing import Final

from engine.operations import (
    assignments,
    enforcement,
    inspections,
    payments,
    penalties,
    publications,
    rectifications,
)
from engine.step import Step

#: An operation writes rows in the step's transaction; what it returns becomes process data.
Operation = Callable[[Step], dict[str, object] | None]

OPERATIONS: Final[dict[str, Operation]] = {
    "case.close": enforcement.close,
    "decision.serve": penalties.serve_decision,
    "enforcement.open": enforcement.open_,
    "enforcement.register": enforcement.register,
    "filing.record": enforcement.record_filing,
    "inspection.not_performed": inspections.not_performed,
    "inspection.record": inspections.record,
    "notice.issue": penalties.issue_notice,
    "notice.serve": penalties.serve_notice,
    "officers.assign": assignments.assign,
    "payment.overdue": payments.overdue,
    "payment.record": payments.record,
    "penalty.decide": penalties.decide,
    "penalty.propose": penalties.propose,
    "publication.publish": publications.publish,
    "publication.schedule": publications.schedule,
    "rectification.close": rectifications.close,
    "rectification.order": rectifications.order,
    "rectification.remind": rectifications.remind,
}
