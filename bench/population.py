"""A bureau with many live cases: one of each kind goes through the door and is copied in SQL."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session

from engine.authority import Actor
from models.accounts import User, user_role
from models.audit import AuditEntry, AuditHead
from models.cases import Case, CaseOfficer
from models.processes import ProcessInstance, WorkItem
from tests.bureau import Bureau

#: Copies get ids from here on; what goes through the door is below.
FIRST: Final = 1_000_000
#: Live cases of one pair of officers, and offices of a whole municipality.
A_PAIR: Final = 500
AN_OFFICE: Final = 62_500


def populate(session: Session, count: int) -> tuple[Actor, Actor]:
    """Half of the cases wait for their supervisor, half for their pair.

    Returns a supervisor and an officer, who have no more to do than in a small bureau.
    """
    bureau = Bureau(session)
    session.flush()
    pairs, offices = max(1, count // 2 // A_PAIR), max(1, count // AN_OFFICE)
    officers = _copies_of_people(session, bureau, pairs)
    _copies_of_the_office(session, bureau, offices)
    new, accepted = bureau.case(), bureau.case()
    given = {"officers": [user.id for user in bureau.pair]}
    bureau.do(accepted, "task_assign_officers", bureau.supervisor, **given)
    session.flush()
    half = count // 2
    for place, case in enumerate((new, accepted)):
        _copies(session, case, FIRST + place * half, half, offices)
    _officers(session, accepted, FIRST + half, half, officers)
    _set_sequences(session)
    return bureau.actor(bureau.supervisor), bureau.actor(bureau.pair[0])


def _copies(session: Session, case: Case, base: int, count: int, offices: int) -> None:
    """Copy a case with its instance, its open item, its first audit entries and their head."""
    shared = {"base": base, "count": count}
    office = f"(SELECT {case.office_id} + 1000 * (n % {offices}))"
    own = {"id": ":base + n", "number": "'复〔2026〕' || :base + n", "target_id": "NULL"}
    copy(session, Case.__table__, f"t.id = {case.id}", shared, {**own, "office_id": office})
    mine = f"t.case_id = {case.id}"
    own = {"id": ":base + n", "case_id": ":base + n"}
    copy(session, ProcessInstance.__table__, mine, shared, own)
    own = {"id": ":base + n", "case_id": ":base + n", "instance_id": ":base + n"}
    opened = f"{mine} AND t.state = 'open'"
    copy(session, WorkItem.__table__, opened, shared, {**own, "office_id": office})
    own = {
        "id": "nextval('audit_entry_id_seq')",
        "case_id": ":base + n",
        "chain": "'case:' || :base + n",
    }
    copy(session, AuditEntry.__table__, mine, shared, own)
    chain = f"t.chain = 'case:{case.id}'"
    copy(session, AuditHead.__table__, chain, shared, {"chain": "'case:' || :base + n"})


def _officers(session: Session, case: Case, base: int, count: int, officers: int) -> None:
    """Give each copy the pair whose turn it is; the first pair is the bureau's own."""
    ids = session.scalars(select(CaseOfficer.user_id).where(CaseOfficer.case_id == case.id)).all()
    for place, user_id in enumerate(sorted(ids)):
        user = f"(SELECT CASE n % {officers} WHEN 0 THEN {user_id}"
        user += f" ELSE {FIRST} + {place} * {officers} + n % {officers} END)"
        own = {"id": "nextval('case_officer_id_seq')", "case_id": ":base + n", "user_id": user}
        this = f"t.case_id = {case.id} AND t.user_id = {user_id}"
        shared = {"base": base, "count": count}
        copy(session, CaseOfficer.__table__, this, shared, own)


def _copies_of_people(session: Session, bureau: Bureau, pairs: int) -> int:
    for place, user in enumerate(bureau.pair):
        shared = {"base": FIRST + place * pairs, "count": pairs}
        own = {name: f"'{name}' || :base + n" for name in ("username", "fs_uniquifier")} | {
            "id": ":base + n",
            "certificate_no": "'证' || :base + n",
        }
        copy(session, User.__table__, f"t.id = {user.id}", shared, own)
        this = f"t.user_id = {user.id}"
        copy(session, user_role, this, shared, {"user_id": ":base + n"})
    return pairs


def _copies_of_the_office(session: Session, bureau: Bureau, offices: int) -> None:
    session.execute(
        text(
            "INSERT INTO office (id, code, name, parent_id)"
            " SELECT :first + 1000 * n, 'copy-' || n, '检查科' || n, NULL"
            " FROM generate_series(1, :count) n"
        ),
        {"first": bureau.office.id, "count": offices - 1},
    )


def copy(
    session: Session, table: Any, which: str, shared: Mapping[str, int], own: Mapping[str, str]
) -> None:
    """Copy a row so many times; `own` are the columns that differ, in terms of `n`."""
    assert isinstance(table, Table)
    columns = [column.name for column in table.columns if column.computed is None]
    named = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(own.get(name, f't."{name}"') for name in columns)
    session.execute(
        text(
            f'INSERT INTO "{table.name}" ({named})'  # noqa: S608 - names of our own tables
            f' SELECT {values} FROM "{table.name}" t, generate_series(1, :count) n WHERE {which}'
        ),
        dict(shared),
    )


def _set_sequences(session: Session) -> None:
    for table in ("case", "process_instance", "work_item", "user", "office"):
        session.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'),"  # noqa: S608
                f' (SELECT max(id) FROM "{table}"))'
            )
        )
