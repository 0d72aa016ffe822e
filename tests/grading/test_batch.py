"""Grading a class for real: processes, sandbox, nbgrader's database, kills in the middle."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbgrader import api

from course_lib.kernels import obstacle

EXAMPLE = Path(__file__).parent / "example" / "01-scaling"
NAME = EXAMPLE.name
STUDENTS = 6
# The example needs no TensorFlow, and each worker would import it first.
ENVIRONMENT = {
    **os.environ,
    "COURSE_WARM_MODULES": "matplotlib.pyplot,ipykernel.kernelapp,ipykernel.ipkernel",
}

pytestmark = pytest.mark.skipif(obstacle() is not None, reason=f"no sandbox: {obstacle()}")


def course(*arguments: object, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "course_lib.cli", *map(str, arguments)]
    return subprocess.run(
        command, env=ENVIRONMENT, capture_output=True, text=True, timeout=200, **options
    )


@pytest.fixture(scope="module")
def solutions(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("solutions")
    shutil.copytree(EXAMPLE, folder / NAME)
    return folder


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory) -> Path:
    """Return a class: right solutions, a late one, half of one, a broken file, nothing of value."""
    folder = tmp_path_factory.mktemp("submitted")
    source = json.loads((EXAMPLE / "scaling.ipynb").read_text("utf-8"))
    for number in range(STUDENTS):
        place = folder / f"student{number}" / NAME
        place.mkdir(parents=True)
        notebook = json.loads(json.dumps(source))
        own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        notebook["cells"].append({**own, "id": "own", "source": f"print({number})"})
        if number == 2:
            notebook["cells"].append({**own, "id": "late", "source": "def minmax(x): return x"})
        text = json.dumps(notebook) if number != 4 else "no notebook"
        (place / "scaling.ipynb").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def graded(solutions, handed_in, tmp_path_factory) -> Path:
    """Return the folder of an undisturbed run."""
    folder = tmp_path_factory.mktemp("grades")
    done = course("grade", handed_in, "--solutions", solutions, "--into", folder, "--workers", 2)
    assert done.returncode == 0, done.stderr
    assert f"{STUDENTS} graded, 0 known already" in done.stdout
    return folder


def rows(folder: Path) -> list[tuple]:
    """Return what nbgrader reads from the gradebook."""
    with api.Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return sorted(
            (
                submission.student.id,
                submission.score,
                submission.late_submission_penalty,
                *sorted(
                    (grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                ),
            )
            for submission in gradebook.assignment_submissions(NAME)
        )


def scores(folder: Path) -> dict[str, float]:
    results = (folder / "results" / NAME).glob("*.json")
    read = [json.loads(path.read_text("utf-8")) for path in results]
    return {
        one["student"]: sum(question["score"] or 0 for question in one["questions"]) for one in read
    }


def test_each_earns_what_it_should(graded):
    earned = scores(graded)
    assert len(earned) == STUDENTS
    best = earned["student0"]
    assert best > 0
    assert earned["student1"] == earned["student3"] == earned["student5"] == best
    assert 0 < earned["student2"] < best
    assert earned["student4"] == 0


def test_the_second_run_grades_nothing(graded, solutions, handed_in):
    before = rows(graded)
    done = course("grade", handed_in, "--solutions", solutions, "--into", graded)
    assert f"0 graded, {STUDENTS} known already" in done.stdout
    assert rows(graded) == before


def test_only_and_force(graded, solutions, handed_in):
    settings = ("--solutions", solutions, "--into", graded, "--workers", 1)
    done = course("grade", handed_in, *settings, "--only", "student1", "--force")
    assert "1 graded, 0 known already" in done.stdout
    unknown = course("grade", handed_in, *settings, "--only", "nobody")
    assert unknown.returncode == 1
    assert "holds nothing of nobody" in unknown.stderr


def test_report_and_export(graded, solutions):
    done = course("report", NAME, "--solutions", solutions, "--into", graded)
    assert done.returncode == 0, done.stderr
    pages = graded / "reports" / NAME
    assert "student2" in (pages / "index.html").read_text("utf-8")
    assert len(list((pages / "students").glob("*.html"))) == STUDENTS
    for path in (pages / "students").glob("*.html"):
        assert "SECRET" not in path.read_text("utf-8")
    table = course("export", NAME, "--solutions", solutions, "--into", graded).stdout
    assert table.startswith("exercise,student,")
    assert table.count("\n") == STUDENTS + 1


def test_a_user_s_mistake_is_one_sentence(tmp_path, solutions):
    for arguments, said in [
        (["grade", tmp_path / "none"], "none"),
        (["grade", tmp_path], "holds no submission"),
        (["report", NAME, "--into", tmp_path], "run course grade first"),
        (["report", "09-nothing", "--into", tmp_path], "there is no"),
    ]:
        done = course(*arguments, "--solutions", solutions)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_checks_that_fail_their_own_solution_grade_nobody(tmp_path, handed_in):
    shutil.copytree(EXAMPLE, tmp_path / NAME)
    checks = tmp_path / NAME / "checks.py"
    checks.write_text(checks.read_text("utf-8").replace('"course_mean"), 2.5', '"course_mean"), 3'))
    into = tmp_path / "grades"
    done = course("grade", handed_in, "--solutions", tmp_path, "--into", into, "--workers", 1)
    assert done.returncode == 1
    assert "the solution itself earns 0 of 1 points for 'mean'" in done.stderr
    assert not (into / "results" / NAME).exists()


def started(handed_in: Path, solutions: Path, into: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "course_lib.cli", "grade", str(handed_in)]
    command += ["--solutions", str(solutions), "--into", str(into), "--workers", "2"]
    return popen(command)


def popen(command: list[str]) -> subprocess.Popen:
    return subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def until_graded(into: Path, number: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 120
    while len(list((into / "results" / NAME).glob("*.json"))) < number:
        assert time.monotonic() < end
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


def children(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process:
            found.append(int(path.parent.name))
    return found


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def command_line(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def test_the_coordinator_is_killed_and_the_same_command_goes_on(
    graded, solutions, handed_in, tmp_path
):
    process = started(handed_in, solutions, tmp_path)
    until_graded(tmp_path, 2, process)
    workers = [one for one in children(process.pid) if "spawn_main" in command_line(one)]
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    assert workers
    end = time.monotonic() + 5
    while any(map(alive, workers)):
        assert time.monotonic() < end, "a worker outlives its coordinator"
        time.sleep(0.05)
    kept = len(scores(tmp_path))
    assert kept < STUDENTS
    done = course("grade", handed_in, "--solutions", solutions, "--into", tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{STUDENTS - kept} graded, {kept} known already" in done.stdout
    assert rows(tmp_path) == rows(graded)


def test_a_worker_and_a_sandbox_are_killed_and_nothing_is_lost(
    graded, solutions, handed_in, tmp_path
):
    process = started(handed_in, solutions, tmp_path)
    until_graded(tmp_path, 1, process)
    workers = [one for one in children(process.pid) if "spawn_main" in command_line(one)]
    sandboxes = [one for worker in workers for one in children(worker)]
    os.kill(sandboxes[-1], signal.SIGKILL)
    time.sleep(0.5)
    workers = [one for one in children(process.pid) if "spawn_main" in command_line(one)]
    if workers:
        os.kill(workers[0], signal.SIGKILL)
    _, said = process.communicate(timeout=240)
    assert process.returncode == 0, said
    assert rows(tmp_path) == rows(graded)


def test_a_dask_cluster_loses_a_worker_and_nothing_else(
    graded, solutions, handed_in, tmp_path, monkeypatch
):
    monkeypatch.setenv("COURSE_WARM_MODULES", ENVIRONMENT["COURSE_WARM_MODULES"])
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        command = [sys.executable, "-m", "course_lib.cli", "grade", str(handed_in)]
        command += ["--solutions", str(solutions), "--into", str(tmp_path)]
        command += ["--scheduler", cluster.scheduler_address]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        until_graded(tmp_path, 1, process)
        os.kill(cluster.workers[0].pid, signal.SIGKILL)
        _, said = process.communicate(timeout=240)
    assert process.returncode == 0, said
    assert rows(tmp_path) == rows(graded)


def test_no_scheduler_is_one_sentence(solutions, handed_in, tmp_path):
    done = course(
        "grade", handed_in, "--solutions", solutions, "--into", tmp_path,
        "--scheduler", "tcp://127.0.0.1:1",
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
