"""Deadlines: a tick finds and steps what is due, at the same cost among few waiting and many."""

import datetime as dt
import time
from collections.abc import Iterator
from statistics import median

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from bench.options import asked
from bench.population import FIRST, copy
from bench.row import Row
from bench.servers import durable, sessions
from engine import runtime, transaction
from engine.authority import CLOCK
from models import clock
from models.processes import Definition, ProcessInstance
from scheduler import jobs, ticks
from tests import builders

FEW = 1_000
ROUNDS = 5
HOUR = dt.timedelta(hours=1)
ALARM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
 targetNamespace="urn:bench"><process id="alarm" name="alarm" isExecutable="true">
 <startEvent id="start"/><intermediateCatchEvent id="ring"><timerEventDefinition id="t">
 <timeDate>due</timeDate></timerEventDefinition></intermediateCatchEvent><endEvent id="end"/>
 <sequenceFlow id="a" sourceRef="start" targetRef="ring"/>
 <sequenceFlow id="b" sourceRef="ring" targetRef="end"/></process></definitions>"""
Factory = sessionmaker[Session]


def rows() -> Iterator[Row]:
    """A part of the due ones in each round, turn and turn about."""
    many, due = asked("TIMERS", 50_000), asked("DUE", 200)
    few = max(FEW, due)
    found: list[list[float]] = [[], []]
    stepped: list[list[float]] = [[], []]
    with durable() as cluster, sessions(cluster, "few") as small, sessions(cluster, "many") as full:
        for factory, count in ((small, few), (full, many)):
            transaction.run(factory, _furnish, count)
            with factory.begin() as session:
                session.execute(text("ANALYZE process_instance"))
        # All states say that their moment has come; the column says which are due.
        clock.set_offset(2 * HOUR)
        for turn in range(ROUNDS):
            for place, factory in enumerate((small, full)):
                transaction.run(factory, _ring, turn, due // ROUNDS)
                began = time.perf_counter()
                ticks.tick(factory)
                found[place].append((time.perf_counter() - began) * 1e3)
                began = time.perf_counter()
                done = jobs.drain(factory)
                stepped[place].append((time.perf_counter() - began) / done * 1e3)
        clock.set_offset(dt.timedelta())
    title = f"{many:,} timers wait: "
    yield Row(f"{title}a tick that finds {due // ROUNDS}", "ms", None, median(found[1]), found[1])
    growth = median(found[1]) / median(found[0])
    yield Row(f"{title}a tick against {few:,} waiting", "x", 1.2, growth, [growth])
    yield Row(f"{title}one deadline by a worker", "ms", None, median(stepped[1]), stepped[1])
    growth = median(stepped[1]) / median(stepped[0])
    yield Row(f"{title}one deadline against {few:,} waiting", "x", 1.2, growth, [growth])


def _furnish(session: Session, count: int) -> None:
    """One alarm goes through the door; the others are copies that ring in a year."""
    now = clock.now()
    session.add(
        Definition(
            process="alarm",
            version=1,
            name="alarm",
            digest="0" * 64,
            sources={"alarm": ALARM},
            deployed_at=now,
        )
    )
    session.flush()
    data = {"due": (now + HOUR).isoformat()}
    first = runtime.start(session, CLOCK, builders.a_case(session), "alarm", main=False, data=data)
    own = {"id": ":base + n", "wake_at": "t.wake_at + interval '1 year' + n * interval '1 second'"}
    shared = {"base": FIRST, "count": count}
    copy(session, ProcessInstance.__table__, f"t.id = {first.id}", shared, own)


def _ring(session: Session, turn: int, count: int) -> None:
    """Let so many become due, spread over all."""
    waiting = select(ProcessInstance.id).where(ProcessInstance.id >= FIRST).order_by("id")
    ids = session.scalars(waiting.offset(turn * count).limit(count)).all()
    session.execute(
        text("UPDATE process_instance SET wake_at = :now WHERE id = ANY(:ids)"),
        {"now": clock.now(), "ids": list(ids)},
    )
