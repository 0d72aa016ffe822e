"""Where bubblewrap is missing: one sentence, and a way around it for who insists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from coursework import ENVIRONMENT, STUDENTS, course, rows, scores

from course_lib.kernels import why_no_sandbox

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


def grade(*arguments: object) -> subprocess.CompletedProcess:
    """Run ``course grade`` where nothing but this environment's programs can be found."""
    return course(
        "grade", *arguments, env={**ENVIRONMENT, "PATH": str(Path(sys.executable).parent)}
    )


def test_grading_stops_and_says_what_to_install(solutions, handed_in, tmp_path):
    into = tmp_path / "grades"
    done = grade(handed_in, "--solutions", solutions, "--into", into)
    assert done.returncode == 1
    assert "apt install bubblewrap" in done.stderr
    assert "--no-sandbox" in done.stderr
    assert "Traceback" not in done.stderr
    assert not into.exists()


def test_it_goes_on_without_when_told_to(solutions, handed_in, tmp_path, request):
    given = ("--solutions", solutions, "--into", tmp_path, "--workers", 2, "--no-sandbox")
    done = grade(handed_in, *given)
    assert done.returncode == 0, done.stderr
    assert "no sandbox: submissions run as you" in done.stderr
    assert f"{STUDENTS} graded" in done.stdout
    earned = scores(tmp_path)
    assert earned["student0"] > earned["student2"] > earned["student4"] == 0
    if why_no_sandbox() is None:
        assert rows(tmp_path) == rows(request.getfixturevalue("graded"))
