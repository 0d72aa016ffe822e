"""A real notebook in a real kernel, and the command."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from course_lib.audit import findings
from course_lib.audit.reforms import MODULES
from course_lib.audit.reporting import Report
from course_lib.audit.running import audit_cells, audit_notebook
from course_lib.cli import app
from course_lib.kernels.audited import audit_sandboxed, named_files
from course_lib.kernels.limits import Limits

CELLS = [
    "from sklearn.datasets import load_wine\n"
    "from sklearn.model_selection import train_test_split\n"
    "from sklearn.naive_bayes import GaussianNB\n"
    "from sklearn.preprocessing import StandardScaler",
    "x, y = load_wine(return_X_y=True)",
    "%matplotlib inline\nscaler = StandardScaler()\nx = scaler.fit_transform(x)",
    "x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)\n"
    "GaussianNB().fit(x_train, y_train).score(x_test, y_test)",
]
SCRIPT = "\n# %%\n".join(CELLS).replace("%matplotlib inline\n", "")


def run(*arguments):
    return CliRunner().invoke(app, ["audit", *arguments, "--here"], env={"COLUMNS": "200"})


def test_a_notebook_is_run_in_a_kernel_and_left_as_it_is(tmp_path):
    path = tmp_path / "trial.ipynb"
    cells = [new_code_cell(cell) for cell in CELLS]
    cells.insert(1, new_markdown_cell("# Data"))
    cells.insert(2, new_code_cell(""))
    nbformat.write(new_notebook(cells=[*cells, new_code_cell("1 / 0")]), path)
    before = path.read_bytes()
    report = audit_notebook(path)
    assert [(one.name, str(one.place)) for one in report.findings] == [
        ("fitted-on-judged", "cell 3, line 3")
    ]
    assert report.findings[0].place.code == "x = scaler.fit_transform(x)"
    assert report.error == "cell 5: ZeroDivisionError: division by zero"
    assert path.read_bytes() == before


def test_the_command_prints_what_was_found(tmp_path):
    path = tmp_path / "trial.py"
    path.write_text(SCRIPT)
    said = run(str(path))
    assert said.exit_code == 0
    assert "doubtful: fitted-on-judged, cell 3, line 2" in said.stdout
    assert run(str(path), "--fail-on", "doubtful").exit_code == 1


def test_the_report_as_json_is_the_report(tmp_path):
    path = tmp_path / "trial.py"
    path.write_text(SCRIPT)
    plain = json.loads(run(str(path), "--json", "--fail-on", "never").stdout)
    report = Report.from_dict(plain)
    assert report.as_dict() == plain
    assert report.fails("doubtful")
    assert not report.fails("wrong")


def test_the_report_as_a_page_needs_no_other_file(tmp_path):
    path, page = tmp_path / "trial.py", tmp_path / "report.html"
    path.write_text(SCRIPT + "\nprint('<script>')  # <b>\n1 / 0\n")
    assert run(str(path), "--page", str(page)).exit_code == 0
    text = page.read_text("utf-8")
    assert "fitted-on-judged" in text
    assert "x = scaler.fit_transform(x)" in text
    assert "ZeroDivisionError" in text
    assert text.index("<td>6. Data leakage</td>") < text.index("6. Data leakage</h2>")
    assert "Nothing was found." in text
    assert "No audit sees them" in text
    assert 'name="viewport"' in text
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"(?:src|href)=|url\(|@import|<script|<b>", text)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("none.ipynb", None, "there is no notebook"), ("bad.ipynb", "{", "can be read")],
)
def test_what_is_no_notebook_is_said(tmp_path, name, text, said):
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    result = run(str(path))
    assert result.exit_code == 2
    assert said in result.output


def test_every_finding_stands_in_the_checklist_and_on_the_page():
    page = (Path(__file__).parents[2] / "book" / "audit.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \|", page, re.M)
    named = {name for row in rows for name in re.findall(r"`([\w-]+)`", row)}
    assert named == {name for names in MODULES.values() for name in names}
    written = "".join(path.read_text() for path in Path(findings.__path__[0]).glob("*.py"))
    assert {name for name in named if f'"{name}"' not in written} == set()
    assert set(re.findall(r'\bFinding\(\s*"([\w-]+)"', written)) <= named


def test_nothing_at_all_is_fair():
    assert str(audit_cells(["x = 1"])) == "Nothing unfair was found. Watched: nothing."


def test_in_the_sandbox_a_notebook_sees_the_files_that_it_names_and_no_others(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "seed.txt").write_text("3")
    (tmp_path / "own.py").write_text("seed = int(open('data/seed.txt').read())\n")
    (tmp_path / "secret.txt").write_text("4")
    cells = [*CELLS, "import own\nopen('data/seed.txt').close()", "%pwd", "open('sec' + 'ret.txt')"]
    path = tmp_path / "trial.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), path)
    report = audit_sandboxed(path)
    assert [(one.name, str(one.place)) for one in report.findings] == [
        ("fitted-on-judged", "cell 3, line 3")
    ]
    assert report.findings[0].place.code == "x = scaler.fit_transform(x)"
    assert report.error.startswith("cell 7: FileNotFoundError")


def test_a_cell_that_takes_too_long_ends_the_audit_there(tmp_path):
    path = tmp_path / "trial.py"
    path.write_text("x = 1\n# %%\nwhile True:\n    x += 1")
    report = audit_sandboxed(path, limits=Limits(cell=1))
    assert report.error.startswith("cell 2: ")
    assert "1 s" in report.error


def test_only_files_of_the_folder_are_named(tmp_path):
    folder = tmp_path / "lab"
    folder.mkdir()
    for place in (tmp_path / "out.csv", folder / "in.csv", folder / "own.py"):
        place.write_text("1")
    cells = [
        f"read('in.csv', '../out.csv', {str(folder / 'in.csv')!r}, 'no.csv')",
        "from own import a",
    ]
    assert named_files([*cells, "%cd x\nread('in.csv')", "no python"], folder) == [
        "in.csv",
        "own.py",
    ]
