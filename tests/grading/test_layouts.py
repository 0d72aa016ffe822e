"""Downloads of all systems that instructors have: whose each notebook is, before it is graded."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, datetime

import pytest
from coursework import EXAMPLE, NAME
from typer.testing import CliRunner

from course_lib.cli import app
from course_lib.grading.submissions import collect

EX = "04-shares"
GRADESCOPE = """---
submission_71:
  :submitters:
  - :name: Ada Lovelace
    :sid: '100'
    :email: ada@uni.example
  :created_at: 2027-03-01 21:53:20.540000000 Z
  :score: 4.0
  :results:
    tests:
    - name: not a student
submission_72:
  :submitters:
  - :name: Alan Turing
    :sid: '101'
    :email: alan@uni.example
  - :name: "Grace Hopper"
    :sid: '102'
    :email: grace@uni.example
  :created_at: 2027-03-02 08:00:00 Z
"""
LAYOUTS = {
    "nbgrader": (
        {f"ada/{EX}/{EX}.ipynb": b"a", f"alan/{EX}/{EX}.ipynb": b"b"},
        {"ada": "ada", "alan": "alan"},
    ),
    "Canvas": (
        {"lovelaceada_1_9001_x.ipynb": b"a", "turingalan_LATE_2_9002_x.ipynb": b"b"},
        {"lovelaceada-1": "lovelaceada", "turingalan-2": "turingalan"},
    ),
    "Moodle": (
        {
            "Ada Lovelace_501_assignsubmission_file/x.ipynb": b"a",
            "Alan Turing_502_assignsubmission_file_/x.ipynb": b"b",
        },
        {"Ada Lovelace": "Ada Lovelace", "Alan Turing": "Alan Turing"},
    ),
    "Gradescope": (
        {
            "assignment_7_export/submission_metadata.yml": GRADESCOPE.encode(),
            "assignment_7_export/submission_71/x.ipynb": b"a",
            "assignment_7_export/submission_72/work/x.ipynb": b"b",
        },
        {
            "ada@uni.example": "Ada Lovelace",
            "alan@uni.example": "Alan Turing",
            "grace@uni.example": "Grace Hopper",
        },
    ),
    "GitHub Classroom": (
        {
            f"{EX}-submissions/{EX}-ada-l/{EX}.ipynb": b"a",
            f"{EX}-submissions/{EX}-ada-l/README.md": b"",
            f"{EX}-submissions/{EX}-turing/src/{EX}.ipynb": b"b",
        },
        {"ada-l": "ada-l", "turing": "turing"},
    ),
    "Blackboard": (
        {
            "Shares one_ada12_attempt_2027-03-01-23-10-11_x.ipynb": b"old",
            "Shares one_ada12_attempt_2027-03-02-09-00-00_x.ipynb": b"a",
            "Shares one_ada12_attempt_2027-03-02-09-00-00.txt": b"Name: Ada Lovelace (ada12)",
            "Shares one_alan_attempt_2027-03-01-08-00-00_my_file_1.ipynb": b"b",
        },
        {"ada12": "ada12", "alan": "alan"},
    ),
    "ILIAS": (
        {
            "Shares_files/Lovelace_Ada_ada.l_5678/x.ipynb": b"a",
            "Shares_files/Team 3/Turing_Alan_M_turing_1_5679/Late Submission - x.ipynb": b"b",
        },
        {"ada.l": "Ada Lovelace", "M_turing_1": "Alan Turing"},
    ),
    "flat files": (
        {"downloads/ada.ipynb": b"a", "downloads/alan turing.ipynb": b"b"},
        {"ada": "ada", "alan turing": "alan turing"},
    ),
    "folders of students": (
        {"all/ada/x.ipynb": b"a", "all/ada/notes.txt": b"", "all/alan/y.ipynb": b"b"},
        {"ada": "ada", "alan": "alan"},
    ),
}


def put(folder, files: dict[str, bytes]):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def packed(folder, files: dict[str, bytes]):
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return folder / "all.zip"


@pytest.mark.parametrize("place", [put, packed])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_who_is_found_in_each_layout(tmp_path, layout, place):
    files, students = LAYOUTS[layout]
    found, _ = collect(place(tmp_path, files), EX, cells={EX: set()})
    assert {one.student: one.name for one in found} == students
    assert {one.layout for one in found} == {layout}
    assert min(one.read() for one in found) == b"a"
    assert all(one.exercise == EX for one in found)


def test_times_and_groups_of_gradescope(tmp_path):
    found, faults = collect(put(tmp_path, LAYOUTS["Gradescope"][0]), EX)
    assert faults == []
    when = {one.student.partition("@")[0]: one.submitted for one in found}
    assert when["ada"] == datetime(2027, 3, 1, 21, 53, 20, tzinfo=UTC)
    assert when["alan"] == when["grace"] == datetime(2027, 3, 2, 8, tzinfo=UTC)


def test_the_last_attempt_of_blackboard_counts(tmp_path):
    found, faults = collect(put(tmp_path, LAYOUTS["Blackboard"][0]), EX)
    assert found[0].submitted == datetime(2027, 3, 2, 9, tzinfo=UTC)
    assert faults == ["Blackboard writes times without a zone: they are taken for UTC."]


def test_ilias_says_who_was_late(tmp_path):
    found, _ = collect(put(tmp_path, LAYOUTS["ILIAS"][0]), EX)
    assert {one.student: one.late for one in found} == {"ada.l": None, "M_turing_1": True}


@pytest.mark.parametrize("slug", ["week-one", EX])
def test_clones_of_github_given_as_they_lie(tmp_path, slug):
    folder = tmp_path / f"{slug}-submissions"
    put(folder, {f"{slug}-ada-l/x.ipynb": b"a", f"{slug}-alan/x.ipynb": b"b"})
    found, _ = collect(folder, EX, cells={EX: set()})
    assert [one.student for one in found] == ["ada-l", "alan"]
    if slug == EX:
        assert collect(folder, cells={EX: set()})[0] == found
    else:
        with pytest.raises(ValueError, match="exercise must be given"):
            collect(folder, cells={EX: set()})


@pytest.mark.parametrize(
    ("pattern", "name", "student"),
    [
        ("{student}/hw1/*.ipynb", "ada/hw1/x.ipynb", "ada"),
        ("**/{exercise}/{name}.ipynb", f"a/b/{EX}/Ada Lovelace.ipynb", "Ada Lovelace"),
        ("{exercise} ({student}).ipynb", f"{EX} (ada).ipynb", "ada"),
        ("{student}+{number}/**", "ada+17/a/b.ipynb", "ada"),
    ],
)
def test_a_pattern_of_ones_own(tmp_path, pattern, name, student):
    put(tmp_path, {name: b"a", "other.ipynb": b"b"})
    (one,), faults = collect(tmp_path, EX, pattern=pattern)
    assert (one.student, one.exercise, one.read()) == (student, EX, b"a")
    assert faults == ["Not named as pattern does, and not read: 'other.ipynb'."]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("*.ipynb", "pattern needs {student} or {name}, got '*.ipynb'"),
        ("{who}.ipynb", "at most once, got '{who}'"),
        ("{name}/{name}", "at most once, got '{name}'"),
    ],
)
def test_patterns_that_name_nobody(tmp_path, pattern, said):
    with pytest.raises(ValueError) as error:
        collect(tmp_path, EX, pattern=pattern)
    assert said in str(error.value)


def test_one_notebook_by_the_name_of_its_exercise_is_nobodys(tmp_path):
    found, faults = collect(put(tmp_path, {f"{EX}.ipynb": b"a"}), EX)
    assert found == []
    assert "was not read; with --exercise" in faults[0]


def test_dry_run_shows_who_was_found_where_and_grades_nothing(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "solutions" / NAME)
    for student in ("ada", "al.t", "zoe"):
        (tmp_path / "in" / student).mkdir(parents=True)
        shutil.copy(EXAMPLE / "scaling.ipynb", tmp_path / "in" / student)
    (tmp_path / "in" / "zoe" / "scaling.ipynb").rename(tmp_path / "in" / "zoe" / "scaling.txt")
    (tmp_path / "roster.csv").write_text("name,also\nAda Lovelace,ada\nAlan Turing,al.t\nEve,\n")
    (tmp_path / "exceptions.csv").write_text("student,exercise,granted\nwho,all,excused\n")
    done = CliRunner().invoke(
        app,
        [
            *("grade", f"{tmp_path}/in", "--exercise", NAME, "--dry-run", "--term", f"{tmp_path}"),
            *("--solutions", f"{tmp_path}/solutions", "--into", f"{tmp_path}/grades"),
        ],
        env={"COLUMNS": "200"},
    )
    assert done.exit_code == 0, done.output
    rows = [line.split("│")[1:-1] for line in done.stdout.splitlines() if line.startswith("│")]
    table = {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}
    assert table["Ada Lovelace"] == [
        *("Ada Lovelace", NAME, "folders of students", "", "ada/scaling.ipynb")
    ]
    assert table["Alan Turing"][-1] == "al.t/scaling.ipynb"
    assert table["zoe"][-1] == "nothing that can be graded"
    assert f"{NAME}: 3 students, 1 without a notebook; nothing was graded" in done.stdout
    assert "graded under the names that they have here: zoe." in done.stderr
    assert f"Handed in nothing of {NAME}, which counts 0: Eve." in done.stderr
    assert not (tmp_path / "grades").exists()
