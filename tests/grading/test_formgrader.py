"""Written answers are read in formgrader: in a real browser, with the network shut."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from coursework import NAME, alive, children, command_line, course, scores

from course_lib.grading.gradebook import Gradebook
from course_lib.kernels import why_no_sandbox

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(why_no_sandbox() is not None, reason=str(why_no_sandbox())),
]
READY = """window.MathJax && MathJax.loaded && typeof formgrader !== "undefined" &&
    formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded"""


@pytest.fixture(scope="module")
def grades(graded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("formgrader") / "grades"
    shutil.copytree(graded, folder)
    return folder


@pytest.fixture(scope="module")
def formgrader(grades, solutions):
    """Return ``course formgrader``, and the address that it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "course_lib.cli", "formgrader", "--no-browser"]
    command += ["--into", str(grades), "--solutions", str(solutions), "--port", str(port)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        assert "formgrader starts" in process.stdout.readline()
        for line in process.stdout:
            if found := re.search(
                rf"http://127\.0\.0\.1:{port}/formgrader/gradebook\?token=\w+", line
            ):
                break
        else:
            pytest.fail("formgrader did not start")
        yield process, found[0]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="module")
def address(formgrader):
    return formgrader[1]


@pytest.fixture(scope="module")
def ask(address):
    """Return what sends a request to the server, and returns status and text."""
    token = address.partition("token=")[2]

    def asked(method, path):
        url = address.partition("/formgrader/")[0] + path
        request = Request(url, method=method, headers={"Authorization": f"token {token}"})
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    return asked


@pytest.fixture(scope="module")
def page(chromium, address):
    """Return a page that has signed in, and remembers what went wrong in it."""
    page = chromium.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.route(
        lambda url: "127.0.0.1" not in url,
        lambda route: (page.wrong.append(f"asks {route.request.url}"), route.abort()),
    )
    page.goto(address)
    yield page
    page.close()


def test_the_exercise_is_listed(page, address):
    page.goto(address)
    page.get_by_role("link", name=NAME).first.wait_for()
    assert page.wrong == []


def test_a_score_and_a_comment_come_back_into_the_report(page, address, grades, solutions):
    page.goto(address.replace("/gradebook?", f"/gradebook/{NAME}/scaling?"))
    page.get_by_role("link", name="Submission #").first.click()
    score = page.locator("input.score[id=why]")
    score.wait_for()
    assert page.get_by_text("How to grade why").is_visible()
    assert page.get_by_text("SECRET-RUBRIC").is_visible()
    page.wait_for_function(READY, timeout=60_000)
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
        score.fill("2.5")
        score.press("Tab")
    comment = page.locator("textarea.comment").last
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
        comment.fill("Say what leaks.")
        comment.press("Tab")
    assert page.wrong == []
    with Gradebook(f"sqlite:///{grades / 'gradebook.db'}") as gradebook:
        given = {
            student: found["why"]
            for student in scores(grades)
            if (found := gradebook.manual_scores(student, NAME)).get("why")
        }
    (student,) = given
    assert given[student].score == 2.5
    done = course("report", NAME, "--solutions", solutions, "--into", grades)
    assert done.returncode == 0, done.stderr
    pages = (grades / "reports" / NAME / "students").glob("*.html")
    (read,) = [path for path in pages if "2.5" in path.read_text("utf-8") and student in path.stem]
    assert "2.5" in read.read_text("utf-8")


def test_a_comment_is_used_again_and_what_is_not_stored_is_said(page, address, grades, solutions):
    (solutions / NAME / "comments.toml").write_text('[why]\ndata = "Which <b> data?"\n')
    page.goto(address.replace("/gradebook?", f"/gradebook/{NAME}/scaling?"))
    page.get_by_role("link", name="Submission #").last.click()
    page.wait_for_function(READY, timeout=60_000)
    field = page.locator("textarea#why-comment")
    menu = page.locator(".nbgrader_cell", has=field).get_by_label("Add a comment")
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
        menu.select_option("data")
    assert field.input_value() == "Which <b> data?"
    assert page.locator("#not-stored").count() == 0
    with sqlite3.connect(grades / "gradebook.db") as other:  # another reader
        other.execute("update grade set manual_score = 3 where manual_score is null")
    score = page.locator("input.score[id=why]")
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.status == 409):
        score.fill("1")
        score.press("Tab")
    told = page.get_by_role("alert").inner_text()
    assert "another reader has entered 3 as a score here since you opened the page" in told
    page.reload()
    page.wait_for_function(READY, timeout=60_000)
    page.wait_for_function("document.querySelector('input.score[id=why]').value === '3'")
    assert page.wrong == []


def test_what_goes_past_the_grader_is_refused(ask, grades, solutions):
    """nbgrader's Generate copied hidden checks, its Autograde ran submissions without a sandbox."""
    before = {path.relative_to(grades) for path in grades.rglob("*")}
    for action in ("assign", "release", "collect", "generate_feedback", "release_feedback"):
        status, said = ask("POST", f"/formgrader/api/assignment/{NAME}/{action}")
        assert (status, "course " in said) == (405, True), (action, said)
    status, said = ask("POST", f"/formgrader/api/submission/{NAME}/student0/autograde")
    assert (status, "course grade" in said) == (405, True), said
    status, said = ask("PUT", f"/formgrader/api/assignment/{NAME}")
    assert (status, "exercise.toml" in said) == (405, True), said
    assert ask("GET", f"/formgrader/api/assignment/{NAME}")[0] == 200
    after = {path.relative_to(grades) for path in grades.rglob("*")}
    assert {path for path in after - before if "gradebook.db" not in path.name} == set()


def test_no_page_offers_what_is_refused(page, address):
    page.goto(address.replace("/gradebook?", "/manage_assignments?"))
    page.get_by_role("link", name=NAME).first.wait_for()
    for hidden in (".assign", ".release", ".collect", ".generate-feedback", ".edit"):
        assert page.locator(f"td{hidden}").first.is_hidden(), hidden
    assert page.get_by_text("course release").is_visible()
    assert not page.get_by_text("Add new assignment").is_visible()
    page.goto(address.replace("/gradebook?", f"/manage_submissions/{NAME}?"))
    page.get_by_text("student0").first.wait_for()
    assert page.locator("td.autograde").first.is_hidden()
    assert page.wrong == []


def test_nothing_graded_is_one_sentence(tmp_path):
    done = course("formgrader", "--into", tmp_path, "--no-browser")
    assert done.returncode == 1
    assert "holds nothing that was graded: run course grade first" in done.stderr


def test_term_ends_the_server_too(formgrader, ask):
    """The last of the file: nothing answers any more."""
    process, _ = formgrader
    (server,) = [child for child in children(process.pid) if "jupyter" in command_line(child)]
    process.terminate()
    assert process.wait(timeout=60) == 128 + signal.SIGTERM
    assert not alive(server)
    with pytest.raises(OSError):
        ask("GET", "/formgrader/api/assignments")
