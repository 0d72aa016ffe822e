"""kill -9 at random moments, twenty of each kind: the same command gives the same gradebook."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from coursework import (
    NAME,
    STUDENTS,
    alive,
    children,
    command_line,
    course,
    rows,
    scores,
    started,
    stripped,
    until_graded,
)

from course_lib.kernels import why_no_sandbox

KILLS = 20

pytestmark = pytest.mark.skipif(why_no_sandbox() is not None, reason=str(why_no_sandbox()))


def coordinator(process: subprocess.Popen) -> list[int]:
    return [process.pid]


def workers(process: subprocess.Popen) -> list[int]:
    return [one for one in children(process.pid) if "spawn_main" in command_line(one)]


def sandboxes(process: subprocess.Popen) -> list[int]:
    """Return what kernels are forked from: the workers' common parent, and their own after that."""
    owners = [process.pid, *workers(process)]
    beneath = [one for owner in owners for one in children(owner)]
    return [one for one in beneath if "course_lib.kernels.parent" in command_line(one)]


def moments(seed: int) -> Iterator[float]:
    """Yield seconds to wait, short ones more often, from a process' start to its last work."""
    chance = random.Random(seed)
    while True:
        yield 4.0 * chance.random() ** 2


def kill(
    choose: Callable[[subprocess.Popen], list[int]], begin: Callable[[], subprocess.Popen]
) -> set[int]:
    """Kill one process of the kind at each of twenty moments; return all workers that were seen.

    A run that comes to its end is begun again, and grades all anew.
    """
    chance, process, hits, seen = random.Random(0), begin(), 0, set()
    end = time.monotonic() + 600
    for moment in moments(len(choose.__name__)):
        assert time.monotonic() < end, f"{hits} of {KILLS} {choose.__name__} found to kill"
        time.sleep(moment)
        seen |= {*workers(process)}
        found = choose(process)
        if found and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended by itself meanwhile
                os.kill(chance.choice(found), signal.SIGKILL)
                hits += 1
        if hits == KILLS:
            break
        if process.poll() is not None or choose is coordinator:
            process.communicate(timeout=30)
            process = begin()
    process.kill()
    process.communicate(timeout=30)
    return seen


@pytest.mark.parametrize("choose", [coordinator, workers, sandboxes])
def test_twenty_kills_change_nothing(choose, graded, solutions, handed_in, tmp_path):
    force: list[str] = []

    def begin() -> subprocess.Popen:
        process = started(handed_in, solutions, tmp_path, *force)
        force[:] = [] if force else ["--force"]
        return process

    seen = kill(choose, begin)
    end = time.monotonic() + 10
    while any(map(alive, seen)):
        assert time.monotonic() < end, "a worker outlives its coordinator"
        time.sleep(0.05)
    done = course("grade", handed_in, "--solutions", solutions, "--into", tmp_path)
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path) == rows(graded)
    assert stripped(tmp_path) == stripped(graded)
    assert not list(tmp_path.rglob("*.partial"))


def test_what_was_graded_before_the_kill_is_not_graded_again(
    graded, solutions, handed_in, tmp_path
):
    process = started(handed_in, solutions, tmp_path)
    until_graded(tmp_path, 2, process)
    process.kill()
    process.communicate(timeout=30)
    kept = len(scores(tmp_path))
    assert kept < STUDENTS
    done = course("grade", handed_in, "--solutions", solutions, "--into", tmp_path)
    assert f"{STUDENTS - kept} graded, {kept} known already" in done.stdout
    assert rows(tmp_path) == rows(graded)


@pytest.fixture
def lingering(handed_in, tmp_path) -> Path:
    """Return the class with one student more, whose notebook takes its time."""
    folder = tmp_path / "lingering"
    shutil.copytree(handed_in, folder)
    shutil.copytree(folder / "student0", folder / "sleeper")
    path = folder / "sleeper" / NAME / "scaling.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][-1]["source"] = "import time; time.sleep(5)"
    path.write_text(json.dumps(notebook), "utf-8")
    return folder


def test_ctrl_c_is_one_sentence_and_loses_nothing(graded, solutions, lingering, tmp_path):
    into = tmp_path / "grades"
    process = started(lingering, solutions, into)
    until_graded(into, 1, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "stopped: what is graded is kept, and the same command goes on" in said
    assert "Traceback" not in said
    kept = len(scores(into))
    done = course("grade", lingering, "--solutions", solutions, "--into", into)
    assert f"{STUDENTS + 1 - kept} graded, {kept} known already" in done.stdout
    assert [row for row in rows(into) if row[0] != "sleeper"] == rows(graded)
