"""Who acts in a simulated season: the people of the database, each allowed what the door allows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import authority, pairs, runtime
from engine.authority import Actor
from engine.errors import Broken
from models.accounts import User
from models.cases import Case
from models.processes import WorkItem
from yancha.simulation.sheet import Sheet

SOURCE = "rehearsal"


@dataclass
class Cast:
    """Everybody who may act, known once: nobody is hired or disabled during a season."""

    actors: dict[int, Actor] = field(default_factory=dict)
    officers: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, session: Session) -> "Cast":
        """Read the people of the bureau."""
        cast = cls()
        for user in session.scalars(select(User).where(User.active).order_by(User.id)):
            cast.actors[user.id] = authority.actor_of(session, user, SOURCE)
            if user.may_be_assigned():
                cast.officers.append(user.id)
        return cast

    def allowed(self, session: Session, item: WorkItem) -> list[Actor]:
        """Return all who may work on the item, by the predicate that the door asks."""
        rule = runtime.user_task(item.instance.definition, item).rule
        facts = authority.facts_of(session, item.case)
        return [
            actor
            for actor in self.actors.values()
            if authority.refusal(actor, rule, facts, item) is None
        ]

    def one(self, sheet: Sheet) -> Actor:
        """Choose one of those who may."""
        allowed = self.allowed(sheet.session, sheet.item)
        if not allowed:
            raise Broken("simulation.nobody_may", item=sheet.item.name, case=sheet.case.number)
        return sheet.dice.choice(allowed)

    def pair_for(self, session: Session, case: Case, sheet: Sheet) -> list[int]:
        """Choose two officers of the case's office, the least loaded first."""
        recused = pairs.recused_from(session, case.subject_id)
        fit = [
            user_id
            for user_id in self.officers
            if user_id not in recused
            and (case.office_id is None or case.office_id in self.actors[user_id].offices)
        ]
        loads = pairs.loads(session, fit)
        order = list(fit)
        sheet.dice.shuffle(order)
        return _two(sorted(order, key=lambda user_id: loads[user_id]), case)


def _two(officers: Sequence[int], case: Case) -> list[int]:
    if len(officers) < authority.PAIR:
        raise Broken("simulation.nobody_may", item="officers", case=case.number)
    return list(officers[: authority.PAIR])
