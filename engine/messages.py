"""Messages (消息) on their way to a case: checked, kept in the inbox, taken up when awaited."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, authority, flags, forms, specs
from engine.authority import Actor
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.spiff.machine import Machine
from engine.spiff.parsing import Message
from models import clock
from models.cases import Case
from models.processes import InboxMessage, ProcessInstance


def keep(
    session: Session,
    actor: Actor,
    case: Case,
    running: Sequence[tuple[ProcessInstance, Machine]],
    name: str,
    key: str,
    payload: Mapping[str, Any],
) -> InboxMessage:
    """Put a message into the inbox of the process that waits for it, or that will; once a key.

    Raises NotFound, Forbidden, Invalid, Conflict.
    """
    known = session.scalar(select(InboxMessage).where(InboxMessage.key == key))
    if known is not None:
        of_case = session.get_one(ProcessInstance, known.instance_id).case_id == case.id
        if not of_case or known.name != name:
            raise Conflict("key.used_for_something_else", key=key)
        return known
    instance = _receiver(running, name)
    declared = specs.spec_of(instance.definition).messages[name]
    _expect_allowed(actor, case, declared)
    message = InboxMessage(
        instance_id=instance.id,
        name=name,
        key=key,
        payload=_content(declared, payload),
        received_at=clock.now(),
    )
    session.add(message)
    audit.record(session, actor, "message:receive", case=case, name=name, key=key)
    session.flush()  # whoever takes it up asks the table
    if declared.form:
        form = forms.load(declared.form)
        flags.of_submission(session, actor, case.id, form, message.payload)
    return message


def take_up(session: Session, case: Case, instance_id: int, machine: Machine) -> bool:
    """Hand over what came before anything waited for it, in the order in which it came."""
    taken = False
    while names := machine.messages():
        message = session.scalar(
            select(InboxMessage)
            .where(
                InboxMessage.instance_id == instance_id,
                InboxMessage.name.in_(names),
                InboxMessage.delivered_at.is_(None),
            )
            .order_by(InboxMessage.id)
            .limit(1)
        )
        if message is None:
            break
        message.delivered_at, taken = clock.now(), True
        audit.record(
            session, authority.CLOCK, "message:deliver", case=case, name=message.name,
            key=message.key,
        )  # fmt: skip
        machine.deliver(message.name, message.payload)
    return taken


def _receiver(running: Sequence[tuple[ProcessInstance, Machine]], name: str) -> ProcessInstance:
    """The process that waits for the message now, else the first that can."""
    able = [
        (instance, machine)
        for instance, machine in running
        if name in specs.spec_of(instance.definition).messages
    ]
    if not able:
        raise NotFound("message.unknown", name=name)
    waiting = [instance for instance, machine in able if name in machine.messages()]
    return waiting[0] if waiting else able[0][0]


def _expect_allowed(actor: Actor, case: Case, declared: Message) -> None:
    """A person needs the role that the message names, in the office of the case."""
    if actor.user_id is None:
        return
    if declared.role not in actor.roles:
        raise Forbidden("message.not_yours", name=declared.name)
    authority.require_office(actor, case.office_id)


def _content(declared: Message, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the message carries, as its form stores it."""
    if declared.form:
        return forms.clean(forms.load(declared.form), payload)
    if payload:
        raise Invalid("message.carries_nothing", name=declared.name)
    return {}
