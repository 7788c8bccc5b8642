"""Times of commands: summed over the processes of a machine, and only of what was committed."""

import subprocess
import sys
from pathlib import Path

WORKS = """
import sys, time
from pathlib import Path
from engine import metrics
def complete(): pass
metrics.keep(Path(sys.argv[1]))
metrics.took(complete, time.perf_counter())
print("done", flush=True)
sys.stdin.read()
"""
ASKS = """
import sys
from pathlib import Path
from engine import metrics
metrics.keep(Path(sys.argv[1]))
print(metrics.exposition()[0].decode())
"""
COUNT = 'yancha_command_seconds_count{command="__main__.complete"}'


def _python(program: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _asked(folder: Path) -> str:
    return _python(ASKS, folder).communicate()[0]


def test_times_are_summed_over_processes_and_go_with_them(tmp_path: Path) -> None:
    running = [_python(WORKS, tmp_path) for _ in range(2)]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "done\n"

    assert f"{COUNT} 2.0" in _asked(tmp_path)

    for one in running:
        one.communicate()
    assert COUNT not in _asked(tmp_path)
