"""`course handout`: what a student gets, and what no student may get."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import yaml
from answers import answers, texts, unpacked
from coursework import EXAMPLE, NAME
from installation import ROOT, of_a_student, refusing
from packaging.utils import canonicalize_name
from typer.testing import CliRunner

from course_lib.checks.loading import load_checks
from course_lib.cli import app
from course_lib.grading.exercise import Exercise
from course_lib.grading.handout import collect, packed
from course_lib.grading.handout.wheel import build_wheel
from course_lib.grading.release import release

SOLUTIONS = ROOT / "solutions"
EXERCISES = sorted(path.parent.name for path in SOLUTIONS.glob("*/checks.py"))
BOLD = re.compile(r"\x1b\[[0-9;]*m")


def course(*arguments: object, status: int = 0) -> str:
    """Run a command, and return what it prints, errors included."""
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == status, done.output
    return BOLD.sub("", done.output)


@pytest.fixture(scope="module")
def handout(tmp_path_factory) -> dict[str, bytes]:
    """Return the files of the handout of all exercises."""
    target = tmp_path_factory.mktemp("handout") / "course.zip"
    printed = course("handout", target, "--solutions", SOLUTIONS)
    assert f"course.zip: {len(EXERCISES)} exercises" in printed
    assert "use --hand-in" in printed
    files = unpacked(target.read_bytes())
    assert all(name.startswith("course/") for name in files)
    return {name.removeprefix("course/"): content for name, content in files.items()}


def test_it_holds_what_a_student_needs(handout):
    for name in EXERCISES:
        assert {f"exercises/{name}/{name}.ipynb", f"exercises/{name}/checks.py"} <= handout.keys()
    chapters = {f"book/{path.name}" for path in (ROOT / "book").glob("*.ipynb")}
    assert chapters
    buttons = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]
    assert buttons["path_to_book"] == "book"  # where Binder looks for them in the branch
    assert chapters | {"README.md", "LICENSE", "requirements.txt"} <= handout.keys()


def test_it_holds_nothing_else(handout):
    """A file comes into it by name alone, so whatever lies about stays where it is."""
    known = rf"exercises/({'|'.join(EXERCISES)})/(\1\.ipynb|checks\.py)|book/[a-z0-9-]+\.ipynb"
    known += r"|html/.*|README\.md|LICENSE|requirements\.txt|fair_trials-[\d.]+-py3-none-any\.whl"
    assert [name for name in handout if not re.fullmatch(known, name)] == []
    (wheel,) = (name for name in handout if name.endswith(".whl"))
    tops = {name.split("/")[0] for name in unpacked(handout[wheel])}
    assert tops == {"course_lib", f"{wheel.removesuffix('-py3-none-any.whl')}.dist-info"}


def test_no_text_in_it_answers_an_exercise(handout):
    """Every file of the zip, and every file of the wheel in it, is opened."""
    given = dict(texts(handout))
    assert sum("!course_lib/" in path for path in given) > 100
    secrets: dict[str, str] = {}
    for name in EXERCISES:
        secrets |= answers(SOLUTIONS / name)
    for kind in ("_code, 0", "hidden", "docstring", "right/", "wrong/"):
        assert sum(kind in place for place in secrets) >= len(EXERCISES), kind
    leaks = [
        (place, path)
        for place, text in secrets.items()
        for path, there in given.items()
        if text in there
    ]
    assert leaks == []


def test_what_must_not_be_found_is_found_where_it_is():
    """The test above can fail."""
    name = EXERCISES[0]
    there = {
        path.relative_to(SOLUTIONS).as_posix(): path.read_bytes()
        for path in (SOLUTIONS / name).rglob("*")
        if path.is_file()
    }
    given = dict(texts({"all.zip": packed(there, "solutions")}))
    secrets = answers(SOLUTIONS / name)
    assert len(secrets) > 20
    assert all(any(text in one for one in given.values()) for text in secrets.values())


@pytest.mark.parametrize("name", EXERCISES)
def test_its_checks_ask_nothing_that_is_hidden(handout, name, tmp_path):
    (tmp_path / "checks.py").write_bytes(handout[f"exercises/{name}/checks.py"])
    for question in load_checks(tmp_path / "checks.py"):
        inside = question.function.__code__
        assert question.visible or (inside.co_names, len(inside.co_code)) == ((), EMPTY)


def nothing(student):
    """Do nothing."""


EMPTY = len(nothing.__code__.co_code)


def test_its_lock_is_the_students_part_of_the_courses():
    def blocks(name: str) -> dict[str, set[str]]:
        parts = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
        heads = [re.match(r"([\w.-]+)==(\S+)", part) for part in parts]
        return {
            canonicalize_name(head[1]): {head[2], *re.findall(r"sha256:\w+", part)}
            for head, part in zip(heads, parts, strict=True)
        }

    whole, students = blocks("requirements.txt"), blocks("requirements-student.txt")
    assert students.items() <= whole.items()
    assert not {"nbgrader", "distributed", "dask", "sqlalchemy", "pytest"} & students.keys()
    here = set()
    for name in students:
        try:
            here.add(canonicalize_name(distribution(name).name))
        except PackageNotFoundError:  # of another system
            continue
    assert here == of_a_student()


def test_its_lock_installs_its_wheel(handout, tmp_path):
    """By pip, which refuses a wheel of another hash; without a network."""
    first = handout["requirements.txt"].decode().splitlines()[0]
    (wheel,) = (name for name in handout if name.endswith(".whl"))
    assert hashlib.sha256(handout[wheel]).hexdigest() in first
    (tmp_path / wheel).write_bytes(handout[wheel])
    (tmp_path / "requirements.txt").write_text(first)
    command = f"{sys.executable} -m pip install -q --no-index --no-deps --require-hashes --target="
    done = subprocess.run(
        [*f"{command}there --no-compile -r requirements.txt".split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "there" / "course_lib" / "checks" / "checking.py").is_file()


def test_the_same_files_make_the_same_zip(handout, tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / NAME)  # the same at another time, in another place
    one, other = (
        collect([Exercise.read(folder)], ROOT, chapters=False)
        for folder in (EXAMPLE, tmp_path / NAME)
    )
    assert packed(one.files, "a") == packed(dict(reversed(other.files.items())), "a")
    name, content = build_wheel(ROOT)
    assert handout[name] == content


def test_unpacked_it_checks_as_the_clone_does(tmp_path):
    target = tmp_path / "week.zip"
    course("handout", target, "--solutions", EXAMPLE.parent, "--no-book", "--hand-in", "By post")
    folder = tmp_path / "week"
    subprocess.run([sys.executable, "-m", "zipfile", "-e", target, tmp_path], check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, folder / "site"], check=True)
    release(EXAMPLE, tmp_path / "released" / NAME)
    printed = []
    for place, library in ((folder / "exercises", folder / "site"), (tmp_path / "released", ROOT)):
        own = tmp_path / f"refusing-{place.name}"
        own.mkdir()
        environment = refusing(own, library)
        where = [sys.executable, "-c", "import course_lib; print(course_lib.__file__)"]
        found = subprocess.run(where, cwd=place, env=environment, capture_output=True, text=True)
        assert Path(found.stdout.strip()).is_relative_to(library), found.stderr
        done = subprocess.run(
            [sys.executable, "-m", "course_lib.cli", "check", f"{NAME}/scaling.ipynb"],
            cwd=place,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1, done.stderr
        printed.append(done.stdout)
    assert printed[0] == printed[1]
    assert "checked after you hand in" in printed[0]


def test_its_first_page_says_how_and_until_when(tmp_path):
    exercises = [Exercise.read(SOLUTIONS / name) for name in EXERCISES[:2]]
    said = {"hand_in": "Upload it to Moodle", "deadline": "Moodle shows the deadline."}
    made = collect(exercises, ROOT, chapters=False, **said)
    page = made.files["README.md"].decode()
    assert "Upload it to Moodle. Leave" in page
    assert "\n\nMoodle shows the deadline.\n\n" in page
    links = re.findall(r"\[[\w-]+\]\(([^)]+)\)", page)
    assert len(links) == 2
    assert set(links) <= made.files.keys()
    deadline = exercises[0].deadline
    assert f"| {deadline:%Y-%m-%d %H:%M} (UTC+01:00) | each begun day costs 10 %; after 3" in page
    (begin, check) = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    assert len(begin.splitlines()) == 3
    assert check.split()[-1] in made.files
    assert "html/" not in page


def test_an_exercise_without_a_deadline_says_none(tmp_path):
    shutil.copytree(SOLUTIONS / EXERCISES[0], tmp_path / EXERCISES[0])
    (tmp_path / EXERCISES[0] / "exercise.toml").write_text('title = "A | B"\n')
    made = collect([Exercise.read(tmp_path / EXERCISES[0])], ROOT, chapters=False)
    assert r": A \| B | 20 | – | – |" in made.files["README.md"].decode()


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path):
    target = tmp_path / "a.zip"
    target.write_text("mine")
    here = ("--solutions", tmp_path / "solutions", "--no-book")
    assert "already: choose another name" in course("handout", target, *here, status=1)
    assert target.read_text() == "mine"
    shutil.copytree(EXAMPLE, tmp_path / "solutions" / NAME)
    (tmp_path / "solutions" / NAME / "data" / "heights.csv").write_text("### BEGIN SOLUTION")
    assert "BEGIN SOLUTION stands in it" in course("handout", target, *here, "--force", status=1)
    assert target.read_text() == "mine"
    shutil.copy(EXAMPLE / "data" / "heights.csv", tmp_path / "solutions" / NAME / "data")
    course("handout", target, *here, "--force")
    assert "a/exercises/01-scaling/scaling.ipynb" in unpacked(target.read_bytes())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "solutions"]


def test_what_is_asked_for_must_be_clear(tmp_path):
    here = ("--solutions", EXAMPLE.parent)
    assert "name a zip to write, or a branch" in course("handout", *here, status=1)
    both = ("handout", tmp_path / "a.zip", "--branch", "b", *here)
    assert "and not both" in course(*both, status=1)
    assert "a handout is a zip" in course("handout", tmp_path / "a.tar", *here, status=1)
    missing = ("handout", tmp_path / "a.zip", "--exercise", "02-none", *here)
    assert "there is no exercise" in course(*missing, status=1)
    assert list(tmp_path.iterdir()) == []
