"""An exercise whose parts do not fit each other is refused in one sentence."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from course_lib.checks.mistakes import ChecksBroken
from course_lib.grading.exercise import Exercise, ExerciseError
from course_lib.kernels.limits import Limits

SOURCE = Path(__file__).parent / "example" / "01-scaling"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SOURCE, tmp_path / "01-scaling"))


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def edit_cell(folder, cell_id, changes):
    path = folder / "scaling.ipynb"
    document = json.loads(path.read_text())
    for cell in document["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == cell_id:
            cell["source"] = changes.get("source", cell["source"])
            cell["metadata"]["nbgrader"].update(changes)
            cell["metadata"]["nbgrader"].pop("source", None)
            path.write_text(json.dumps(document))
            return
    raise AssertionError(cell_id)


def test_it_is_read(folder):
    exercise = Exercise.read(folder)
    assert exercise.name == "01-scaling"
    assert exercise.title == "Scaling"
    assert exercise.chapter == "01-normalisation"
    assert exercise.deadline.isoformat() == "2027-03-01T23:59:00+01:00"
    assert (exercise.late.per_day, exercise.late.days) == (0.1, 3)
    assert exercise.forbidden == ("course_lib.normalize",)
    assert [one.name for one in exercise.questions][:2] == ["minmax", "minmax-hidden"]
    assert exercise.points == 12
    assert [one.name for one in exercise.questions if one.extra] == ["bonus"]


def test_lateness(folder):
    exercise = Exercise.read(folder)
    late = exercise.lateness(datetime(2027, 3, 2, 23, 0, tzinfo=UTC))
    assert (late.late_days, late.penalty) == (2, 0.2)
    assert exercise.lateness("2027-03-10T00:00:00Z").penalty == 1
    assert exercise.lateness(None).penalty == 0
    edit(folder / "exercise.toml", "late = { per_day = 0.1, days = 3 }\n", "")
    assert Exercise.read(folder).lateness("2028-01-01T00:00:00Z").penalty == 0
    edit(folder / "exercise.toml", "deadline = 2027-03-01T23:59:00+01:00\n", "")
    assert Exercise.read(folder).lateness("2028-01-01T00:00:00Z").late_days == 0


def test_the_digest_follows_what_decides_a_grade(folder):
    before = Exercise.read(folder).digest
    assert Exercise.read(folder).digest == before
    for name, old, new in [
        ("checks.py", "What is 0 / 0?", "0 / 0!"),
        ("exercise.toml", '"Scaling"', '"To scale"'),
        ("scaling.ipynb", "# Scaling", "# To scale"),
    ]:
        edit(folder / name, old, new)
        after = Exercise.read(folder).digest
        assert after != before
        before = after


def test_a_changed_check_changes_the_digests_of_its_questions_alone(folder):
    before = Exercise.read(folder).question_digests
    assert before.keys() == {one.name for one in Exercise.read(folder).questions}

    def changed(name, old, new):
        nonlocal before
        edit(folder / name, old, new)
        after = Exercise.read(folder).question_digests
        result = {key for key in after if after[key] != before[key]}
        before = after
        return result

    assert changed("checks.py", "What is 0 / 0?", "0 / 0!") == {"minmax"}
    assert changed("checks.py", "SAMPLES = 20", "SAMPLES = 21") == {"minmax", "minmax-hidden"}
    assert changed("checks.py", "SECRET_SEED = 77", "SECRET_SEED = 78") == {"minmax-hidden"}
    assert changed("checks.py", "notes: SECRET", "notes, SECRET") == set()
    assert changed("exercise.toml", "course_lib.normalize", "course_lib.pooling") == set()


def test_the_digest_of_a_run_follows_what_every_question_depends_on(folder):
    before = Exercise.read(folder).run_digest
    for name, old, new in [
        ("checks.py", "What is 0 / 0?", "0 / 0!"),
        ("exercise.toml", '"Scaling"', '"To scale"'),
        ("exercise.toml", "per_day = 0.1", "per_day = 0.2"),
        ("scaling.ipynb", "# Scaling", "# To scale"),
    ]:
        edit(folder / name, old, new)
        assert Exercise.read(folder).run_digest == before
    (folder / "data/heights.csv").write_text("1,2\n")
    changed = {before, Exercise.read(folder).run_digest}
    edit(folder / "exercise.toml", "course_lib.normalize", "course_lib.pooling")
    changed.add(Exercise.read(folder).run_digest)
    with (folder / "exercise.toml").open("a") as file:
        file.write("limits = { wall = 60, cell = 9, memory = 512 }\n")
    changed.add(Exercise.read(folder).run_digest)
    assert len(changed) == 4
    limits = Exercise.read(folder).limits
    assert (limits.wall, limits.cell, limits.memory) == (60, 9, 512 * 2**20)
    assert limits.processes == Limits().processes


def test_a_private_file_changes_questions_and_not_the_run(folder):
    before = Exercise.read(folder)
    kept = before.question_digests, before.run_digest, before.digest
    (folder / "factor.txt").write_text("2\n")
    after = Exercise.read(folder)
    assert after.run_digest == kept[1]
    assert after.digest != kept[2]
    assert not set(after.question_digests.values()) & set(kept[0].values())


def test_the_secret_follows_the_solution_alone(folder):
    before = Exercise.read(folder)
    kept = before.secret, before.run_digest
    edit(folder / "checks.py", "What is 0 / 0?", "0 / 0!")
    edit(folder / "exercise.toml", '"Scaling"', '"To scale"')
    assert Exercise.read(folder).secret == kept[0]
    edit(folder / "scaling.ipynb", "BEGIN SOLUTION", "BEGIN SOLUTION ")
    assert Exercise.read(folder).secret != kept[0]
    assert Exercise.read(folder).run_digest == kept[1]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("exercise.toml", 'title = "Scaling"', "", "needs a title"),
        ("exercise.toml", 'title = "Scaling"', "title = ", "exercise.toml"),
        ("exercise.toml", "forbidden", "forbiden", "not known: forbiden"),
        ("exercise.toml", "+01:00", "", "needs a zone"),
        ("exercise.toml", "2027-03-01T23:59:00+01:00", '"soon"', "not an ISO 8601"),
        ("exercise.toml", "2027-03-01T23:59:00+01:00", "3", "needs a zone"),
        ("exercise.toml", "per_day = 0.1", "per_day = 2", "late is like"),
        ("exercise.toml", "per_day = 0.1", "per_week = 0.1", "late is like"),
        ("exercise.toml", "days = 3", "days = -1", "late is like"),
        ("exercise.toml", '["course_lib.normalize"]', '"course_lib"', "list of names"),
        ("exercise.toml", "data/heights.csv", "nothing.csv", "no file nothing.csv"),
        ("exercise.toml", "data/heights.csv", "../../../etc/passwd", "outside"),
        ("exercise.toml", "factor.txt", "nothing.txt", "no file nothing.txt"),
        ("exercise.toml", "factor.txt", "data/heights.csv", "so it is not private"),
        ("exercise.toml", "files =", "limits = { memory = 0 }\nfiles =", "limits: memory"),
        ("exercise.toml", "files =", "limits = { wall = '60' }\nfiles =", "limits: wall"),
        ("exercise.toml", "files =", "limits = { time = 60 }\nfiles =", "limits are some of"),
        ("exercise.toml", "files =", "limits = 60\nfiles =", "limits are some of"),
        ("checks.py", '@question("mean", points=1)', '@question("mean", points=2)', "2 points"),
        ("checks.py", '@question("mean"', '@question("mid"', "'mid' has no graded cell"),
        ("checks.py", "manual=True", "hidden=True", "'why' needs a locked cell"),
        ("scaling.ipynb", '"nbformat": 4', '"nbformat": 3', "format 4"),
        ("scaling.ipynb", '"cells": [', "", "not JSON"),
    ],
)
def test_a_mistake_is_one_sentence(folder, name, old, new, said):
    edit(folder / name, old, new)
    with pytest.raises(ExerciseError, match=said) as caught:
        Exercise.read(folder)
    assert "\n" not in str(caught.value).strip() or name == "exercise.toml"


@pytest.mark.parametrize(
    ("grade_id", "changes", "said"),
    [
        ("mean", {"points": 3}, "1 points in checks.py and 3.0 in the notebook"),
        ("mean", {"source": 'check("curve")'}, "needs a locked cell"),
        ("mean", {"source": 'check("mean")\nprint(1)'}, "needs a locked cell"),
        ("mean", {"locked": False}, "needs a locked cell"),
        ("mean", {"solution": True}, "needs a locked cell"),
        ("mean", {"grade": False}, "'mean' has no graded cell"),
        ("mean", {"grade_id": "median"}, "'mean' has no graded cell"),
        ("mean", {"grade_id": "curve"}, "two cells"),
        ("mean", {"grade_id": ""}, "grade_id is letters"),
        ("mean", {"grade_id": "a/../b"}, "grade_id is letters"),
        ("mean-answer", {"grade": True, "points": 1}, "'mean-answer' has no question"),
        ("why", {"solution": False}, "graded by hand"),
    ],
)
def test_cells_and_questions_fit_each_other(folder, grade_id, changes, said):
    edit_cell(folder, grade_id, changes)
    with pytest.raises(ExerciseError, match=said):
        Exercise.read(folder)


def test_parts_that_are_missing(folder, tmp_path):
    with pytest.raises(ExerciseError, match="no exercise at"):
        Exercise.read(tmp_path / "nothing")
    with pytest.raises(ExerciseError, match="named like 01-normalisation"):
        Exercise.read(tmp_path)
    shutil.copy(folder / "scaling.ipynb", folder / "second.ipynb")
    with pytest.raises(ExerciseError, match="one notebook, not 2"):
        Exercise.read(folder)
    (folder / "second.ipynb").unlink()
    (folder / "exercise.toml").unlink()
    with pytest.raises(ExerciseError, match=r"no .*exercise\.toml"):
        Exercise.read(folder)
    (folder / "checks.py").write_text("1 / 0")
    with pytest.raises(ChecksBroken):
        Exercise.read(folder)
    (folder / "checks.py").unlink()
    with pytest.raises(ExerciseError, match="no checks"):
        Exercise.read(folder)
