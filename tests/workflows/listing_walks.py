"""Ways through a listing: refused, not consented to, ended by its term."""

import datetime as dt

from tests.workflows.walks import NOON, Walk, said

PROPOSED = said("task_propose_listing")
DECIDED = said("task_decide_listing", listing_decision="listed")
LISTED = [PROPOSED, DECIDED, said("task_record_consent", consent="granted")]
APPLIED = ["message:removal_requested"]
TERM = {"listing_ends": (NOON + dt.timedelta(days=1095)).isoformat()}

LISTING_WALKS = [
    Walk(
        process="serious_listing",
        steps=[PROPOSED, said("task_decide_listing", listing_decision="refused")],
        end="end_not_listed",
        branches=["gate_listing_decided -> end_not_listed"],
    ),
    Walk(
        process="serious_listing",
        steps=[PROPOSED, DECIDED, said("task_record_consent", consent="refused")],
        end="end_consent_refused",
        branches=[
            "gate_listing_decided -> task_record_consent",
            "gate_consented -> end_consent_refused",
        ],
    ),
    Walk(
        process="serious_listing",
        steps=[*LISTED, said("task_publish_listing"), "timer_listing_ends"],
        end="end_listing_over",
        branches=["gate_consented -> task_enter_listing"],
    ),
    Walk(
        process="listing_term",
        steps=[*APPLIED, said("task_decide_removal", removal_decision="granted")],
        facts=TERM,
        end="end_listing_removed",
        branches=["gate_removal_decided -> task_end_listing"],
    ),
    Walk(
        process="listing_term",
        steps=[
            *APPLIED,
            said("task_decide_removal", removal_decision="refused"),
            "timer_listing_ends",
        ],
        facts=TERM,
        end="end_listing_expired",
        branches=["gate_removal_decided -> join_waiting"],
    ),
]
