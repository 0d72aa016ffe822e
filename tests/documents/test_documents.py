"""Every code block of the pages that people begin with does what the page says.

Nothing is left out: a block in a language that nobody here reads fails. Three things are done
otherwise than on the page. `make` only says what it would do, since it would run these tests again;
a call of the endless loop may take one second and not 30; formgrader is stopped as soon as it
answers, and what a person enters there is entered into the gradebook.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
import yaml
from blocks import PROGRAMS, ROOT, Block, Reader, blocks
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader import api

from course_lib.kernels import why_no_sandbox

PAGES = ("README.md", "CONTRIBUTING.md", "book/for-students.md", "book/for-instructors.md")
PAGES += ("book/audit.md",)
TOP = {"book", "course_lib", "solutions", "tests", "benchmarks", "_config.yml"}
EXERCISE = "04-shares"
FORMGRADER = r"http://127\.0\.0\.1:\d+/formgrader"
QUICKER = {
    '@question("shares", points=3)': '@question("shares", points=3, timeout=1)',
    "points=1, hidden=True)": "points=1, hidden=True, timeout=1)",
}


def follow(page: str, reader: Reader) -> None:
    """Do what a page says from its first block to its last."""
    names: dict = {}
    for block in blocks(page):
        match block.language:
            case "python" if block.file is None:
                exec(compile(block.text, block.place, "exec"), names)
            case "python" | "toml":
                save(block, reader)
            case "text" if block.file is not None:
                save(block, reader)
            case "yaml":
                run_workflow(block, reader)
            case "sh" | "text":
                for command, shown in block.commands:
                    printed = run(command, reader)
                    assert shown is None or plain(printed) == plain(shown), block.place
            case other:
                raise AssertionError(f"{block.place}: nobody here reads {other!r}")


def run_workflow(block: Block, reader: Reader) -> None:
    """Do what a workflow says of a notebook, with this course installed already."""
    (job,) = yaml.safe_load(block.text)["jobs"].values()
    install, audit = [step["run"] for step in job["steps"] if "run" in step]
    assert install == 'pip install "./fair-trials[student]"'
    folder = reader.folder / "notebooks"
    folder.mkdir()
    nbformat.write(new_notebook(cells=[new_code_cell("no python")]), folder / "broken.ipynb")
    assert "audited up to there" in reader.types(audit)
    assert [page.name for page in (reader.folder / "audits").iterdir()] == ["broken.html"]


def save(block: Block, reader: Reader) -> None:
    assert block.file is not None, f"{block.place}: what is it to be saved as?"
    text = block.text
    if block.file.endswith("checks.py"):
        for slow, quick in QUICKER.items():
            assert slow in text
            text = text.replace(slow, quick)
    reader.saves(block.file, text)
    if block.is_run:
        reader.types(f"python {block.file}")


def run(command: str, reader: Reader) -> str:
    """Run a command as it stands, but for those that the head of this file names."""
    words = command.split("#")[0].split()
    match words:
        case ["make", target]:
            return reader.types(f"make -n -C {ROOT} {target}")
        case ["course", "formgrader", *_]:
            reader.serves(f"{' '.join(words)} --no-browser", FORMGRADER)
            if (reader.folder / "submitted" / "alan").exists():
                read_the_answer_of_alan(reader.folder)
            return ""
    return reader.types(command.replace("~/fair-trials/.venv/bin", str(PROGRAMS)))


def read_the_answer_of_alan(folder: Path) -> None:
    with api.Gradebook(f"sqlite:///{folder / 'grades' / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("why", EXERCISE, EXERCISE, "alan")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()


def plain(printed: str) -> list[str]:
    """Return the lines without the bar of progress, which no file gets."""
    return [line.rstrip() for line in printed.strip().splitlines() if "━" not in line]


@pytest.fixture(scope="module")
def instructor(tmp_path_factory) -> Reader:
    """Return an instructor who has followed the whole page, with the class that it makes."""
    if reason := why_no_sandbox():
        pytest.skip(reason)
    reader = Reader(tmp_path_factory.mktemp("instructor"))
    follow("book/for-instructors.md", reader)
    return reader


def test_for_instructors(instructor):
    assert (instructor.folder / "grades" / "reports" / EXERCISE / "index.html").exists()


@pytest.fixture
def student(instructor, tmp_path) -> Reader:
    """Return a reader in a folder where the small exercise bears the name of the first."""
    first = "01-normalisation"
    for role in ("solutions", "submitted/grace"):
        folder = tmp_path / role / first
        shutil.copytree(instructor.folder / role / EXERCISE, folder)
        (folder / f"{EXERCISE}.ipynb").rename(folder / f"{first}.ipynb")
    return Reader(tmp_path)


def test_readme(student, capsys):
    follow("README.md", student)
    printed = capsys.readouterr().out
    assert re.search(r"^AdaGrad .*worse$", printed, re.MULTILINE), printed
    assert printed.splitlines()[-1].startswith("Adam "), printed
    assert (student.folder / "grades" / "reports" / "01-normalisation" / "index.html").exists()


def test_contributing(tmp_path):
    follow("CONTRIBUTING.md", Reader(tmp_path))


def test_audit(tmp_path):
    follow("book/audit.md", Reader(tmp_path))


def test_for_students(student):
    """The page shows what the answer of grace earns, who forgets that the sum may be 0."""
    student.types("course release")
    handed_in, released = (
        next((student.folder / role).rglob("*.ipynb")) for role in ("submitted", "exercises")
    )
    shutil.copy(handed_in, released)
    for block in blocks("book/for-students.md"):
        match block.language:
            case "text":
                shown = block.text
            case "sh":
                assert shown in student.types(block.text)
            case other:
                raise AssertionError(f"{block.place}: nobody here reads {other!r}")


TARGETS = re.findall(r"^([\w-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page):
    """Commands of make and course, and paths in the repository, that stand in the sentences."""
    named = re.findall(
        r"`([^`\n]+)`", re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    )
    for name in named:
        match name.split():
            case ["make", target, *_]:
                assert target in TARGETS, f"{page}: {name}"
            case [path] if path.split("/")[0] in TOP and not re.search(r"NN|NAME|[<*]", path):
                made_here = f"/{EXERCISE}/" in path
                assert made_here or (ROOT / path).exists(), f"{page}: {name}"


def test_make_help_lists_every_command():
    done = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split()[1] for line in done.stdout.splitlines()] == TARGETS
