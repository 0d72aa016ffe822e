"""A small class that is graded by ``course grade``, in processes of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from nbgrader import api

EXAMPLE = Path(__file__).parent / "example" / "01-scaling"
NAME = EXAMPLE.name
STUDENTS = 6
# The example needs no TensorFlow, and each worker would import it first.
ENVIRONMENT = {
    **os.environ,
    "COURSE_WARM_MODULES": "matplotlib.pyplot,ipykernel.kernelapp,ipykernel.ipkernel",
}


def course(
    *arguments: object, env: dict[str, str] = ENVIRONMENT, **options
) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "course_lib.cli", *map(str, arguments)]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=200, **options)


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


def stripped(folder: Path) -> dict[str, dict]:
    """Return all results but for the seconds that they took."""
    found = {}
    for path in (folder / "results" / NAME).glob("*.json"):
        result = json.loads(path.read_text("utf-8"))
        for entry in (result, *result["questions"]):
            del entry["seconds"]
        found[path.stem] = result
    return found


def started(handed_in: Path, solutions: Path, into: Path, *options: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "course_lib.cli", "grade", str(handed_in)]
    command += ["--solutions", str(solutions), "--into", str(into), "--workers", "2", *options]
    return popen(command)


def popen(command: list[str]) -> subprocess.Popen:
    """Start a command that hears Ctrl-C, also where a shell has these tests in the background."""
    return subprocess.Popen(
        command,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
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
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
