"""Where trials run, what the folder keeps, and what a kill leaves."""

import json
import multiprocessing
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)

import pytest
from test_search import DATA, QUICK, build

from course_lib import search
from course_lib.executors import as_executor, places, portable

COLUMNS = ["units", "rate", "score"]


def slow_build(hp):
    """Give a killer the time to come in the middle."""
    time.sleep(0.5)
    return build(hp)


def run_slowly(folder):
    return search.tune(slow_build, DATA, search.Random(3), folder=folder, **QUICK)


def steps(folder):
    return [json.loads(line) for line in (folder / "trials.jsonl").read_text().splitlines()]


def near(scores):
    return pytest.approx(scores.tolist(), abs=0.03)


def ended(folder):
    return [step["trial"] for step in steps(folder) if "ended" in step]


@pytest.fixture(scope="module")
def serial():
    return search.tune(build, DATA, search.Random(3), **QUICK)


def test_threads_find_the_same_trials(serial):
    with ThreadPoolExecutor(2) as executor:
        result = search.tune(build, DATA, search.Random(3), executor=executor, **QUICK)
    assert result.trials[COLUMNS[:2]].equals(serial.trials[COLUMNS[:2]])
    assert set(result.trials["status"]) == {"finished"}


def test_processes_find_the_same_trials_and_scores(serial, tmp_path):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        result = search.tune(
            lambda hp: build(hp),
            DATA,
            search.Random(3),
            executor=executor,
            folder=tmp_path,
            **QUICK,
        )
    assert result.trials[COLUMNS[:2]].equals(serial.trials[COLUMNS[:2]])
    assert result.trials["score"].tolist() == near(serial.trials["score"])
    assert ended(tmp_path) == [0, 1, 2]


def test_dask_runs_trials_and_goes_on_with_a_search_from_elsewhere(tmp_path):
    from distributed import Client

    first = search.tune(build, DATA, search.Grid(trials=1), folder=tmp_path, **QUICK)

    options = {"processes": False, "n_workers": 1, "threads_per_worker": 2}
    with Client(**options, dashboard_address=None) as client:
        executor = client.get_executor()
        settings = {"executor": executor, "parallel": 2, "folder": tmp_path}
        result = search.tune(build, DATA, search.Grid(trials=3), **settings, **QUICK)
    assert set(result.trials["status"]) == {"finished"}
    assert sorted(ended(tmp_path)) == [0, 1, 2]
    assert result.trials[:1].equals(first.trials)


def test_no_more_trials_are_under_way_than_allowed():
    lock, now, most = threading.Lock(), [0], [0]

    class Counted(ThreadPoolExecutor):
        def submit(self, fn, /, *args, **kwargs):
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            future = super().submit(fn, *args, **kwargs)
            future.add_done_callback(lambda _: now.__setitem__(0, now[0] - 1))
            return future

    with Counted(3) as executor:
        search.tune(build, DATA, search.Random(3), executor=executor, parallel=2, **QUICK)
    assert most[0] == 2


def test_a_worker_that_breaks_down_keeps_what_is_done(tmp_path):
    class Breaking(Executor):
        def submit(self, fn, /, *args, **kwargs):
            future = Future()
            if len(self.done) == 1:
                future.set_exception(BrokenExecutor("a worker died"))
            else:
                future.set_result(fn(*args, **kwargs))
            self.done.append(future)
            return future

    breaking = Breaking()
    breaking.done = []
    options = {**QUICK, "folder": tmp_path, "parallel": 1}
    with pytest.raises(RuntimeError, match=r"broke down in trial 1: BrokenExecutor: a worker died"):
        search.tune(build, DATA, search.Random(3), executor=breaking, **options)
    assert ended(tmp_path) == [0]
    assert len(search.tune(build, DATA, search.Random(3), **options).trials) == 3


def test_a_trial_that_kills_its_worker_is_a_failure():
    class Losing(Executor):
        def submit(self, fn, /, task):
            future = Future()
            if task.hyperparameters["values"]["units"] == 2:
                future.set_exception(OSError("the worker was lost"))
            else:
                future.set_result(fn(task))
            return future

    result = search.tune(build, DATA, "grid", executor=Losing(), parallel=1, **QUICK)
    failed = result.trials[result.trials["status"] == "failed"]
    assert set(failed["units"]) == {2}
    assert set(failed["reason"]) == {"OSError: the worker was lost"}


def test_forked_processes_are_refused():
    context = multiprocessing.get_context("fork")
    with (
        ProcessPoolExecutor(1, mp_context=context) as executor,
        pytest.raises(ValueError, match="executor must not fork"),
    ):
        as_executor(executor)


def test_what_cannot_travel_is_refused():
    lock = threading.Lock()

    def locked(hp):
        return lock

    with pytest.raises(TypeError, match=r"build must be picklable.*lock"):
        portable(locked, Executor(), "build")
    assert portable(locked, ThreadPoolExecutor(1), "build") is locked


def test_the_number_of_places():
    assert places(as_executor(None), None) == 1
    assert places(ThreadPoolExecutor(3), None) == 3
    assert places(Executor(), None) == os.cpu_count()
    assert places(Executor(), 5) == 5


def test_a_killed_search_goes_on_where_it_was(serial, tmp_path):
    here = pathlib.Path(__file__).parent
    code = f"import conftest, test_search_runs as t; t.run_slowly({str(tmp_path)!r})"
    paths = os.pathsep.join([str(here), str(here.parent)])
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment)
    file = tmp_path / "trials.jsonl"
    while process.poll() is None and not (file.exists() and b'"ended"' in file.read_bytes()):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = ended(tmp_path)
    assert 1 <= len(before) < 3

    result = run_slowly(tmp_path)
    assert sorted(ended(tmp_path)) == [0, 1, 2]
    assert ended(tmp_path)[: len(before)] == before
    assert result.trials[COLUMNS[:2]].equals(serial.trials[COLUMNS[:2]])
    assert result.trials["score"].tolist() == near(serial.trials["score"])


def test_a_finished_search_runs_nothing_again(tmp_path):
    calls = []

    def counted(hp):
        calls.append(1)
        return build(hp)

    first = search.tune(counted, DATA, search.Random(2), folder=tmp_path, seed=None, **QUICK)
    again = search.tune(counted, DATA, search.Random(2), folder=tmp_path, seed=None, **QUICK)
    assert len(calls) == 1 + 2 + 1
    assert again.trials.equals(first.trials)
    assert again.seed == first.seed
    more = search.tune(counted, DATA, search.Random(3), folder=tmp_path, seed=None, **QUICK)
    assert len(calls) == 4 + 1 + 1
    fewer = search.tune(counted, DATA, search.Random(1), folder=tmp_path, seed=None, **QUICK)
    assert fewer.trials.equals(more.trials)


@pytest.fixture(scope="module")
def one_trial(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    search.tune(build, DATA, search.Grid(trials=1), folder=folder, **QUICK)
    return folder


@pytest.fixture
def folder(one_trial, tmp_path):
    return shutil.copytree(one_trial, tmp_path / "search")


def test_another_search_is_refused_with_what_differs(folder):
    before = (folder / "trials.jsonl").read_bytes()
    (x, y), validation = DATA
    for options, message in [
        ({"epochs": 2}, "epochs 1 there and 2 here"),
        ({"seed": 1}, "seed 0 there and 1 here"),
        ({"strategy": "random"}, "strategy {'name': 'grid'} there"),
        ({"objective": "val_loss"}, "objective"),
        ({"data": ((x + 1, y), validation)}, "data"),
        ({"build": slow_build}, "build"),
    ]:
        given = {"build": build, "data": DATA, "strategy": "grid", **QUICK, **options}
        with pytest.raises(ValueError, match=rf"holds another search, with {message}"):
            search.tune(folder=folder, **given)
    assert (folder / "trials.jsonl").read_bytes() == before


def test_a_torn_last_line_is_dropped(folder):
    file = folder / "trials.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]) + lines[-1][:-9])
    result = search.tune(build, DATA, search.Grid(trials=1), folder=folder, **QUICK)
    assert len(result.trials) == 1
    assert ended(folder) == [0]


@pytest.mark.parametrize("line", [b"not JSON", b"[1]", b"\xff"])
def test_a_damaged_record_is_refused(folder, line):
    file = folder / "trials.jsonl"
    file.write_bytes(file.read_bytes() + line + b"\n")
    with pytest.raises(ValueError, match=r"line 4 of trials.jsonl is not a search's record"):
        search.tune(build, DATA, "grid", folder=folder, **QUICK)


def test_a_record_that_the_oracle_cannot_follow_is_refused(folder):
    file = folder / "trials.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"trial": 0', b'"trial": 7'))
    with pytest.raises(ValueError, match="trial 7 of its record cannot follow"):
        search.tune(build, DATA, "grid", folder=folder, **QUICK)


@pytest.mark.parametrize("step", [b"{}", b'{"trial": 0, "ended": {}}', b'{"started": {}}'])
def test_a_record_of_other_steps_is_refused(folder, step):
    file = folder / "trials.jsonl"
    file.write_bytes(file.read_bytes() + step + b"\n")
    with pytest.raises(ValueError, match=r"line 4 of its record is damaged"):
        search.tune(build, DATA, "grid", folder=folder, **QUICK)
