"""Who does the jobs, and how many at one time."""

from __future__ import annotations

import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from coursework import NAME, STUDENTS

from course_lib.grading import batch, jobs
from course_lib.grading.exercise import Exercise
from course_lib.grading.gradebook import Gradebook
from course_lib.grading.parents import Loaded, Parents, modules_for
from course_lib.grading.store import ResultStore
from course_lib.grading.submissions import collect
from course_lib.grading.workers import RestartingPool, WorkerPool, worker_pool
from course_lib.kernels.warm import MODULES, NAMED


def test_processes_of_this_machine():
    with worker_pool(workers=2) as pool:
        assert pool.size() == 2
        assert list(pool.executor.map(abs, [-1, 2])) == [1, 2]


def test_processes_ask_one_parent_for_what_it_has(tmp_path):
    """A parent with TensorFlow takes seconds and a gigabyte: one serves all processes."""
    loaded = Loaded.without(["course_lib.pooling"], ["ipykernel.kernelapp", "json"])
    with worker_pool(workers=2, loaded=loaded, confined=False) as pool:
        for forbidden in ["course_lib.pooling"], ["course_lib.noise"], []:
            job = pool.executor.submit(parent_of, loaded.modules, forbidden)
            assert job.result(timeout=120) == "SharedParent"
        job = pool.executor.submit(parent_of, loaded.modules, ["json"])
        assert job.result(timeout=120) == "WarmParent"


def parent_of(modules, forbidden):
    parents = Parents(modules, confined=False)
    try:
        parent = parents.without(forbidden)
        assert parent is parents.without(forbidden)
        return type(parent).__name__
    finally:
        parents.close()


def test_a_notebook_without_the_library_waits_for_no_tensorflow():
    cells = ["import numpy as np\n%matplotlib inline", "from course_lib.checks import check"]
    assert "tensorflow" not in modules_for(cells)
    assert "pandas" in modules_for([*cells, "def f():\n    import pandas"])
    for code in ("import keras", "from course_lib import models", "from course_lib.noise import x"):
        assert {"tensorflow", "keras"} <= {*modules_for([*cells, code]), *NAMED}
    assert modules_for(["this is no Python"]) == MODULES


def test_what_ended_processes_leave_is_removed():
    with suppress(KeyboardInterrupt), worker_pool(workers=1) as pool:
        left = pool.executor.submit(tempfile.mkdtemp, prefix="left-").result()
        assert Path(left).is_dir()
        raise KeyboardInterrupt
    assert not Path(left).parent.exists()


def test_a_cluster_is_as_large_as_its_workers_together():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=1, threads_per_worker=3, processes=False, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
        worker_pool(workers=1, scheduler=cluster.scheduler_address) as pool,
    ):
        assert pool.size() == 3
        cluster.scale(2)
        client.wait_for_workers(2, timeout=60)
        assert pool.size() == 6
        assert pool.executor.submit(abs, -1).result() == 1


def test_a_pool_has_twice_as_many_jobs_under_way_as_it_is_large(
    solutions, handed_in, tmp_path, monkeypatch
):
    together = threading.Barrier(STUDENTS)

    def perform(job):
        if job.student == batch.SOLUTION:
            return jobs.perform(job)
        together.wait(timeout=60)
        return jobs.JobResult(broken="seen")

    monkeypatch.setattr(batch, "perform", perform)

    @contextmanager
    def threads():
        with ThreadPoolExecutor(STUDENTS) as executor:
            yield WorkerPool(executor, lambda: -(-STUDENTS // 2))

    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", tmp_path) as gradebook:
        exercise = Exercise.read(solutions / NAME)
        grading = batch.Batch(
            exercise, ResultStore(tmp_path / "results"), gradebook, confined=False
        )
        said = []
        report = grading.grade(
            collect(handed_in, None)[0],
            RestartingPool(threads),
            listener=lambda submission, result: said.append("a submission"),
            proving=said.append,
        )
    assert said == [True, False, *["a submission"] * STUDENTS]
    assert set(report.broken.values()) == {"seen"}
    assert len(report.broken) == STUDENTS
