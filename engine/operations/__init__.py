"""Operations: what a service task of a diagram may call, by its topic."""

from collections.abc import Callable
from typing import Final

from engine.operations import (
    assignments,
    deferrals,
    enforcement,
    extensions,
    inspections,
    measures,
    payments,
    penalties,
    publications,
    rectifications,
    seals,
    seizures,
    service,
    suspensions,
)
from engine.step import Step

#: An operation writes rows in the step's transaction; what it returns becomes process data.
Operation = Callable[[Step], dict[str, object] | None]

OPERATIONS: Final[dict[str, Operation]] = {
    "case.close": enforcement.close,
    "decision.serve": penalties.serve_decision,
    "deferral.grant": deferrals.grant,
    "deferral.miss": deferrals.miss,
    "deferral.refuse": deferrals.refuse,
    "deferral.request": deferrals.request,
    "deferral.settle": deferrals.settle,
    "enforcement.open": enforcement.open_,
    "enforcement.register": enforcement.register,
    "extension.grant": extensions.grant,
    "extension.request": extensions.request,
    "filing.record": enforcement.record_filing,
    "inspection.not_performed": inspections.not_performed,
    "inspection.record": inspections.record,
    "investigation.resume": suspensions.resume,
    "investigation.suspend": suspensions.suspend,
    "investigation.terminate": suspensions.terminate,
    "measure.confirm": measures.confirm,
    "measure.lift": measures.lift,
    "measure.take": measures.take,
    "notice.issue": penalties.issue_notice,
    "notice.serve": penalties.serve_notice,
    "officers.assign": assignments.assign,
    "payment.overdue": payments.overdue,
    "payment.record": payments.record,
    "penalty.decide": penalties.decide,
    "penalty.propose": penalties.propose,
    "preservation.end": measures.end_preservation,
    "preservation.lapse": measures.lapse_preservation,
    "publication.publish": publications.publish,
    "publication.schedule": publications.schedule,
    "rectification.close": rectifications.close,
    "rectification.order": rectifications.order,
    "rectification.remind": rectifications.remind,
    "seal.open": seals.open_,
    "seizure.act": seizures.act,
    "seizure.lapse": measures.lapse_seizure,
    "service.announce": service.announce,
    "service.record": service.record,
}
