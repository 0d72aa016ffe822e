"""Beside the student's code nothing escapes but a reply, whatever that code does."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from course_lib.checks.answering import answer, answer_text, in_process
from course_lib.checks.values import encode, wire


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no")


class Verbose(Exception):
    def __str__(self):
        return "x\ud800" * 10_000_000


class Forged(str):
    def __getitem__(self, key):
        raise SystemExit

    def encode(self, *args):
        return {"not": "bytes"}


class Odd(Exception):
    def __str__(self):
        return Forged("odd")


Nameless = type("N" * 100, (BaseException,), {})


def raises(error):
    def function(*args):
        raise error

    return function


def endless(*args):
    return endless(*args)


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (raises(SystemExit(0)), "SystemExit"),
        (raises(KeyboardInterrupt()), "KeyboardInterrupt"),
        (raises(GeneratorExit()), "GeneratorExit"),
        (raises(MemoryError()), "MemoryError"),
        (raises(StopIteration(3)), "StopIteration"),
        (raises(ExceptionGroup("many", [ValueError("one")])), "ExceptionGroup"),
        (raises(Unspeakable()), "Unspeakable"),
        (raises(Verbose()), "Verbose"),
        (raises(Odd()), "Odd"),
        (raises(Nameless()), "N" * 60),
        (endless, "RecursionError"),
        (lambda *args: exit(), "SystemExit"),
        (lambda *args: print, "NotPlain"),
        (lambda *args: (number for number in args), "NotPlain"),
        (3, "TypeError"),
        (lambda: None, "TypeError"),
    ],
)
def test_whatever_is_raised_becomes_a_reply(function, name):
    request = {"do": "call", "name": "f", "args": [encode(1)]}
    reply = wire.read(answer_text(wire.write(request), {"f": function}))
    assert reply["error"]["type"] == name
    assert len(reply["error"]["message"]) <= 600
    assert reply["output"] == ""


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"do": "call"},
        {"do": "steal", "name": "f"},
        {"do": "call", "name": "f", "args": 3},
        {"do": "call", "name": ["f"]},
        {"do": "call", "name": "f", "args": [{"kind": "class"}]},
    ],
)
def test_a_request_that_is_none_becomes_an_error(request_):
    reply = answer(request_, {"f": lambda: 1})
    assert "error" in reply or request_.get("do") == "steal"


def test_output_is_captured_and_cut():
    def chatter():
        for _ in range(1000):
            print("x" * 1000, "\ud800")

    reply = answer({"do": "call", "name": "f"}, {"f": chatter})
    assert reply["value"] == {"kind": "none"}
    assert 10_000 < len(reply["output"]) < 10_100
    json.dumps(reply).encode()


def test_output_of_code_that_fails_is_kept(capsys):
    def f():
        print("before")
        raise ValueError("after")

    assert answer({"do": "call", "name": "f"}, {"f": f})["output"] == "before\n"
    print("still works")
    assert capsys.readouterr().out == "still works\n"


def test_arguments_are_copies():
    x = np.zeros(3)

    def spoil(array, *, table):
        array[:] = 1
        table.clear()
        return array

    table = {"a": [1]}
    request = {"do": "call", "name": "f", "args": [encode(x)], "kwargs": {"table": encode(table)}}
    assert "value" in in_process({"f": spoil})(request)
    assert x.tolist() == [0, 0, 0]
    assert table == {"a": [1]}


def test_it_loads_with_the_standard_library_and_numpy_alone():
    code = (
        "import sys\n"
        "from course_lib.checks.answering import answer\n"
        "answer({'do': 'value', 'name': 'x'}, {'x': [1, 2.5, 'a']})\n"
        "ours = sorted(name for name in sys.modules if name.startswith('course_lib.'))\n"
        "heavy = {'pandas', 'keras', 'tensorflow', 'matplotlib', 'IPython'} & set(sys.modules)\n"
        "print(ours, heavy)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    parts = ["arrays", "decoding", "encoding", "limits", "wire"]
    allowed = ["answering", "values", *(f"values.{part}" for part in parts)]
    ours = [f"course_lib.checks.{name}" for name in allowed]
    expected = ["course_lib.checks", *ours, "course_lib.text"]
    assert ran.stdout.strip() == f"{expected} set()"
