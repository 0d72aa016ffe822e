"""`course check` runs what grading runs, and says beforehand what the report will say."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course_lib.checks.rehearsing import CheckError, Rehearsal, check_notebook
from course_lib.checks.released import read_released
from course_lib.cli import app
from course_lib.grading.release import release

SOURCE = Path(__file__).parents[1] / "grading" / "example" / "01-scaling"
SOLVED = {
    "minmax-answer": (
        "def minmax(x):\n    low, high = x.min(axis=0), x.max(axis=0)\n"
        "    return (x - low) / np.where(high == low, 1, high - low)"
    ),
    "mean-answer": "course_mean = 2.5",
    "curve-answer": (
        "import matplotlib.pyplot as plt\n\n\ndef plot_heights(y):\n    _, axes = plt.subplots()\n"
        "    axes.plot(y)\n    axes.set(xlabel='student', ylabel='height')"
    ),
    "why": "Because else it leaks.",
    "bonus-answer": "double = lambda x: 2 * x",
}


@pytest.fixture
def mine(tmp_path):
    """Return a student's folder, and a way to hand a notebook in."""
    folder = tmp_path / "mine"
    release(SOURCE, folder)
    return folder


def write(folder, answers, change=lambda cells: cells):
    """Fill cells in by name, and let a test do more to them; return the notebook's path."""
    path = folder / "scaling.ipynb"
    document = json.loads(path.read_text("utf-8"))
    for cell in document["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, "".join(cell["source"]))
    document["cells"] = change(document["cells"])
    path.write_text(json.dumps(document), "utf-8-sig")  # as some editors save it
    return path


def outcome(done):
    return {one.name: (one.score, one.state) for one in done.results}


def code(source, **more):
    return {"cell_type": "code", "metadata": {}, "source": source, **more}


def test_a_right_notebook_is_complete_and_the_total_says_what_comes_later(mine):
    done = check_notebook(write(mine, SOLVED))
    assert done.problems == ()
    assert done.complete
    assert done.summary == (
        "7 of 7 points and 1 of extra credit; "
        "2 more are checked after you hand in, 3 are read by a person."
    )
    assert outcome(done)["minmax-hidden"] == (0, "hidden")


def test_an_untouched_notebook_gives_no_hint_and_one_sentence_for_each_question(mine):
    done = check_notebook(mine / "scaling.ipynb")
    assert not done.complete
    assert str(done) == (
        "minmax: not there yet, 0 of 4 points\n  minmax is not written yet\n\n"
        "minmax-hidden (2 points): checked after you hand in\n\n"
        "mean: not there yet, 0 of 1 point\n  course_mean is still as it was released\n\n"
        "curve: not there yet, 0 of 2 points\n  plot_heights is not written yet\n\n"
        "why (3 points): not there yet\n  The answer is still as it was released.\n\n"
        "bonus: not there yet, 0 of 1 point\n  double is not defined\n\n"
        "0 of 7 points; 2 more are checked after you hand in, 3 are read by a person.\n"
        "Not yet right: minmax, mean, curve, why, bonus."
    )


def test_locked_cells_run_as_released_and_that_is_said_beforehand(mine):
    """An import added to a locked cell, and a helper typed into a check: field case 17."""

    def change(cells):
        cells[1]["source"] = "import math\n" + "".join(cells[1]["source"])
        cells[3]["source"] = 'def helper(x): return x\n\ncheck("minmax")'
        return cells

    answers = SOLVED | {"minmax-answer": "def minmax(x):\n    return helper(x)"}
    done = check_notebook(write(mine, answers, change))
    (said,) = done.problems
    assert said.startswith('The cell of "minmax" that begins `check("minmax")` is not as it was')
    assert "grading runs the check alone" in said
    assert outcome(done)["minmax"] == (0, "error")
    assert "NameError: name 'helper' is not defined" in str(done)


def test_what_the_report_says_is_said(mine):
    """Curly quotes, an import of Colab's, an untouched answer: field case 18."""
    answers = SOLVED | {"mean-answer": "course_mean = float(“2.5”)", "why": "YOUR ANSWER HERE"}

    def change(cells):
        return [*cells[:2], code("from google.colab import files"), *cells[2:]]

    done = check_notebook(write(mine, answers, change))
    colab, quotes = done.problems
    assert "ModuleNotFoundError: No module named 'google" in colab
    assert "SyntaxError: invalid character '“'" in quotes
    assert outcome(done)["why"] == (0, "missing")
    assert outcome(done)["mean"] == (0, "missing")
    assert "Not yet right: mean, why." in done.summary
    assert str(done).startswith("What your report will say of the notebook:\n- The cell of")


def test_an_answer_that_became_text_runs_and_cells_without_metadata_are_known(mine):
    """Field cases 14 and 15."""

    def change(cells):
        cells[2] |= {"cell_type": "raw"}
        return [{**cell, "metadata": {}} for cell in cells]

    done = check_notebook(write(mine, SOLVED, change))
    assert outcome(done)["minmax"] == (4, "passed")
    assert outcome(done)["why"] == (0, "manual")
    (said,) = done.problems
    assert "was turned into raw text: it runs as code" in said


def test_an_answer_in_a_new_cell_above_its_placeholder_is_said(mine):
    """Field case 16."""
    answers = {name: text for name, text in SOLVED.items() if name != "minmax-answer"}

    def change(cells):
        return [*cells[:2], code(SOLVED["minmax-answer"]), *cells[2:]]

    done = check_notebook(write(mine, answers, change))
    (said,) = done.problems
    assert "is still as it was released and comes after" in said
    assert outcome(done)["minmax"] == (0, "missing")


def test_what_is_forbidden_is_said_at_the_import(mine):
    answers = SOLVED | {
        "minmax-answer": "from course_lib import normalize\nminmax = normalize.minmax"
    }
    done = check_notebook(write(mine, answers))
    (said,) = done.problems
    assert said.endswith("ImportError: this exercise forbids course_lib.normalize")
    assert outcome(done)["minmax"] == (0, "missing")


def test_what_one_question_forbids_another_may_use(mine):
    text = (mine / "checks.py").read_text("utf-8")
    strict = text.replace("points=1, extra=True", 'points=1, extra=True, forbidden=["colorsys"]')
    (mine / "checks.py").write_text(strict, "utf-8")
    more = {name: f"import colorsys\n{SOLVED[name]}" for name in ("bonus-answer", "mean-answer")}
    done = check_notebook(write(mine, SOLVED | more))
    assert outcome(done)["mean"] == (1, "passed")
    assert outcome(done)["bonus"] == (0, "missing")
    assert all(said.endswith("this exercise forbids colorsys") for said in done.problems)
    assert len(done.problems) == 2


def test_a_cell_that_ends_its_kernel_or_never_ends_costs_what_depends_on_it(mine):
    def change(cells):
        ending = code("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
        stubborn = (
            "stop = 0\nwhile not stop:\n    try: sum(range(999))\n    except BaseException: ..."
        )
        return [*cells, ending, code("while True:\n    pass"), code(stubborn)]

    told = replace(read_released(mine / "checks.py"), seconds=1)
    path = write(
        mine, SOLVED | {"bonus-answer": "import os\ndouble = lambda x: os._exit(0)"}, change
    )
    done = check_notebook(path, told=told)
    ended, endless, last = done.problems
    assert ended == (
        'The cell of "bonus" that begins `import os, signal` ended the kernel that it ran in. '
        "The rest is run without it."
    )
    assert endless.startswith('The cell of "bonus" that begins `while True:`: TimeoutError: it')
    assert last.endswith("could not be interrupted, so it was ended. The rest is run without it.")
    results = outcome(done)
    assert results["minmax"] == (4, "passed")
    assert results["bonus"] == (0, "error")
    assert results["curve"] == (2, "passed")


def test_the_solution_is_checked_with_its_hidden_checks():
    done = CliRunner().invoke(app, ["check", str(SOURCE / "scaling.ipynb")])
    assert done.exit_code == 0
    assert "minmax-hidden: passed, 2 of 2 points" in done.output
    assert "9 of 9 points and 1 of extra credit; 3 are read by a person." in done.output
    assert "hidden checks have run as well" in done.output


def test_the_exit_status_tells_whether_something_is_left(mine):
    """Field case 19."""
    path = str(mine / "scaling.ipynb")
    assert CliRunner().invoke(app, ["check", path]).exit_code == 1
    write(mine, SOLVED)
    assert CliRunner().invoke(app, ["check", path]).exit_code == 0
    assert "exit status" in CliRunner().invoke(app, ["check", "--help"]).output


def test_checks_of_an_older_release_are_run_as_they_are(mine):
    text = (mine / "checks.py").read_text("utf-8")
    (mine / "checks.py").write_text(text[: text.index("RELEASED = ")], "utf-8")
    done = check_notebook(write(mine, SOLVED))
    assert (done.problems, done.complete) == ((), True)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nothing.ipynb", None, "no notebook at"),
        ("bad.ipynb", "{", "The file is not a notebook: it is not JSON."),
        ("empty.ipynb", "", "The file is empty."),
        ("old.ipynb", '{"worksheets": [], "nbformat": 3}', "before 4"),
        ("without.ipynb", '{"cells": [], "nbformat": 4}', "There is no code in it."),
    ],
)
def test_what_cannot_be_checked_is_one_sentence(tmp_path, name, content, said):
    (tmp_path / "checks.py").write_text("")
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(CheckError, match=said):
        check_notebook(tmp_path / name)


def test_the_folder_that_was_searched_is_named(tmp_path, monkeypatch):
    """Field case 20."""
    (tmp_path / "inner").mkdir()
    shutil.copy(SOURCE / "scaling.ipynb", tmp_path / "inner")
    shutil.copy(SOURCE / "checks.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckError, match=rf"searched in {tmp_path / 'inner'}\)"):
        check_notebook("inner/scaling.ipynb")


def test_the_summary_of_nothing_is_a_sentence():
    assert Rehearsal(()).summary == "0 of 0 points."
