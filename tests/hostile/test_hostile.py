"""Submissions that cheat, spy and destroy: none may gain, learn, harm or outlive anything."""

import ast
import base64
import contextlib
import json
import os
import re
import runpy
import socket
import sys
import tempfile
import time
import types
from pathlib import Path

import pytest

from course_lib.checks.loading import load_checks
from course_lib.grading.keys import seed_of
from course_lib.grading.prepared import PreparedExercise
from course_lib.grading.results import SubmissionResult
from course_lib.grading.running import Grader
from course_lib.grading.submissions import collect
from course_lib.kernels import Limits

FOLDER = Path(__file__).parent
ATTACKS = sorted((FOLDER / "attacks").glob("[0-9]*.py"))
SUBMISSIONS = [path for path in ATTACKS if path.stem < "9"]
ARCHIVES = [path for path in ATTACKS if path.stem >= "9"]
DEFAULTS = {"wall": 12.0, "cpu": 8.0, "memory": 400 << 20, "processes": 64}
SMALL = {"scratch": 16 << 20, "file": 8 << 20, "output": 200_000}
MODULES = ("numpy", "ipykernel.kernelapp", "ipykernel.ipkernel")
MEMORY = 500 << 20
BAIT = ("\0course-hostile-bait", "/tmp/course-hostile-bait")
FORBIDDEN = ["course_lib.normalize"]
QUESTIONS = load_checks(FOLDER / "checks.py")
POINTS = sum(question.points for question in QUESTIONS)

HONEST = """\
def double(x):
    return 2 * x
"""
# Does everything right, and tells what it finds where others may have been before.
NEIGHBOUR = """\
import os, sys, socket, statistics, fractions
double = lambda x: 2 * x
minmax = lambda x: (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
secret = lambda text: text[::-1]
def hue(r, g, b):
    high, low = max(r, g, b), min(r, g, b)
    part = (g - b, 0) if high == r else (b - r, 2) if high == g else (r - g, 4)
    return (part[0] / (high - low) + part[1]) / 6 % 1
for place in ("/", "/dev", "/dev/shm", "/tmp", "/scratch", ".", "/etc", "/work", "~/.ipython"):
    place = os.path.expanduser(place)
    print(place, sorted(os.listdir(place)) if os.path.isdir(place) else None)
print(sorted(os.environ.items()), os.getpid() < 400, len(os.sched_getaffinity(0)), os.nice(0))
"""


def notebook(*sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def read_attack(path):
    """Return what an attack expects, and its cells."""
    text = path.read_text()
    tree = ast.parse(text)
    expected, start = {}, 0
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXPECT":
            expected = ast.literal_eval(node.value)
        if isinstance(node, ast.Import) and node.names[0].name.startswith("only_in_the"):
            start = node.end_lineno
            break
    assert start, f"{path.name} would run where it must not: it lacks import only_in_the_sandbox"
    assert ast.get_docstring(tree), f"{path.name} does not say what it tries"
    lines = "\n".join(text.splitlines()[start:])
    return expected, [HONEST, *lines.split("# %%\n")]


def limits(**changes):
    return Limits(**{**DEFAULTS, **SMALL, **changes})


def graded(grader, *sources):
    return grader.grade(
        notebook(*sources),
        student="eve",
        exercise=PreparedExercise("01-trial", "0", QUESTIONS, (), forbidden=FORBIDDEN),
    )


def descendants(process):
    """Return the processes that come from one, by what the system's table says."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{name}/stat").read_bytes()  # a process may have any name
            parents[int(name)] = int(stat.rpartition(b")")[2].split()[1])
    tree = {process}
    while more := {child for child, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return tree - {process}


def peak(reset=False):
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) << 10


def left_behind():
    """Return traces on the host of what attacks try to leave."""
    places = {tempfile.gettempdir(), "/tmp", "/", "/dev", "/dev/shm", "/var/tmp", os.getcwd()}
    places |= {str(Path.home()), sys.prefix, str(FOLDER), str(FOLDER.parents[1])}
    places |= {str(FOLDER.parents[1] / "course_lib")}
    return [str(path) for place in places for path in Path(place).glob("*left-behind*")]


@pytest.fixture(scope="module")
def house(sandbox):
    """Give a grader, what a neighbour sees before any attack, and bait on the host."""
    with Grader(limits(), modules=MODULES) as grader, contextlib.ExitStack() as stack:
        listeners = []
        for name in BAIT:
            with contextlib.suppress(OSError):  # another run has put it out
                listeners.append(stack.enter_context(socket.socket(socket.AF_UNIX)))
                listeners[-1].bind(name)
                stack.callback(Path(name.strip("\0")).unlink, missing_ok=True)
                listeners[-1].listen()
                listeners[-1].setblocking(False)
        first = graded(grader, NEIGHBOUR)
        assert first.score == POINTS, first
        quiet = len(descendants(os.getpid()))
        yield types.SimpleNamespace(
            grader=grader, seen=first.output, listeners=listeners, quiet=quiet
        )
    assert descendants(os.getpid()) == set()


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: path.stem)
def test_submission(path, house):
    expected, cells = read_attack(path)
    house.grader.limits = limits(**expected.get("limits", {}))
    before = peak(reset=True)
    start = time.monotonic()
    result = graded(house.grader, *cells)
    seconds = time.monotonic() - start
    taken = peak() - before

    # Nothing gained: what the honest part of it earns, and no more.
    most = expected.get("most", 2)
    assert expected.get("least", 0) <= result.score <= most, result
    assert [question.name for question in result.questions] == [q.name for q in QUESTIONS]
    # Nothing learned.
    told = SubmissionResult.to_json(result)
    assert "SEEN" not in told, result
    for text in secrets(cells):
        assert text.lower() not in told.lower(), result
    # What it tells can be stored.
    told.encode()
    assert "\0" not in told
    assert len(told) < 200_000
    assert re.search(expected.get("problem", ""), " ".join(result.problems)), result.problems
    # Nothing outlives its time, and whoever grades keeps its memory.
    # A kernel may last as long as the limit, and another one may have started just before its end.
    longest = max(2 * house.grader.limits.wall + 10, expected.get("seconds", 0))
    assert seconds < longest, result
    assert taken < MEMORY
    assert only_the_parents(house) == set()
    assert left_behind() == []
    # Nobody on the host was reached.
    for listener in house.listeners:
        with pytest.raises(OSError):
            listener.accept()
    # The neighbour has what it earns and sees what it saw.
    house.grader.limits = limits()
    neighbour = graded(house.grader, NEIGHBOUR)
    assert neighbour.score == POINTS, neighbour
    assert neighbour.output == house.seen


def secrets(cells):
    seed = seed_of(notebook(*cells), "")
    (hidden,) = [question for question in QUESTIONS if question.hidden]
    canary = hidden.function.__globals__["canary"](seed)
    plain = [canary, canary[::-1], canary.encode().hex(), base64.b64encode(canary.encode())]
    return [text.decode() if isinstance(text, bytes) else text for text in plain]


def only_the_parents(house):
    """Wait until the sandbox holds its parents alone; return who is there too many."""
    end = time.monotonic() + 5
    while len(there := descendants(os.getpid())) > house.quiet and time.monotonic() < end:
        time.sleep(0.05)
    return there if len(there) > house.quiet else set()


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_archive(path, tmp_path):
    content = notebook(HONEST)
    sys.modules["only_in_the_tests"] = types.ModuleType("only_in_the_tests")
    try:
        attack = runpy.run_path(str(path))
    finally:
        del sys.modules["only_in_the_tests"]
    made = attack["make"](tmp_path, content)
    there = sorted(tmp_path.rglob("*"))
    handed, faults = collect(made, "01-trial")
    readable = []
    for one in handed:
        with contextlib.suppress(ValueError):
            assert one.read() == content
            readable.append(one)
    assert len(readable) == len(attack["READABLE"])
    assert len({one.student.casefold() for one in readable}) == len(readable)
    for one in readable:
        assert re.fullmatch(r'[^/\\:*?"<>|\x00-\x1f]+', one.student)
        assert one.student not in (".", "..", "")
        assert not one.student.startswith((".", "-", "~", " "))
        assert len(one.student.encode()) <= 128
    assert all(fault.isprintable() for fault in faults)
    assert sorted(tmp_path.rglob("*")) == there
    assert left_behind() == []


def test_every_attack_says_what_it_tries():
    assert len(ATTACKS) >= 40
    said = [ast.get_docstring(ast.parse(path.read_text())) for path in ATTACKS]
    assert len(set(said)) == len(ATTACKS)
