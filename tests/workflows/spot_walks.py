"""Ways through an on-the-spot penalty: imposed, heard anew, or left to the ordinary procedure."""

import datetime as dt

from tests.workflows.walks import NOON, Walk, said

EXAMINED = said("task_examine_on_spot")
IMPOSED = [EXAMINED, said("task_hear_on_spot", spot_answer="impose")]
FILED = said("task_submit_material")
DAYS = ("hand_in_due", "payment_due", "publication_due", "material_due")
#: What the operation of the decision computes.
DATES = {name: (NOON + dt.timedelta(days=15)).isoformat() for name in DAYS}

SPOT_WALKS = [
    Walk(
        process="summary_penalty",
        steps=[EXAMINED],
        facts={"allowed": False},
        end="end_ordinary_procedure",
        branches=["gate_summary_allowed -> join_ordinary"],
    ),
    Walk(
        process="summary_penalty",
        steps=[EXAMINED, said("task_hear_on_spot", spot_answer="ordinary")],
        facts={"allowed": True},
        end="end_ordinary_procedure",
        branches=["gate_spot_answer -> join_ordinary"],
    ),
    Walk(
        process="summary_penalty",
        steps=[
            EXAMINED,
            said("task_hear_on_spot", spot_answer="reexamine"),
            *IMPOSED,
            FILED,
        ],
        facts={"allowed": True, "collected": False, "payable": False, "publishable": False},
        end="end_summary_closed",
        branches=[
            "gate_summary_allowed -> task_hear_on_spot",
            "gate_spot_answer -> join_examination",
            "gate_spot_answer -> task_impose_on_spot",
        ],
    ),
    Walk(
        process="summary_performance",
        steps=[
            said("task_hand_in_fine"),
            said("task_deposit_fine"),
            FILED,
            said("task_publish_penalty"),
        ],
        facts=DATES | {"collected": True, "payable": False, "publishable": True},
        end="end_summary_performed",
        branches=["gate_collected -> task_hand_in_fine"],
    ),
    Walk(
        process="summary_performance",
        steps=[said("task_record_payment"), FILED, said("task_publish_penalty")],
        facts=DATES | {"collected": False, "payable": True, "publishable": True},
        end="end_summary_performed",
        branches=["gate_collected -> call_fine_payment"],
    ),
]
