"""The command `course`, run as its user runs it."""

import importlib.metadata
import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from course_lib import doctor
from course_lib.cli import app

COURSE = pathlib.Path(sys.executable).with_name("course")


def invoke(*arguments):
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})


def test_help_names_the_commands():
    result = subprocess.run([COURSE, "--help"], capture_output=True, text=True, check=True)
    assert "doctor" in result.stdout
    assert "data" in result.stdout


def test_doctor_finds_what_is_installed():
    result = invoke("doctor")
    assert result.exit_code == 0
    assert importlib.metadata.version("tensorflow") in result.stdout


def test_doctor_says_what_to_do_about_a_missing_tool(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = invoke("doctor")
    assert result.exit_code == 0
    assert "apt install chromium" in result.stdout
    assert "optional things want a look" in result.stdout


def test_doctor_reports_wrong_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nowhere"))
    monkeypatch.setenv("KERAS_BACKEND", "abacus")
    found = {finding.subject: finding for finding in doctor.examine()}
    assert found["COURSE_DATA"].state == "wrong"
    assert "is not a folder" in found["COURSE_DATA"].detail
    assert found["KERAS_BACKEND"].state == "wrong"


def test_doctor_accepts_a_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    found = {finding.subject: finding for finding in doctor.examine()}
    assert found["COURSE_DATA"] == doctor.Finding("COURSE_DATA", "ok", str(tmp_path))


def broken_installation(folder, requirement):
    """Write metadata of the course that asks for `requirement`, and nothing else."""
    info = folder / "fair_trials-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: fair-trials\nVersion: 0.1.0\nRequires-Dist: {requirement}\n"
    )
    return {**os.environ, "PYTHONPATH": str(folder)}


@pytest.mark.parametrize(
    ("requirement", "words"),
    [("numpy<1", "wrong"), ("a-package-that-nobody-has>=1", "missing")],
)
def test_doctor_fails_when_a_required_package_is_not_as_it_must_be(tmp_path, requirement, words):
    environment = {**broken_installation(tmp_path, requirement), "COLUMNS": "200"}
    result = subprocess.run(
        [COURSE, "doctor"], capture_output=True, text=True, env=environment, check=False
    )
    assert result.returncode == 1
    assert words in result.stdout
    assert "run make book" in result.stdout


def test_doctor_says_when_the_course_is_not_installed(monkeypatch):
    monkeypatch.setattr(doctor, "DISTRIBUTION", "a-package-that-nobody-has")
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    findings = doctor.examine()
    blocking = [finding.subject for finding in findings if finding.blocks]
    assert blocking == ["Python", "course_lib"]


def test_data_list_names_every_set():
    result = invoke("data", "list")
    assert result.exit_code == 0
    for name in ("digits", "mnist-5k", "photos", "pavia-like", "mnist", "cifar10", "pavia"):
        assert name in result.stdout


def test_fetch_of_a_wrong_name_is_one_sentence():
    result = invoke("data", "fetch", "mnits")
    assert result.exit_code == 1
    assert "did you mean 'mnist'" in result.stderr
    assert "Traceback" not in result.output


def test_importing_the_library_imports_nothing_heavy():
    code = "import sys, json, course_lib; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "pandas", "sklearn", "skimage", "matplotlib", "tensorflow", "keras"}
    assert not heavy & set(json.loads(result.stdout))


EXAMPLE = pathlib.Path(__file__).parent / "grading" / "example" / "01-scaling"


@pytest.fixture
def solutions(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "solutions" / "01-scaling")
    return tmp_path / "solutions"


def test_one_faulty_exercise_does_not_stop_the_release_of_the_others(solutions, tmp_path):
    shutil.copytree(EXAMPLE, solutions / "00-Faulty")
    (shutil.copytree(EXAMPLE, solutions / "00-faulty") / "checks.py").write_text("1 / 0")
    done = invoke("release", "--solutions", str(solutions), "--exercises", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert (tmp_path / "out" / "01-scaling" / "checks.py").exists()
    assert not (tmp_path / "out" / "00-faulty").exists()
    assert "00-faulty is not released: " in done.stderr
    assert "line 1: ZeroDivisionError" in done.stderr
    assert "an exercise is named like 01-normalisation, not 00-Faulty" in done.stderr


def test_a_notebook_without_checks_is_named(tmp_path):
    (tmp_path / "01-scaling").mkdir()
    shutil.copy(EXAMPLE / "scaling.ipynb", tmp_path / "01-scaling")
    done = invoke("release", "--solutions", str(tmp_path))
    assert done.exit_code == 1
    assert "01-scaling has a notebook and no checks.py" in done.stderr
    (tmp_path / "empty").mkdir()
    assert "no exercises in" in invoke("release", "--solutions", str(tmp_path / "empty")).stderr


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("lovelaceada", "did you mean lovelaceada-1001?"),
        ("Turing", "did you mean turingalan-1002?"),
        ("lovelaceadaa-1001", "did you mean lovelaceada-1001?"),
        ("nobody", "holds nothing of nobody"),
    ],
)
def test_a_student_by_half_a_name_is_suggested(solutions, tmp_path, asked, said):
    for student in ("lovelaceada-1001", "turingalan-1002"):
        folder = tmp_path / "submitted" / student / "01-scaling"
        folder.mkdir(parents=True)
        shutil.copy(EXAMPLE / "scaling.ipynb", folder)
    done = invoke(
        *("grade", str(tmp_path / "submitted"), "--solutions", str(solutions)),
        *("--only", asked, "--no-sandbox", "--into", str(tmp_path / "grades")),
    )
    assert done.exit_code == 1
    assert said in done.stderr
    assert ("did you mean" in done.stderr) == ("did you mean" in said)
