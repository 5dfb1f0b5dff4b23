import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cli.supervisor import Child, Supervisor

LIVES = "import time; time.sleep(60)"
PARENT = """
import sys
from app.cli.supervisor import Child, Supervisor
children = [Child(name, [sys.executable, "-c", "import time; time.sleep(60)"], {}) for name in ("web", "worker")]
supervisor = Supervisor(children)
supervisor.start()
print(*(child.process.pid for child in children), flush=True)
supervisor.watch()
supervisor.end()
"""
WITHIN_S = 10


def is_gone(pid: int) -> bool:
    """Whether the process has ended, perhaps as a zombie that nobody waits for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def eventually(true) -> bool:
    until = time.monotonic() + WITHIN_S
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def child():
    made = Child("worker", [sys.executable, "-c", LIVES], {})
    made.start()
    yield made
    if made.process:
        made.process.kill()
        made.process.wait()


@pytest.fixture
def family():
    """A supervisor as a process of its own, with two children; (its process, their ids)."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        pids = [int(pid) for pid in run.stdout.readline().split()]
        yield run, pids
        run.kill()
        for pid in pids:
            if not is_gone(pid):
                os.kill(pid, signal.SIGKILL)


def test_a_child_that_dies_starts_again_after_a_pause(child):
    first = child.process
    first.kill()
    first.wait()
    now = time.monotonic()
    child.look(now)
    assert child.process is None
    child.look(now + child.pause_s)
    assert child.process.pid != first.pid


def test_the_pause_grows_while_a_child_dies_young_and_no_further_than_eight_seconds(child):
    pauses = []
    for _ in range(8):
        child.process.kill()
        child.process.wait()
        child.look(child.started_at + 1)
        pauses.append(child.pause_s)
        child.start()
    assert pauses == [1, 2, 4, 8, 8, 8, 8, 8]
    child.process.kill()
    child.process.wait()
    child.look(child.started_at + 3600)
    assert child.pause_s == 0.5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_wish_to_end_ends_everything(family, number):
    run, pids = family
    run.send_signal(number)
    assert run.wait(timeout=WITHIN_S) == 0
    assert all(is_gone(pid) for pid in pids)


def test_children_do_not_outlive_a_parent_that_was_killed(family):
    """Linux tells them; other systems leave it to whoever started handbill."""
    run, pids = family
    run.kill()
    run.wait(timeout=WITHIN_S)
    assert sys.platform != "linux" or eventually(lambda: all(is_gone(pid) for pid in pids))


def test_who_does_not_end_in_time_is_killed():
    child = Child("web", [sys.executable, "-c", LIVES], {})
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a program starts with what its parent ignored
    child.start()
    signal.signal(signal.SIGTERM, before)
    Supervisor([child], ends_within_s=0.2).end()
    assert child.process.returncode == -signal.SIGKILL
