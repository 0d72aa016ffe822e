"""Pages for students and for the class: right numbers, nothing hidden, nothing that runs."""

from __future__ import annotations

import dataclasses
import gc
import html.parser
import os
import re
import signal

import numpy as np
import pandas as pd
import pytest

from course_lib.checks.notebooks import Cell
from course_lib.checks.questions import Question
from course_lib.checks.results import QuestionResult
from course_lib.grading.reports import (
    Pair,
    answers_to,
    by_question,
    class_page,
    overview,
    student_page,
    titles_of,
    write_reports,
)
from course_lib.grading.reports import writing as writing_module
from course_lib.grading.reports.figures import distribution
from course_lib.grading.results import SubmissionResult

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}</style>"
SECRETS = ["SECRET-hint", "SECRET-message", "SECRET-output"]


def of(scores, student="ada", **changes) -> SubmissionResult:
    questions = []
    for position, score in enumerate(scores):
        share = None if score is None else score / 2
        state = "manual" if score is None else "passed" if share == 1 else "failed"
        questions.append(QuestionResult(f"q{position}", 2, score, state))
    return SubmissionResult(student, "01", "key", tuple(questions), **changes)


def a_class(count: int, seed: int = 0) -> list[SubmissionResult]:
    draw = np.random.default_rng(seed)
    table = draw.choice([0.0, 1.0, 2.0], size=(count, 5))
    return [of(map(float, row), f"s{n}", seconds=float(n)) for n, row in enumerate(table)]


class Reader(html.parser.HTMLParser):
    """Collects what a browser would act on, and the text that it would show."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


# Students


def test_a_students_page_has_all_that_teaches():
    result = SubmissionResult(
        "ada",
        "01-normalisation",
        "key",
        (
            QuestionResult("minmax", 3, 1.5, "partial", hints=("Constant columns?",), output="hi"),
            QuestionResult("scale", 3, 0.0, "error", message="ZeroDivisionError: division by zero"),
            QuestionResult("bonus", 1, 1.0, "passed", extra=True),
            QuestionResult("essay", 4, 3.0, "manual", comment="Which data?"),
            QuestionResult("other", 4, None, "manual"),
            QuestionResult("last", 4, 0.0, "missing", comment="Not even a word?"),
        ),
        problems=("Two cells are called minmax.",),
        output="my own print",
        late_days=2,
        penalty=0.2,
    )
    text = Reader(student_page(result, title="Normalisation", name="Ada Lovelace")).text
    text = re.sub(r"\s+", " ", text)
    for expected in (
        "Normalisation",
        "Ada Lovelace",
        "4.4 of 18 points so far",
        "Handed in 2 days late, which costs 20% of 5.5 points.",
        "1 answer is read by a person",
        "Two cells are called minmax.",
        "1.5 of 3",
        "partly passed",
        "Constant columns?",
        "ZeroDivisionError: division by zero",
        "extra credit",
        "Comment Which data?",
        "Comment Not even a word?",
        "not read yet",
        "my own print",
    ):
        assert expected in text
    assert text.count("What to look at") == 1
    assert "{{" not in text


def hidden(**changes) -> QuestionResult:
    settings = {"hints": (SECRETS[0],), "message": SECRETS[1], "output": SECRETS[2]}
    settings |= {"hidden": True, "seconds": 47.11} | changes
    return QuestionResult("leakage", 2, settings.pop("score", 0.0), "failed", **settings)


def test_a_hidden_check_shows_name_points_score_and_its_advice_alone():
    result = SubmissionResult("ada", "01", "k", (hidden(score=1.0),))
    page = student_page(result)
    for secret in (*SECRETS, "47.1", "timeout", "error"):
        assert secret not in page.replace(".error", "").replace(".timeout", "")
    assert "leakage" in page
    assert "hidden check" in page
    advised = SubmissionResult("ada", "01", "k", (hidden(advice=("Whose mean is it?",)),))
    page = student_page(advised)
    assert "Whose mean is it?" in page
    assert not any(secret in page for secret in SECRETS)


def test_a_question_has_its_title_an_example_and_the_students_own_answer():
    wrong = QuestionResult("minmax", 3, 0.0, "failed", example="minmax([2]) gave 3")
    page = student_page(
        SubmissionResult("ada", "01", "k", (wrong,)),
        titles={"minmax": "1. Scale & shift"},
        answers={"minmax": ("def minmax(x):\n    return 3", " ")},
    )
    read = Reader(page)
    assert "1. Scale & shift" in read.text
    assert "minmax([2]) gave 3" in read.text
    assert "def minmax(x):\n    return 3" in read.text
    assert [tag for tag, _ in read.tags].count("details") == 1


def test_a_score_above_the_points_says_what_is_on_top():
    given = QuestionResult("minmax", 3, 3.5, "passed")
    text = Reader(student_page(SubmissionResult("ada", "01", "k", (given,)))).text
    assert "3 of 3, and 0.5 on top" in re.sub(r"\s+", " ", text)
    assert "3.5 of 3 points" in re.sub(r"\s+", " ", text)  # the sum at the top


def test_a_check_that_failed_costs_nothing_and_is_the_instructors():
    broken = QuestionResult("minmax", 3, None, "ungraded", fault="checks.py, line 3: KeyError\nTR")
    result = SubmissionResult("ada", "01", "k", (broken, QuestionResult("b", 1, 1.0, "passed")))
    text = re.sub(r"\s+", " ", Reader(student_page(result)).text)
    assert "not graded yet" in text
    assert "1 of 4 points so far" in text
    assert "through no fault of yours" in text
    assert "KeyError" not in text
    page = class_page([result])
    assert "checks.py, line 3: KeyError" in page
    assert "TR" in Reader(page).text
    assert "1 not graded" in page
    assert "To grade by hand" in page
    assert by_question([result])[0].states == {"ungraded": 1}


def test_answers_are_told_apart_by_the_checks_between_them():
    def cell(source, name="", **flags):
        return Cell("code", source, name, **flags)

    cells = [
        cell("import", "start", locked=True),
        cell("a = 1"),
        cell("b = 2", "b-answer", solution=True),
        cell("check", "ab", grade=True, locked=True),
        cell("check", "ab_unseen", grade=True, locked=True),
        Cell("markdown", "Because.", "why", grade=True, solution=True),
        cell("c = 3", "c-answer", solution=True),
        cell("check", "c", grade=True, locked=True),
    ]
    assert answers_to(cells) == {
        "ab": ("a = 1", "b = 2"),
        "ab_unseen": ("a = 1", "b = 2"),
        "why": ("Because.",),
        "c": ("c = 3",),
    }


def test_titles_are_headings_or_the_questions_own():
    cells = [Cell("markdown", "## 1. Scale (3 points)"), *(Cell("code", "", n) for n in "ab")]
    asked = [Question("a", 1, print), Question("b", 1, print, title="Own"), Question("c", 1, print)]
    assert titles_of(asked, cells) == {"a": "1. Scale", "b": "Own"}


def test_what_a_person_wrote_to_the_student_is_shown_of_a_hidden_question_too():
    result = SubmissionResult("ada", "01", "k", (hidden(comment="Well argued."),))
    page = student_page(result)
    assert "Well argued." in page
    assert not any(secret in page for secret in SECRETS)


def test_how_a_hidden_check_failed_changes_no_letter():
    states = ("failed", "error", "timeout", "missing")
    pages = {
        student_page(
            SubmissionResult("ada", "01", "k", (QuestionResult("a", 2, 0.0, state, hidden=True),))
        )
        for state in states
    }
    assert len(pages) == 1
    same = student_page(SubmissionResult("ada", "01", "k", (hidden(),)))
    assert same == student_page(
        SubmissionResult("ada", "01", "k", (hidden(hints=(), message="", output="", seconds=0.0),))
    )


def evil_result(student: str = EVIL) -> SubmissionResult:
    questions = (
        QuestionResult(EVIL, 3, 1.0, "partial", hints=(EVIL,), message=EVIL, output=EVIL),
        QuestionResult("essay", 4, None, "manual", hints=(EVIL,), comment=EVIL),
    )
    return SubmissionResult(student, EVIL, "k", questions, problems=(EVIL,), output=EVIL)


def test_nothing_that_anyone_writes_becomes_a_tag():
    result = evil_result()
    pairs = [Pair((EVIL, "bob"), 1.0, 1.0, 99)]
    pages = [
        student_page(result, title=EVIL, name=EVIL),
        class_page([result], title=EVIL, names={EVIL: EVIL}, pairs=pairs, pages={EVIL: EVIL}),
    ]
    for page in pages:
        reader = Reader(page)
        assert not {"script", "img"} & {tag for tag, _ in reader.tags}
        assert not any(key.startswith("on") for _, found in reader.tags for key in found)
        assert "{{ 7*7 }}" in page
        assert page.count("</style>") == 1


def test_pages_ask_for_nothing():
    results = [*a_class(8), evil_result("eve")]
    for page in (student_page(results[-1]), class_page(results, pages={"s1": "students/s1.html"})):
        for tag, attributes in Reader(page).tags:
            assert tag not in ("script", "img", "iframe", "object", "embed", "base", "form")
            assert attributes.get("href", "#").startswith(("#", "students/", "data:,"))
            assert "src" not in attributes
        assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org)", page)
        assert "default-src 'none'" in page


@pytest.mark.parametrize("text", ["x" * 1_000_000, "\x1b[31mred\x00", "\ud800", "é\u202e\n"])
def test_any_output_makes_a_page(text):
    result = SubmissionResult(
        "ada",
        "01",
        "k",
        (QuestionResult("a", 1, 0.0, "error", output=text, message=text),),
        output=text,
    )
    page = student_page(result)
    assert len(page.encode()) < 60_000
    assert "\x1b" not in page


# The class


def test_statistics_agree_with_pandas():
    results = a_class(40)
    table = pd.DataFrame([[q.score for q in result.questions] for result in results])
    total = table.sum(axis=1)
    for column, one in enumerate(by_question(results)):
        assert one.difficulty == pytest.approx(table[column].mean() / 2)
        expected = table[column].corr(total - table[column])
        assert one.discrimination == pytest.approx(expected)
        assert sum(one.states.values()) == 40
    seen = overview(results)
    assert seen.mean == pytest.approx(total.mean())
    assert seen.deviation == pytest.approx(total.std())
    items = table.shape[1]
    alpha = items / (items - 1) * (1 - table.var().sum() / total.var())
    assert seen.alpha == pytest.approx(alpha)


def test_a_question_that_tells_good_from_bad_discriminates():
    rows = [[s, s, 2 - s] for s in (0.0, 0.0, 1.0, 2.0, 2.0)]
    good, _, turned = by_question([of(row, f"s{n}") for n, row in enumerate(rows)])
    assert np.isnan(good.discrimination), "the other two cancel out"
    rows = [[s, s, s, 2 - s] for s in (0.0, 0.0, 1.0, 2.0, 2.0)]
    good, *_, turned = by_question([of(row, f"s{n}") for n, row in enumerate(rows)])
    assert good.discrimination == pytest.approx(1)
    assert turned.discrimination == pytest.approx(-1)
    page = class_page([of(row, f"s{n}") for n, row in enumerate(rows)])
    assert "−1.00" in page
    assert page.count("⚠") == 1


def test_unread_answers_are_missing_not_zero():
    results = [of([2.0, None]), of([0.0, 2.0], "bob"), of([1.0, 1.0], "eve")]
    first, second = by_question(results)
    assert first.difficulty == 0.5
    assert second.difficulty == 0.75
    assert second.states == {"unread": 1, "passed": 1, "failed": 1}
    assert overview(results).unread == 1


def written(state, score, student):
    questions = (QuestionResult("why", 2, score, state), QuestionResult("code", 2, 2.0, "passed"))
    return SubmissionResult(student, "01", student, questions)


def test_unwritten_answers_do_not_stand_for_the_unread():
    class_of = [written("missing", 0.0, "ada"), written("manual", None, "bob")]
    assert np.isnan(by_question(class_of)[0].difficulty)
    class_of.append(written("manual", 2.0, "eve"))
    assert by_question(class_of)[0].difficulty == 1
    class_of[1] = written("manual", 1.0, "bob")
    assert by_question(class_of)[0].difficulty == 0.5


def test_a_readers_comment_is_no_common_failure():
    class_of = [written("missing", 0.0, "ada"), written("manual", 2.0, "bob")]
    commented = [
        result.replace(
            questions=tuple(
                dataclasses.replace(one, comment="Come and see me, Ada.")
                for one in result.questions
            )
        )
        for result in class_of
    ]
    assert [one.failures for one in by_question(commented)] == [(), ()]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_classes_too_small_for_statistics(count):
    page = class_page(a_class(count), title="Small")
    assert "nan" not in Reader(page).text
    assert ("Nothing has been handed in yet." in page) == (count == 0)


def test_everyone_alike():
    results = [of([2.0, 2.0], f"s{n}") for n in range(9)]
    assert all(np.isnan(one.discrimination) for one in by_question(results))
    assert "nan" not in Reader(class_page(results)).text


def test_common_failures_are_counted_by_submission():
    def failing(student, *hints, message=""):
        asked = QuestionResult("a", 1, 0.0, "failed", hints=hints, message=message)
        return SubmissionResult(student, "01", "k", (asked,))

    results = [failing(f"s{n}", "axis?", "axis?") for n in range(3)]
    results += [failing("t", "constant?", message="ValueError: shapes\nmore")]
    (one,) = by_question(results)
    assert one.failures == (("axis?", 3), ("ValueError: shapes", 1), ("constant?", 1))


def test_the_class_page_names_what_to_do():
    results = [
        of([2.0, None], "ada", seconds=9.5),
        of([1.0, 1.0], "bob", problems=("No JSON.",), late_days=9, penalty=1.0),
    ]
    pairs = [Pair(("ada", "bob"), 0.97, 0.51, 88)]
    names = {"ada": "Ada Lovelace", "bob": "Bob"}
    page = class_page(results, names=names, pairs=pairs, pages={"ada": "students/ada.html"})
    reader = Reader(page)
    text = re.sub(r"\s+", " ", reader.text)
    for expected in ("To grade by hand", "97%", "51%", "No JSON.", "too late", "9.5 s"):
        assert expected in text
    assert sum(found.get("href") == "students/ada.html" for _, found in reader.tags) >= 3


def test_two_students_of_one_name_are_told_apart():
    page = class_page(
        [of([1.0], "ada1"), of([1.0], "ada2")], names=dict.fromkeys(["ada1", "ada2"], "Ada")
    )
    assert "Ada (ada1)" in page
    assert "Ada (ada2)" in page


@pytest.mark.parametrize(
    ("scores", "points"),
    [([0.0], 0), ([1.0, 2.5], 3), ([22.0] * 9, 20), (list(range(101)), 100), ([0.25], 1)],
)
def test_the_distribution_counts_everyone(scores, points):
    drawing = distribution(scores, points)
    alt = re.search(r'aria-label="([^"]*)"', drawing)[1]
    assert f"of {len(scores)} submissions" in alt
    assert sum(int(n) for n in re.findall(r"(\d+) from", alt)) == len(scores)


# Writing


def test_reports_are_written_with_safe_and_unique_names(tmp_path):
    odd = ["ada", "Ada", "../../etc/passwd", EVIL, "трудный", "con", "a b", "x" * 400, ".", "#?%20"]
    results = [of([1.0], student) for student in odd]
    index = write_reports(results, tmp_path / "reports", names={odd[0]: "Ada"})
    pages = sorted((tmp_path / "reports" / "students").iterdir())
    assert len(pages) == len(odd)
    assert len({page.name.casefold() for page in pages}) == len(odd)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reports"]
    from urllib.parse import unquote

    links = [found["href"] for tag, found in Reader(index.read_text("utf-8")).tags if tag == "a"]
    assert {index.parent / unquote(link) for link in links} == set(pages)


def test_reports_replace_reports_but_nothing_else(tmp_path):
    folder = tmp_path / "reports"
    write_reports([of([1.0], "old")], folder)
    write_reports([of([1.0], "new")], folder)
    assert [p.name for p in (folder / "students").iterdir()] == ["new.html"]
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ValueError, match="holds other things than reports"):
        write_reports([of([1.0])], folder)
    assert (folder / "students" / "new.html").exists()
    foreign = tmp_path / "site"
    foreign.mkdir()
    (foreign / "index.html").write_text("<h1>my home page</h1>")
    with pytest.raises(ValueError, match="holds other things"):
        write_reports([of([1.0])], foreign)
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="is not a folder"):
        write_reports([of([1.0])], tmp_path / "file")
    (tmp_path / "empty").mkdir()
    write_reports([of([1.0])], tmp_path / "empty")


def test_one_student_with_two_results(tmp_path):
    with pytest.raises(ValueError, match="more than one result"):
        write_reports([of([1.0]), of([2.0])], tmp_path / "reports")


def test_a_page_that_fails_leaves_the_old_reports(tmp_path, monkeypatch):
    folder = tmp_path / "reports"
    write_reports([of([1.0], "old")], folder)

    def broken(*arguments, **settings):
        raise OSError("disk full")

    for name in ("class_page", "_exchange"):
        with monkeypatch.context() as patch:
            patch.setattr(writing_module, name, broken)
            with pytest.raises(OSError, match="disk full"):
                write_reports([of([1.0], "new")], folder)
        assert [p.name for p in (folder / "students").iterdir()] == ["old.html"]
        assert [p.name for p in tmp_path.iterdir()] == ["reports"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")
@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_kill_while_writing_leaves_the_old_reports(tmp_path, monkeypatch, page):
    folder = tmp_path / "reports"
    write_reports([of([1.0], "old")], folder)
    child = os.fork()
    if child == 0:
        gc.disable()  # another test's TensorFlow objects cannot be taken apart here
        written = iter(range(9))

        def deadly(*arguments, **settings):
            if next(written) == page:
                os.kill(os.getpid(), signal.SIGKILL)
            return "page"

        writing_module.student_page = writing_module.class_page = deadly
        try:
            write_reports([of([1.0], "new"), of([1.0], "newer")], folder)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert [p.name for p in (folder / "students").iterdir()] == ["old.html"]
    write_reports([of([1.0], "new")], folder)
    assert [p.name for p in (folder / "students").iterdir()] == ["new.html"]


def test_the_same_results_give_the_same_pages(tmp_path):
    results = a_class(12)
    for name in ("one", "two"):
        write_reports(results if name == "one" else results[::-1], tmp_path / name)
    for page in (tmp_path / "one").rglob("*.html"):
        other = tmp_path / "two" / page.relative_to(tmp_path / "one")
        assert page.read_bytes() == other.read_bytes()


def test_similar_code_is_listed(tmp_path):
    code = "\n".join(f"value_{n} = fit({n}) * {n}" for n in range(20))
    results = [of([1.0], "ada"), of([1.0], "bob"), of([1.0], "eve")]
    index = write_reports(
        results, tmp_path / "r", code={"ada": [code], "bob": [code], "eve": ["print(1)"]}
    )
    assert "resemble each other" in index.read_text("utf-8")
