"""What tests do with processes that run beside a case: begin them, wake them, look at them."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from engine import runtime
from engine.commands import measures
from models import clock
from models.cases import Case
from models.measures import CaseMeasure
from models.processes import InstanceStatus, ProcessInstance
from tests.bureau import SIGNED, Bureau

THING = {"name": "酱油", "specification": "500毫升", "unit": "瓶", "quantity": "12"}
REQUEST: dict[str, Any] = {
    "reason": "现场发现超过保质期的食品，可能被转移。",
    "basis": "《中华人民共和国食品安全法》第一百一十条",
    "object": "后厨货架上的酱油",
}


def begin(bureau: Bureau, case: Case, process: str) -> ProcessInstance:
    """The first officer of the pair begins it."""
    begun = measures.begin(bureau.session, bureau.actor(bureau.pair[0]), case.id, process)
    return bureau.session.get_one(ProcessInstance, begun)


def request(bureau: Bureau, case: Case, *, urgent: bool = False) -> None:
    """Hand in the request for a measure."""
    more = {"urgent": "yes", "urgent_reason": "物品即将被运走。"} if urgent else {"urgent": "no"}
    bureau.do(case, "task_request_measure", bureau.pair[0], **(REQUEST | more))


def taking(**more: Any) -> dict[str, Any]:
    """The form of a measure that was taken just now."""
    return {
        "taken": "yes",
        "taken_at": clock.now().isoformat(),
        "place": "学校食堂后厨",
        "things": [THING],
        "kept_at": "in_place",
        "party_present": "yes",
        "certificate_shown": True,
        "rights_told": True,
        "statement": "无",
        "recorded": True,
        "list_delivered": True,
        "party_signature": SIGNED,
    } | more


def taken(bureau: Bureau, process: str, case: Case, **more: Any) -> CaseMeasure:
    """A measure that the leader approved beforehand and both officers took."""
    instance = begin(bureau, case, process)
    request(bureau, case)
    bureau.do(case, "task_approve_measure", bureau.leader, measure_approval="approved")
    bureau.sign(case, "task_take_measure", **taking(**more))
    return measure_of(bureau, instance)


def taken_urgently(bureau: Bureau, process: str, case: Case, **more: Any) -> CaseMeasure:
    """A measure that was taken on the spot and is not approved yet."""
    instance = begin(bureau, case, process)
    request(bureau, case, urgent=True)
    bureau.sign(case, "task_take_measure", **taking(**more))
    return measure_of(bureau, instance)


def measure_of(bureau: Bureau, instance: ProcessInstance) -> CaseMeasure:
    """The measure that a process carries."""
    return bureau.session.scalars(
        select(CaseMeasure)
        .where(CaseMeasure.instance_id == instance.id)
        .execution_options(populate_existing=True)
    ).one()


def wake(bureau: Bureau, case: Case, moment: dt.datetime) -> None:
    """Let the clock reach a moment and whatever of the case is due then fire."""
    clock.travel(moment)
    due = bureau.session.scalars(
        select(ProcessInstance.id)
        .where(
            ProcessInstance.case_id == case.id,
            ProcessInstance.status == InstanceStatus.RUNNING,
            ProcessInstance.wake_at <= moment,
        )
        .order_by(ProcessInstance.id)
    ).all()
    for instance_id in due:
        runtime.wake(bureau.session, instance_id)


def ended(bureau: Bureau, instance: ProcessInstance) -> str | None:
    """The end that a process reached."""
    bureau.session.refresh(instance)
    return instance.end
