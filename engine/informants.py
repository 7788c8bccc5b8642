"""Who complained or reported (投诉人、举报人): recorded sealed, read by named people only (P40)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine import confidential
from engine.authority import Actor
from engine.errors import Invalid, NotFound
from models import clock
from models.cases import Case
from models.complaints import Informant, InformantReader
from models.fixed import Rows

#: Who may be told an identity at all: whoever handles the matter or answers for it.
READERS: Final = frozenset({"inspector", "supervisor", "leader"})
#: What is said beside a text that names somebody.
NAMED: Final[dict[str, object]] = {"code": "informant.named", "params": {}}


_NEAREST: Final = Rows(
    Informant,
    """JOIN (
      WITH RECURSIVE line AS (
        SELECT id, parent_id, 0 AS steps FROM "case" WHERE id = %(case)s
        UNION SELECT older.id, older.parent_id, line.steps + 1
          FROM "case" older JOIN line ON older.id = line.parent_id
      ) SELECT id, steps FROM line
    ) line ON line.id = informant.case_id ORDER BY line.steps LIMIT 1""",
)


@dataclass(frozen=True, kw_only=True, repr=False)
class Identity:
    """Name, contact and address of an informant, as they were given."""

    name: str = ""
    contact: str = ""
    address: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of the person."""
        return not (self.name or self.contact or self.address)

    def is_told_by(self, text: str) -> bool:
        """Whether the text tells who it is: the name, the contact or the whole address."""
        told = (self.name.strip(), self.contact.strip(), self.address.strip())
        # One sign alone is a word like any other.
        return any(len(one) > 1 and one in text for one in told)


def record(
    session: Session, actor: Actor, case: Case, identity: Identity, *, real_name: bool
) -> Informant:
    """Keep the identity sealed; whoever took it down is its first reader.

    Raises Invalid when somebody who gives the own name leaves no name or no contact.
    """
    missing = [
        field for field in ("name", "contact") if real_name and not getattr(identity, field).strip()
    ]
    if missing:
        required: dict[str, object] = {"code": "informant.needed", "params": {}}
        raise Invalid("informant.needed", {field: [required] for field in missing})
    informant = Informant(
        case_id=case.id,
        real_name=real_name,
        identity=confidential.seal(session, asdict(identity)),
        recorded_at=clock.now(),
    )
    session.add(informant)
    # Readers name it by its key.
    session.flush()
    if actor.user_id is not None:
        admit(session, informant, [actor.user_id], by=actor.user_id)
    return informant


def admit(
    session: Session, informant: Informant, user_ids: Iterable[int], *, by: int | None
) -> list[int]:
    """Let these people read the identity; returns those who could not before."""
    known = {reader.user_id for reader in informant.readers}
    new = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in known]
    now = clock.now()
    informant.readers += [
        InformantReader(informant_id=informant.id, user_id=user_id, named_by=by, named_at=now)
        for user_id in new
    ]
    return new


def of_case(session: Session, case_id: int) -> Informant | None:
    """Whoever stands behind the case, or behind the nearest one that it grew out of."""
    return _NEAREST.first(session, case=case_id)


def behind(session: Session, case: Case) -> Identity:
    """The identity, for comparisons only; empty where nobody stands behind the case."""
    informant = of_case(session, case.id)
    if informant is None:
        return Identity()
    return Identity(**confidential.unseal(session, informant.identity))


def expect_unnamed(session: Session, case: Case, texts: Mapping[str, str]) -> None:
    """Texts that everybody of the office reads do not tell who stands behind the case.

    Raises Invalid with the field.
    """
    identity = behind(session, case)
    wrong = {field: [NAMED] for field, text in texts.items() if identity.is_told_by(text)}
    if wrong:
        raise Invalid("informant.named", wrong)


def expect_nameless(session: Session, case: Case, *words: str) -> None:
    """Words about a file do not tell who stands behind the case; raises Invalid."""
    identity = behind(session, case)
    if any(identity.is_told_by(one) for one in words):
        raise Invalid("informant.named")


def may_read(actor: Actor, informant: Informant) -> bool:
    """Whether the person was named as a reader."""
    return any(reader.user_id == actor.user_id for reader in informant.readers)


def is_verified(session: Session, case: Case) -> bool:
    """Whether somebody reported it and a penalty came of it, which is rewarded (L3 art 115)."""
    return case.outcome == "penalised" and of_case(session, case.id) is not None


def readable(session: Session, actor: Actor, case_id: int) -> Informant | None:
    """Whoever stands behind the case, for its readers; None for everybody else."""
    informant = of_case(session, case_id)
    return informant if informant is not None and may_read(actor, informant) else None


def opened(session: Session, actor: Actor, case_id: int) -> tuple[Informant, Identity]:
    """The identity, for its readers; NotFound for everybody else, as if there were none."""
    informant = readable(session, actor, case_id)
    if informant is None:
        raise NotFound("informant.unknown", id=case_id)
    return informant, Identity(**confidential.unseal(session, informant.identity))
