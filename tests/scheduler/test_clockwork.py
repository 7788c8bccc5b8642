"""The alarm clock rings whatever happens."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from scheduler import clockwork


def test_one_job_in_memory_that_forgives_delay(session_factory: sessionmaker[Session]) -> None:
    (job,) = clockwork.build(session_factory, lambda _factory: None).get_jobs()
    assert job.coalesce
    assert job.max_instances == 1
    assert job.misfire_grace_time is None
    assert str(job.trigger.timezone) == "Asia/Shanghai"


def test_a_failing_tick_is_told_and_survived(
    session_factory: sessionmaker[Session], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_factory: object) -> None:
        raise ZeroDivisionError

    (job,) = clockwork.build(session_factory, fail).get_jobs()
    job.func(*job.args)
    assert "a tick failed" in caplog.text
