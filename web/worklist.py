"""The lines of the inbox: items with what the person may do with each."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from engine import runtime
from engine.authority import Actor, Rule, facts_of_many, refusal
from models.cases import Case
from models.processes import Signature, WorkItem, WorkItemState


@dataclass(frozen=True)
class Line:
    """A work item and why the person must not work on it, as an error code (None: may)."""

    item: WorkItem
    rule: Rule
    refusal: str | None
    signed: bool


def lines(session: Session, actor: Actor, items: list[WorkItem]) -> list[Line]:
    """Return the items with what the actor may do, in a fixed number of statements."""
    rules = {item.id: runtime.user_task(item.instance.definition, item).rule for item in items}
    facts = facts_of_many(session, {item.case_id: item.case for item in items}.values())
    signed = set(
        session.scalars(
            select(Signature.work_item_id).where(
                Signature.work_item_id.in_(rules), Signature.user_id == actor.user_id
            )
        )
    )
    return [
        Line(
            item,
            rules[item.id],
            refusal(actor, rules[item.id], facts[item.case_id], item),
            item.id in signed,
        )
        for item in items
    ]


def done(actor: Actor) -> Select[tuple[WorkItem]]:
    """Return what the actor completed."""
    return (
        select(WorkItem)
        .join(WorkItem.case)
        .join(Case.subject)
        .options(contains_eager(WorkItem.case).contains_eager(Case.subject))
        .where(WorkItem.closed_by == actor.user_id, WorkItem.state == WorkItemState.DONE)
    )


def pattern(words: str) -> str:
    """Return the pattern of LIKE that finds the words anywhere, whatever signs they contain."""
    plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
