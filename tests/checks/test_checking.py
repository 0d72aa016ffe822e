"""`check` in a notebook: the grader's visible checks, at once, in words and colours."""

from __future__ import annotations

import json
import re
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from course_lib.checks import check
from course_lib.checks.checking import feedback
from course_lib.checks.feedback import Feedback, note
from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.rehearsing import CheckError
from course_lib.grading.release import release

SOURCE = Path(__file__).parents[1] / "grading" / "example" / "01-scaling"


def minmax(x):
    low, high = x.min(axis=0), x.max(axis=0)
    return (x - low) / np.where(high == low, 1, high - low)


def careless(x):
    print("careless <b>")
    return (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    target = tmp_path_factory.mktemp("exercises") / "01-scaling"
    release(SOURCE, target)
    return target


@pytest.fixture
def checks(released):
    return released / "checks.py"


def test_a_right_answer(checks):
    result = feedback("minmax", {"minmax": minmax}, checks)
    assert result.state == "passed"
    assert str(result) == (
        "minmax: passed, 4 of 4 points\n  ✓ scales each column\n  ✓ constant column"
    )


def test_a_partly_right_answer_shows_the_hint_and_what_was_printed(checks):
    result = feedback("minmax", {"minmax": careless}, checks)
    assert (result.state, result.score) == ("partial", 3)
    assert str(result).splitlines() == [
        "minmax: partly right, 3 of 4 points",
        "  ✓ scales each column",
        "  ✗ constant column",
        "      What is 0 / 0?",
        "      the value holds NaN",
        "  your code printed:",
        "  | careless <b>",
        "  | careless <b>",
    ]


def test_nothing_there_and_an_error(checks):
    assert "minmax is not defined" in str(feedback("minmax", {}, checks))
    broken = feedback("minmax", {"minmax": lambda x: 1 / 0}, checks)
    assert broken.message == "ZeroDivisionError: division by zero"
    assert str(broken).count("division by zero") == 1
    assert "What is 0 / 0?" not in str(broken)
    assert "Traceback" not in broken.to_html() + str(broken)
    empty = feedback("minmax", {"minmax": lambda x: None}, checks)
    assert (empty.state, empty.score) == ("failed", 0)
    assert str(empty).count("the value is None: is there a return?") == 2


def test_questions_that_are_not_checked_here(checks):
    hidden = feedback("minmax-hidden", {"minmax": minmax}, checks)
    assert str(hidden).splitlines()[0] == "minmax-hidden (2 points): checked after you hand in"
    assert "read by a person" in str(feedback("why", {}, checks))


def test_a_name_that_is_none(checks, tmp_path):
    with pytest.raises(CheckError, match="did you mean 'minmax'"):
        feedback("mimnax", {}, checks)
    with pytest.raises(CheckError, match=r"no checks\.py"):
        feedback("minmax", {}, tmp_path / "checks.py")


def test_a_broken_check_is_a_sentence(tmp_path):
    (tmp_path / "checks.py").write_text("1 / 0")
    with pytest.raises(ChecksBroken, match="line 1: ZeroDivisionError"):
        feedback("minmax", {}, tmp_path / "checks.py")


def test_the_inputs_differ_from_seed_to_seed(checks):
    seen = []

    def spy(x):
        seen.append(x.copy())
        return minmax(x)

    for seed in (1, 1, 2):
        feedback("minmax", {"minmax": spy}, checks, seed=seed)
    first, again, other = seen[0], seen[2], seen[4]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_interrupting_ends_the_question(checks):
    calls = []

    def slow(x):
        calls.append(x)
        raise KeyboardInterrupt

    result = feedback("minmax", {"minmax": slow}, checks)
    assert (result.state, result.message) == ("timeout", "you interrupted it")
    assert len(calls) == 1


def test_it_takes_less_than_a_second(checks):
    start = time.perf_counter()
    feedback("minmax", {"minmax": minmax}, checks)
    assert time.perf_counter() - start < 1


def test_the_namespace_stays_as_it_was(checks):
    namespace = {"minmax": minmax, "x": 1}
    feedback("minmax", namespace, checks)
    assert namespace == {"minmax": minmax, "x": 1}


def test_html_speaks_without_colour_and_escapes(checks):
    html = feedback("minmax", {"minmax": careless}, checks).to_html()
    assert 'role="group" aria-label="Check of minmax"' in html
    assert 'aria-label="passed:">✓' in html.replace(' style="color:#2e8540;font-weight:bold"', "")
    assert 'aria-label="not yet right:"' in html
    assert "careless &lt;b&gt;" in html
    evil = Feedback("<b>", 1, "error", message="<script>", output="</pre><script>").to_html()
    assert "<script" not in evil
    assert "<b>" not in evil


@pytest.mark.parametrize("state", ["passed", "partial", "failed", "error", "timeout", "missing"])
def test_feedback_goes_through_json(state):
    one = Feedback("q", 2, state, 1.0, message="m", output="o")
    assert Feedback.from_plain(json.loads(json.dumps(one.to_plain()))) == one


def contrast(colour, ground):
    def luminance(text):
        parts = [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted([luminance(colour), luminance(ground)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", "#121212"])
def test_marks_can_be_seen_on_light_and_dark(checks, ground):
    pages = [feedback("minmax", {"minmax": one}, checks).to_html() for one in (minmax, careless)]
    pages += [note("a", "b").to_html(), feedback("why", {}, checks).to_html()]
    colours = set(re.findall(r"#[0-9a-f]{6}", "".join(pages)))
    assert len(colours) >= 4
    for colour in colours:
        assert contrast(colour, ground) >= 3, colour


class TestInIPython:
    @pytest.fixture
    def shell(self, released, monkeypatch):
        from IPython.core.interactiveshell import InteractiveShell

        InteractiveShell.clear_instance()
        shell = InteractiveShell.instance()
        monkeypatch.chdir(released)
        yield shell
        InteractiveShell.clear_instance()

    def test_the_notebooks_names_are_asked(self, shell, capsys):
        from IPython.utils.capture import capture_output

        shell.run_cell("def double(x):\n    return 2 * x")
        with capture_output() as captured:
            assert check("bonus") is None
        (shown,) = captured.outputs
        assert "bonus: passed, 1 of 1 point" in shown.data["text/html"]
        assert shown.data["text/plain"].startswith("bonus: passed")

    def test_mistakes_are_shown_as_a_sentence(self, shell, tmp_path, monkeypatch):
        from IPython.utils.capture import capture_output

        with capture_output() as captured:
            check("bonuss")
            check(3)
            monkeypatch.chdir(tmp_path)
            check("bonus")
        *texts, last = [output.data["text/plain"] for output in captured.outputs]
        assert texts == [
            "bonuss: there is no question of this name; did you mean 'bonus'?",
            "3: there is no question of this name",
        ]
        said = f"bonus: there is no checks.py beside this notebook (searched in {tmp_path}"
        assert last.startswith(said)

    def test_the_checks_lie_where_the_editor_says(self, shell, released, tmp_path, monkeypatch):
        from IPython.utils.capture import capture_output

        monkeypatch.chdir(tmp_path)
        shell.user_ns["__vsc_ipynb_file__"] = str(released / "scaling.ipynb")
        with capture_output() as captured:
            check("why")
        assert "read by a person" in captured.outputs[0].data["text/plain"]


def test_outside_of_a_notebook_it_prints(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check("minmax")
    said = capsys.readouterr().out
    assert said.startswith("minmax: there is no checks.py beside this notebook (searched in ")
    assert str(tmp_path) in said


def placeholder(*args):
    raise NotImplementedError()


@pytest.mark.parametrize("namespace", [{}, {"minmax": placeholder}])
def test_before_an_attempt_one_sentence_says_what_is_missing(checks, namespace):
    told = feedback("minmax", namespace, checks)
    said = "is not written yet" if namespace else "is not defined"
    assert str(told) == f"minmax: not there yet, 0 of 4 points\n  minmax {said}"
    assert "<li" not in told.to_html()
    untouched = feedback("mean", {"course_mean": None}, checks)
    assert str(untouched).endswith("\n  course_mean is still as it was released")
    tried = feedback("mean", {"course_mean": 3}, checks)
    assert tried.state == "failed"


def test_an_error_is_told_once_with_the_students_own_line(checks):
    namespace = {}
    exec("def minmax(x):\n    low = x.min(axis=0)\n    return low / missing", namespace)
    told = str(feedback("minmax", namespace, checks))
    assert told.splitlines() == [
        "minmax: your code raised an error, 0 of 4 points",
        "  ✗ scales each column",
        "      NameError: name 'missing' is not defined (in minmax, line 3 of its cell)",
        "  ✗ constant column",
    ]


def test_what_the_exercise_forbids_is_forbidden_here_too(checks):
    def cheat(x):
        from course_lib import normalize

        return normalize.minmax(x)

    told = feedback("minmax", {"minmax": cheat}, checks)
    assert (told.score, told.state) == (0, "error")
    assert "ImportError: this exercise forbids course_lib.normalize" in told.message
    from course_lib import normalize

    assert normalize.minmax


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN])
def test_an_endless_loop_is_interrupted(tmp_path, handler):
    """Also where a shell started this process in the background, which ignores interrupts."""
    (tmp_path / "checks.py").write_text(
        "from course_lib.checks import question\n"
        "@question('slow', points=1, timeout=0.5)\n"
        "def slow(student):\n"
        "    with student.case('one'):\n        student.call('f')\n"
        "    with student.case('two'):\n        student.call('f')\n"
    )

    def endless():
        while True:
            pass

    before = signal.signal(signal.SIGINT, handler)
    start = time.perf_counter()
    try:
        told = feedback("slow", {"f": endless}, tmp_path / "checks.py")
        assert signal.getsignal(signal.SIGINT) == handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert (told.state, told.message) == (
        "timeout",
        "no answer: it computed for longer than 0.5 s",
    )
    assert time.perf_counter() - start < 5
    assert time.sleep(0.01) is None  # nothing interrupts what comes afterwards
