"""A simulated season of penalty cases with everything that may run beside them."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit
from engine.connections import open_engine, session_factory
from engine.outcomes import Outcome
from models import clock
from models.audit import AuditHead
from models.cases import Case, CaseState
from models.clocks import Clock, ClockState
from models.measures import CaseMeasure, MeasureState
from models.processes import Definition, Incident, InstanceStatus, ProcessInstance
from yancha import rehearsal
from yancha.rehearsal import Wanted
from yancha.simulation.intent import Shares

BUSY = Shares(
    preserved=0.5,
    seized=0.6,
    suspended=0.3,
    extended=0.6,
    deferred=0.5,
    measure_lapsed=0.25,
    returned=0.2,
    warning_only=0.1,
)


def wanted() -> Wanted:
    rows = [f"第{n}小学,Y{n:03d},民生路{n}号,INVESTIGATE_KEY" for n in range(30)]
    return Wanted(
        plan="hebei-2023",
        campaign="M06.school.spring",
        year=2026,
        content="\n".join(["名称,许可证编号,地址,结果", *rows]).encode(),
        mapping={"name": "名称", "licence": "许可证编号", "address": "地址", "outcome": "结果"},
        outcome_map={outcome.value: outcome for outcome in Outcome},
        seed=3,
        shares=BUSY,
    )


@pytest.fixture(scope="module")
def played(server_url: str, template: str) -> Iterator[Session]:
    from tests.conftest import _copy_of
    from yancha import database

    engine = open_engine(_copy_of(server_url, template, "rehearsed_beside"))
    factory = session_factory(engine)
    asked = wanted()
    try:
        rehearsal.play(factory, asked, rehearsal.premises_of(asked), lambda done: None)
    finally:
        clock.set_offset(timedelta())
    with factory() as session:
        yield session
    engine.dispose()
    database.drop(server_url, "rehearsed_beside")


def test_nothing_fails_and_nothing_is_left_open(played: Session) -> None:
    assert played.scalars(select(Incident)).all() == []
    assert CaseState.OPEN not in set(played.scalars(select(Case.state)))
    assert InstanceStatus.RUNNING not in set(played.scalars(select(ProcessInstance.status)))
    assert ClockState.RUNNING not in set(played.scalars(select(Clock.state)))
    assert MeasureState.IN_FORCE not in set(played.scalars(select(CaseMeasure.state)))


def test_everything_that_may_run_beside_a_case_did(played: Session) -> None:
    rows = played.execute(
        select(Definition.process, ProcessInstance.end)
        .join(ProcessInstance, ProcessInstance.definition_id == Definition.id)
        .where(ProcessInstance.main.is_(False) | (ProcessInstance.end.like("%terminated")))
    ).tuples()
    ends = Counter(end for _process, end in rows if end)
    for end in (
        "end_preservation_decided",
        "end_seizure_ended",
        "end_seizure_expired",
        "end_investigation_resumed",
        "end_investigation_terminated",
        "end_term_extended",
        "end_deferral_settled",
    ):
        assert ends[end], (end, ends)


def test_the_record_of_every_case_is_whole(played: Session) -> None:
    chains = played.scalars(select(AuditHead.chain)).all()
    assert [problem for chain in chains for problem in audit.verify(played, chain)] == []
