"""Children are started again, more and more slowly, and all stop together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from yancha.supervision import Child, Supervisor


def a_child(code: str) -> Child:
    return Child("a child", [sys.executable, "-c", code], lambda: dict(os.environ))


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_dead_child_is_started_again() -> None:
    child = a_child("import time; time.sleep(60)")
    child.look()
    assert child.process is not None
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    child.look()

    def runs_again() -> bool:
        child.look()
        return child.process is not None

    until(runs_again)
    assert child.process is not None
    assert child.process.pid != first
    child.process.kill()
    child.process.wait()


def test_a_child_that_dies_at_once_waits_longer_each_time() -> None:
    child = a_child("raise SystemExit(3)")
    pauses: list[float] = []
    for _ in range(3):
        child.due = 0.0
        child.look()
        assert child.process is not None
        child.process.wait()
        child.look()
        pauses.append(child.pause)
    assert pauses == [1.0, 3.0, 7.0]


def test_all_children_stop_when_the_supervisor_is_told_to() -> None:
    children = [a_child("import time; time.sleep(60)") for _ in range(2)]
    supervisor = Supervisor(children)
    for child in children:
        child.start()
    supervisor.stop(signal.SIGTERM, None)
    handlers = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    hangup = signal.getsignal(signal.SIGHUP)
    try:
        supervisor.run()
    finally:
        for sign, handler in {**handlers, signal.SIGHUP: hangup}.items():
            signal.signal(sign, handler)
    assert [child.process and child.process.poll() for child in children] == [-15, -15]


def test_a_child_dies_with_a_killed_supervisor() -> None:
    code = (
        "import os, sys, time\n"
        "from yancha.supervision import Child\n"
        "child = Child('c', [sys.executable, '-c', 'import time; time.sleep(60)'],"
        " lambda: dict(os.environ))\n"
        "child.start()\n"
        "print(child.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that has ended but is not yet collected by its new parent does not run either.
    with open(f"/proc/{pid}/stat") as status:  # noqa: PTH123 - a kernel file
        return status.read().rsplit(")", 1)[1].split()[0] != "Z"
