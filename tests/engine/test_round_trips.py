"""The hot path: how often a completion goes to the database and back."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import document_files, queue, runtime
from engine.authority import CLOCK, CONSOLE, Actor, actor_of
from engine.commands import signatures
from engine.connections import open_engine
from engine.definitions import deploy_shipped
from models.documents import Document
from models.fixed import driver
from models.processes import WorkItem, WorkItemState
from tests import builders
from tests.bureau import Bureau, visit_form
from tests.wire import Wire, listening


def _counting(session: Session) -> AbstractContextManager[Wire]:
    """Listen to the session from the beginning of a transaction."""
    connection = driver(session)
    connection.rollback()
    return listening(connection)


def _complete(
    factory: sessionmaker[Session], actor: Actor, element: str, data: dict[str, Any]
) -> Wire:
    """Complete the item and commit; returns what was said."""
    with factory() as session:
        item = session.scalars(
            select(WorkItem.id).where(
                WorkItem.element == element, WorkItem.state == WorkItemState.OPEN
            )
        ).one()
        with _counting(session) as wire:
            runtime.complete(session, actor, item, data, key=f"key of {item}")
            session.commit()
    return wire


def test_a_completion_takes_two_round_trips(
    session: Session, session_factory: sessionmaker[Session]
) -> None:
    office = builders.an_office(session)
    supervisor = builders.a_supervisor(session, office)
    pair = builders.a_pair(session, office)
    deploy_shipped(session, CONSOLE)
    runtime.start(
        session, CLOCK, builders.a_case(session, office_id=office.id), "school_inspection"
    )
    officer = actor_of(session, pair[0], "web")
    officers = {"officers": [user.id for user in pair]}
    assigner = actor_of(session, supervisor, "web")
    session.commit()
    _complete(session_factory, assigner, "task_assign_officers", officers)

    wire = _complete(session_factory, officer, "task_accept_assignment", {"acceptance": "accepted"})

    # BEGIN, locks and the read; the writes and COMMIT.
    assert wire.round_trips == 2
    assert wire.commits == 1


def test_three_papers_cost_one_statement_more_for_their_files(
    session: Session,
    session_factory: sessionmaker[Session],
    tmp_path: Path,
) -> None:
    bureau = Bureau(session)
    cases = [bureau.assigned() for _ in range(3)]
    visit = visit_form("NO_PROBLEM")
    items = [bureau.item(case, "task_inspect_school").id for case in cases]
    for item in items:
        signatures.sign(session, bureau.actor(bureau.pair[0]), item, visit)
    second = bureau.actor(bureau.pair[1])
    session.commit()

    asked: list[int] = []
    # The first fills the caches of this process.
    for item, info in zip(items, ({}, {}, document_files.keeping(tmp_path)), strict=True):
        with session_factory(info=info) as opened, _counting(opened) as wire:
            signatures.sign(opened, second, item, visit)
            queue.enqueue_gathered(opened)
            opened.commit()
        asked.append(wire.statements)

    papers = session.scalars(select(Document.id).where(Document.case_id == cases[2].id)).all()
    job = session.execute(text("SELECT task_name, args FROM procrastinate_jobs")).one()
    assert len(papers) == 3
    assert (job.task_name, job.args) == ("freeze_papers", {"ids": sorted(papers)})
    assert asked[2] == asked[1] + 1


def test_steps_with_operations_ask_no_more_statements_than_they_need(
    session: Session, session_factory: sessionmaker[Session]
) -> None:
    """BEGIN and COMMIT among them; what grows costs every inspection of every season."""
    bureau = Bureau(session)
    case = bureau.case()
    supervisor, first, second = map(bureau.actor, (bureau.supervisor, *bureau.pair))
    officers = {"officers": [user.id for user in bureau.pair]}
    visit = visit_form("NO_PROBLEM")
    words = {"channel": "both", "text": "未发现问题。", "secrets_checked": True}
    session.commit()

    asked = {"assign": _complete(session_factory, supervisor, "task_assign_officers", officers)}
    _complete(session_factory, first, "task_accept_assignment", {"acceptance": "accepted"})
    item = bureau.item(case, "task_inspect_school").id
    for name, officer in (("sign", first), ("sign and record", second)):
        with session_factory() as opened, _counting(opened) as wire:
            signatures.sign(opened, officer, item, visit)
            opened.commit()
        asked[name] = wire
    asked["publish"] = _complete(session_factory, supervisor, "task_publish_result", words)

    most = {"assign": 15, "sign": 13, "sign and record": 46, "publish": 14}
    assert {name: wire.statements for name, wire in asked.items()} == most


def test_a_completion_looks_at_the_items_of_its_case_alone_whatever_the_tables_know(
    session: Session, database_url: str
) -> None:
    bureau = Bureau(session)
    case = bureau.cases(bureau.campaign(120))[60]
    pair = {"officers": [user.id for user in bureau.pair]}
    bureau.do(case, "task_assign_officers", bureau.supervisor, **pair)
    item = bureau.item(case, "task_accept_assignment")
    session.commit()
    officer = bureau.actor(bureau.pair[0])
    # Nothing was planned on its connection before.
    engine = open_engine(database_url)

    with Session(engine) as opened:
        # A table of a page or two is read as a whole, whichever indexes it has.
        opened.execute(text("SET LOCAL enable_seqscan = off"))
        runtime.complete(opened, officer, item.id, {"acceptance": "accepted"}, key="of the clerk")
        looked_at = """SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid))::bigint
            FROM pg_stat_user_indexes WHERE relname = 'work_item'"""
        ((read,),) = driver(opened).asked(looked_at, {})
    engine.dispose()

    # The item itself, those of its case, and what the foreign keys of the new rows look at.
    assert read <= 20
