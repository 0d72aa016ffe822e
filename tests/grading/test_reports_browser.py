"""The reports in a real browser, as files, with the network shut: light, dark, wide and small."""

from __future__ import annotations

import contextlib
import random

import pytest

from course_lib.checks.results import QuestionResult
from course_lib.grading.reports import write_reports
from course_lib.grading.results import SubmissionResult
from course_lib.grading.term import TermSettings
from course_lib.grading.term.pages import write_term
from course_lib.grading.term.totals import Entry, Total

WIDE, PHONE = 1280, 390
EVIL = "<script>document.title = 'hacked'</script><img src=x onerror=\"document.title='hacked'\">"
QUESTIONS = {"minmax": 3, "standardise": 3, "leakage": 2, "repeat-runs": 4, "bonus": 1}
STATES = ("passed", "partial", "failed", "error", "timeout", "missing")
HINT = "What is 0 / 0? Look at a column whose values are all the same."

pytestmark = pytest.mark.browser


def result(student: str, draw: random.Random) -> SubmissionResult:
    questions = []
    for name, points in QUESTIONS.items():
        state = draw.choice(STATES)
        score = {"passed": points, "partial": points / 2}.get(state, 0.0)
        questions.append(
            QuestionResult(
                name,
                points,
                score,
                state,
                hidden=name == "leakage",
                extra=name == "bonus",
                hints=() if state == "passed" else (HINT, f"x_{'long' * 40}"),
                message="ValueError: shapes (20, 4) and (20,)" if state == "error" else "",
                output="epoch 1: loss 0.53\n" * 60,
            )
        )
    read = draw.choice([None, 2.0])
    questions.append(QuestionResult("explain", 3, read, "manual", hints=("Which data?",)))
    late = draw.choice([0, 0, 1, 9])
    return SubmissionResult(
        student,
        "01-normalisation",
        "key",
        tuple(questions),
        problems=("Two cells have the name 'minmax': the first one counts.",) * (late == 1),
        output="accuracy 0.93\n" * 300,
        seconds=draw.random() * 5,
        late_days=late,
        penalty=min(1.0, late / 10) if late < 4 else 1.0,
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Return the folder with the reports of 30 students, one of whom tries to be clever."""
    draw = random.Random(1)
    folder = tmp_path_factory.mktemp("course") / "reports"
    results = [result(f"student-{n:02d}", draw) for n in range(29)]
    clever = (QuestionResult(EVIL, 3, 0.0, "failed", hints=(EVIL,), message=EVIL, output=EVIL),)
    results.append(SubmissionResult(EVIL, "01-normalisation", "k", clever, (EVIL,), EVIL))
    names = {one.student: f"Ada {one.student}" for one in results} | {EVIL: EVIL}
    lines = [f"value_{n} = fit({n}) + {n}" for n in range(30)]
    code = {one.student: ["\n".join(draw.sample(lines, 25))] for one in results}
    code["student-03"] = code["student-04"]
    asked = {"": [("long" * 60, "")], "explain": [(EVIL, "No.\nSee the hint.")]}
    requests = {one.student: asked for one in results}
    write_reports(
        results,
        folder,
        title="Exercise 1: Normalisation",
        names=names,
        code=code,
        requests=requests,
    )
    return folder


@contextlib.contextmanager
def opened(browser, path, width: int = WIDE, scheme: str = "light"):
    """Yield a page that loaded without asking for anything but itself."""
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    tab = context.new_page()
    faults: list[str] = []
    tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(f"error: {error}"))
    tab.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    tab.on(
        "request",
        lambda sent: None if sent.url.startswith(("file:", "data:")) else faults.append(sent.url),
    )
    tab.goto(path.as_uri(), wait_until="load")
    yield tab
    assert faults == []
    context.close()


def violations(tab) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"], "preload": False}
    return [
        f"{fault['id']}: {node['html'][:200]} {node['any'] and node['any'][0]['message']}"
        for fault in Axe().run(tab, options=options).response["violations"]
        for node in fault["nodes"][:3]
    ]


def clever_page(reports):
    (page,) = (p for p in (reports / "students").iterdir() if not p.name.startswith("student"))
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("page", ["index.html", "students/student-03.html", "clever"])
def test_pages_fit_and_are_accessible(chromium, reports, page, width, scheme):
    path = clever_page(reports) if page == "clever" else reports / page
    with opened(chromium, path, width, scheme) as tab:
        for details in tab.locator("details").all():
            details.evaluate("one => one.open = true")
        over = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{over} pixels wider than a window of {width}"
        for table in tab.locator(".scroll").all():
            assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
        assert violations(tab) == []
        assert tab.title() != "hacked"
        assert tab.locator("h1").count() == 1
        light = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (light == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """Return the folder with the pages of a term: twelve exercises, forty students."""
    draw = random.Random(2)
    states = ["", "", "", "", "excused", "open", "nothing handed in"]
    every = []
    for n in range(40):
        entries = tuple(
            Entry(
                f"{number:02d}-noise-as-augmentation",
                draw.choice([7.0, 3.35, 19.5]),
                20.0,
                20.0,
                draw.choice(states),
                dropped=draw.random() < 0.1,
                unread=draw.choice([0, 0, 0, 2]),
                late_days=draw.choice([0, 0, 1]),
            )
            for number in range(1, 13)
        )
        name = EVIL if n == 3 else f"Ada Student-{n:02d}"
        every.append(Total(f"student-{n:02d}", name, "AB"[n % 2], entries, 2))
    folder = tmp_path_factory.mktemp("term") / "gradebook"
    titles = {entry.exercise: "Noise as augmentation" for entry in every[0].entries}
    settings = TermSettings("Fair trials", 2, 3)
    write_term(every, folder, settings=settings, titles=titles)
    return folder


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("page", ["index.html", "students/student-03.html"])
def test_pages_of_a_term_fit_and_are_accessible(chromium, gradebook, page, width, scheme):
    with opened(chromium, gradebook / page, width, scheme) as tab:
        over = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{over} pixels wider than a window of {width}"
        for table in tab.locator(".scroll").all():
            assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
        assert violations(tab) == []
        assert tab.title() != "hacked"
        assert tab.locator("h1").count() == 1


def test_from_the_class_to_a_student(chromium, reports):
    with opened(chromium, reports / "index.html") as tab:
        figure = tab.locator("figure svg[role=img]")
        assert "of 30 submissions" in figure.get_attribute("aria-label")
        assert figure.bounding_box()["width"] > 300
        assert tab.locator("table.questions tbody tr").count() == 7
        tab.get_by_role("link", name="Ada student-07", exact=True).first.click()
        assert tab.locator("h1").inner_text() == "Ada student-07"
        assert tab.locator("article.question").count() == 6
        assert HINT not in tab.locator("article", has_text="leakage").inner_text()


def test_every_link_leads_to_a_page(chromium, reports):
    with opened(chromium, reports / "index.html") as tab:
        links = tab.locator("#students ~ .scroll a")
        assert links.count() == 30
        for address in links.evaluate_all("all => all.map(one => one.href)"):
            tab.goto(address)
            assert tab.locator("h1").count() == 1


def test_the_figure_follows_the_colour_scheme(chromium, reports):
    colours = []
    for scheme in ("light", "dark"):
        with opened(chromium, reports / "index.html", scheme=scheme) as tab:
            text = tab.locator("figure svg text").first
            colours.append(text.evaluate("one => getComputedStyle(one).fill"))
    assert colours[0] != colours[1]


def test_output_is_folded_until_asked_for(chromium, reports):
    with opened(chromium, reports / "students" / "student-03.html", PHONE) as tab:
        printed = tab.locator("details pre").first
        assert not printed.is_visible()
        tab.locator("summary").first.press("Enter")
        assert printed.is_visible()
        assert printed.bounding_box()["height"] < 450
