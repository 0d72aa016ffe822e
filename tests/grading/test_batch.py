"""Grading a class for real: processes, sandbox, nbgrader's database, kills in the middle."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from coursework import (
    ENVIRONMENT,
    EXAMPLE,
    NAME,
    STUDENTS,
    course,
    rows,
    scores,
    stripped,
    until_graded,
)

from course_lib.kernels import why_no_sandbox

pytestmark = pytest.mark.skipif(why_no_sandbox() is not None, reason=str(why_no_sandbox()))


def taken(folder: Path) -> dict[tuple[str, str], float]:
    """Return the seconds that each question of each submission took."""
    results = [
        json.loads(path.read_text("utf-8")) for path in (folder / "results" / NAME).iterdir()
    ]
    return {
        (result["student"], question["name"]): question["seconds"]
        for result in results
        for question in result["questions"]
    }


def test_each_earns_what_it_should(graded):
    earned = scores(graded)
    assert len(earned) == STUDENTS
    best = earned["student0"]
    assert best > 0
    assert earned["student1"] == earned["student3"] == earned["student5"] == best
    assert 0 < earned["student2"] < best
    assert earned["student4"] == 0
    troubled = {name for name, result in stripped(graded).items() if result["problems"]}
    assert troubled == {"student4"}  # the others read a file in a folder


def test_the_second_run_grades_nothing(graded, solutions, handed_in):
    before = rows(graded)
    done = course("grade", handed_in, "--solutions", solutions, "--into", graded)
    assert f"0 graded, {STUDENTS} known already" in done.stdout
    assert rows(graded) == before


def test_a_changed_check_is_asked_anew_and_nothing_else(graded, solutions, handed_in, tmp_path):
    shutil.copytree(solutions / NAME, tmp_path / NAME)
    into = tmp_path / "grades"
    shutil.copytree(graded, into)
    settings = ("--solutions", tmp_path, "--into", into, "--workers", 2)

    def asked_again(*changes: tuple[str, str, str]) -> set[str]:
        """Return the questions whose time is another than before."""
        for name, old, new in changes:
            path = tmp_path / NAME / name
            assert old in path.read_text("utf-8")
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        before = taken(into)
        said = course("grade", handed_in, *settings).stdout
        asked = any(name == "checks.py" for name, _, _ in changes)
        assert f"{STUDENTS if asked else 0} graded" in said
        after = taken(into)
        return {
            question
            for whose, question in after
            if after[whose, question] != before[whose, question]
        }

    assert asked_again(("checks.py", '"course_mean"), 2.5', '"course_mean") * 2, 5')) == {"mean"}
    assert (
        asked_again(
            ("exercise.toml", '"Scaling"', '"To scale"'),
            ("exercise.toml", "per_day = 0.1", "per_day = 0.2"),
        )
        == set()
    )
    assert asked_again(
        ("checks.py", '"minmax", points=4', '"minmax", points=5'),
        ("scaling.ipynb", '"points": 4', '"points": 5'),
    ) == {"minmax"}
    assert stripped(into).keys() == stripped(graded).keys()
    for student, after in stripped(into).items():
        before = stripped(graded)[student]
        assert after["problems"] == before["problems"]  # nobody is accused
        first, *others = after["questions"]
        assert first["score"] == pytest.approx(before["questions"][0]["score"] * 5 / 4)
        assert [one["score"] for one in others] == [q["score"] for q in before["questions"][1:]]
    fresh = tmp_path / "fresh"
    course("grade", handed_in, "--solutions", tmp_path, "--into", fresh, "--workers", 2)
    assert stripped(into) == stripped(fresh)
    assert rows(into) == rows(fresh)


def test_a_check_that_fails_on_one_answer_is_named_and_the_class_goes_on(
    graded, solutions, handed_in, tmp_path
):
    shutil.copytree(solutions / NAME, tmp_path / NAME)
    into = shutil.copytree(graded, tmp_path / "grades")
    settings = ("--solutions", tmp_path, "--into", into, "--workers", 2)
    checks = tmp_path / NAME / "checks.py"
    right = checks.read_text("utf-8")
    line = '        {0.0: "least"}[float(student.call("minmax", x).min())]\n'
    where = '    with student.case("constant column"'
    checks.write_text(right.replace(where, line[4:] + where), "utf-8")
    at = checks.read_text("utf-8").splitlines().index(line[4:].rstrip()) + 1

    done = course("grade", handed_in, *settings)
    assert done.returncode == 1
    assert f"{STUDENTS} graded" in done.stdout
    said = f"student2, {NAME}, minmax: not graded, mend the checks: checks.py, line {at}: KeyError"
    assert said in done.stderr
    assert "(after minmax(an array of shape (20, 4): " in done.stderr
    after, before = stripped(into), stripped(graded)
    assert after["student2"]["questions"][0]["score"] is None
    assert after["student2"]["questions"][1:] == before["student2"]["questions"][1:]
    assert scores(into)["student1"] == scores(graded)["student1"]

    assert course("report", NAME, *settings[:4]).returncode == 0
    pages = into / "reports" / NAME
    assert f"checks.py, line {at}: KeyError" in (pages / "index.html").read_text("utf-8")
    page = (pages / "students/student2.html").read_text("utf-8")
    assert "The check itself failed on this answer" in page
    assert "KeyError" not in page

    checks.write_text(right, "utf-8")
    assert course("grade", handed_in, *settings).returncode == 0
    assert stripped(into) == before


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
    assert done.stdout.startswith(f"{STUDENTS} students: open ")
    pages = graded / "reports" / NAME
    assert "student2" in (pages / "index.html").read_text("utf-8")
    assert len(list((pages / "students").glob("*.html"))) == STUDENTS
    for path in (pages / "students").glob("*.html"):
        page = path.read_text("utf-8").replace("SECRET-SOLUTION", "").replace("SECRET-ANSWER", "")
        assert ("SECRET-HINT" in page) == (path.stem == "student2")  # of the hidden check it failed
        assert "SECRET" not in page.replace("SECRET-HINT", "")
    page = (pages / "students" / "student2.html").read_text("utf-8")
    assert "def minmax(x):\n" in page  # the student's own answer
    assert "minmax(an array of shape (20, 4): [[" in page
    table = course("export", NAME, "--solutions", solutions, "--into", graded).stdout
    assert table.startswith("exercise,student,")
    assert table.count("\n") == STUDENTS + 1


def test_one_student_is_one(graded, solutions, tmp_path):
    alone = shutil.copytree(graded, tmp_path / "grades")
    for result in sorted((alone / "results" / NAME).glob("*.json"))[1:]:
        result.unlink()
    done = course("report", NAME, "--solutions", solutions, "--into", alone)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 student: open ")


def test_a_user_s_mistake_is_one_sentence(tmp_path, solutions):
    place = ("--solutions", solutions)
    for arguments, said in [
        (["grade", tmp_path / "none"], "none"),
        (["grade", tmp_path], "holds no submission"),
        (["report", NAME, "--into", tmp_path], "run course grade first"),
        (["report", "09-nothing", "--into", tmp_path], f"09-nothing, but {NAME}"),
        (["report", NAME, "--solutions", tmp_path], "name it with --solutions"),
        (["release", "--solutions", tmp_path], "name it with --solutions"),
    ]:
        done = course(*arguments, *([] if "--solutions" in arguments else place))
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_a_folder_of_another_name_stops_nobody_else(graded, tmp_path, solutions, handed_in):
    handed = shutil.copytree(handed_in, tmp_path / "handed")
    stray = shutil.copytree(handed / "student1" / NAME, handed / "student1" / "01-scalling")
    settings = ("--solutions", solutions, "--into", graded, "--workers", 1)
    done = course("grade", handed, *settings)
    assert done.returncode == 0, done.stderr
    assert f"0 graded, {STUDENTS} known already" in done.stdout
    assert "01-scalling (student1) is not graded" in done.stderr
    for path in handed.glob(f"*/{NAME}"):
        shutil.rmtree(path)
    assert stray.is_dir()
    alone = course("grade", handed, *settings)
    assert alone.returncode == 1
    assert f"but {NAME}" in alone.stderr


def test_a_database_that_is_none_leaves_nothing_behind(tmp_path, solutions, handed_in):
    into = tmp_path / "grades"
    done = course(
        "grade", handed_in, "--solutions", solutions, "--into", into, "--db", "nonsense"
    )  # fmt: skip
    assert done.returncode == 1
    assert "the gradebook 'nonsense' cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
    assert not into.exists()


def test_checks_that_fail_their_own_solution_grade_nobody(tmp_path, handed_in):
    shutil.copytree(EXAMPLE, tmp_path / NAME)
    checks = tmp_path / NAME / "checks.py"
    checks.write_text(checks.read_text("utf-8").replace('"course_mean"), 2.5', '"course_mean"), 3'))
    into = tmp_path / "grades"
    done = course("grade", handed_in, "--solutions", tmp_path, "--into", into, "--workers", 1)
    assert done.returncode == 1
    assert "the solution itself earns 0 of 1 points for 'mean'" in done.stderr
    assert not (into / "results" / NAME).exists()


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
