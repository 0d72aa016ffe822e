"""`course handout --branch`: a branch that no answer is in, and none is behind."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from coursework import EXAMPLE, NAME
from typer.testing import CliRunner

from course_lib.cli import app

FILES = {
    ".binder/postBuild",
    ".binder/runtime.txt",
    "LICENSE",
    "README.md",
    f"exercises/{NAME}/checks.py",
    f"exercises/{NAME}/data/heights.csv",
    f"exercises/{NAME}/scaling.ipynb",
    "requirements.txt",
}


class Repository:
    """A repository with one exercise, its solution and a file that is being changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        shutil.copytree(EXAMPLE, folder / "solutions" / NAME)
        self.commit("Add a solution")
        (folder / "notes.txt").write_text("half a tho")
        self.git("add", "notes.txt")
        (folder / "notes.txt").write_text("half a thought")

    def git(self, *words: str) -> str:
        command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@uni.example", *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, subject: str) -> None:
        self.git("add", "solutions")
        self.git("commit", "-q", "-m", subject)

    def state(self) -> tuple[str, ...]:
        """Return what a handout must not touch: index, files, branches but its own."""
        texts = [path.read_text("utf-8") for path in sorted(self.folder.glob("*.txt"))]
        return (self.git("status", "--porcelain=2", "--branch"), *texts)

    def hand_out(self, branch: str, status: int = 0) -> str:
        here = ["--solutions", str(self.folder / "solutions"), "--no-book"]
        done = CliRunner().invoke(app, ["handout", "--branch", branch, *here])
        assert done.exit_code == status, done.output
        return done.output


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Repository:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@uni.example")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    return Repository(tmp_path)


def test_the_branch_holds_the_handout_and_nothing_is_behind_it(repository):
    before = repository.state()
    assert "branch students: 1 exercise" in repository.hand_out("students")
    assert repository.state() == before
    git = repository.git
    there = set(git("ls-tree", "-r", "--name-only", "students").splitlines())
    (wheel,) = (name for name in there if name.endswith(".whl"))
    assert there == FILES | {wheel}
    assert git("rev-list", "--parents", "students").split() == [git("rev-parse", "students")]
    objects = {line.split()[0] for line in git("rev-list", "--objects", "students").splitlines()}
    kept = {git("rev-parse", f"main:solutions/{NAME}/{one}") for one in ("checks.py", "factor.txt")}
    assert kept.isdisjoint(objects)
    assert "100755 blob" in git("ls-tree", "students", ".binder/postBuild")
    assert git("fsck", "--strict") == ""
    assert "BEGIN SOLUTION" not in git("show", f"students:exercises/{NAME}/scaling.ipynb")


def test_it_goes_on_from_the_last_handout(repository):
    repository.hand_out("students")
    first = repository.git("rev-parse", "students")
    assert "holds this handout already" in repository.hand_out("students")
    assert repository.git("rev-parse", "students") == first
    settings = repository.folder / "solutions" / NAME / "exercise.toml"
    settings.write_text(settings.read_text("utf-8").replace("2027-03-01", "2027-03-08"), "utf-8")
    repository.hand_out("students")
    assert repository.git("rev-parse", "students^") == first
    assert repository.git("diff", "--name-only", first, "students") == "README.md"
    assert repository.git("rev-list", "--count", "students") == "2"


def test_a_branch_with_other_commits_stays_as_it_is(repository):
    repository.git("branch", "old")
    tips = repository.git("show-ref")
    assert "holds commits that are no handouts" in repository.hand_out("old", status=1)
    assert "is checked out" in repository.hand_out("main", status=1)
    assert "git check-ref-format" in repository.hand_out("no..name", status=1)
    assert repository.git("show-ref") == tips


def test_without_a_repository_it_says_so(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / NAME)
    here = ["handout", "--branch", "students", "--solutions", str(tmp_path), "--no-book"]
    done = CliRunner().invoke(app, here)
    assert done.exit_code == 1
    assert "not a git repository" in done.output
