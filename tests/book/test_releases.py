"""A release: one version, one address, and files that install without the clone."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from answers import TAGS, unpacked

import course_lib
from course_lib.grading.handout import collect

ROOT = Path(__file__).parents[2]
ADDRESS = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]["url"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture
def release():
    """Return the script that makes one."""
    path = ROOT / ".ci" / "release.py"
    spec = importlib.util.spec_from_file_location("release_of_the_course", path)
    module = importlib.util.module_from_spec(spec)
    kept = list(sys.path)
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = kept


def tracked() -> list[Path]:
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]  # whoever checked it out
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return [path for name in listed.stdout.decode().split("\0") if (path := ROOT / name).is_file()]


def test_the_address_of_the_repository_stands_in_one_place():
    place = ADDRESS.split("://")[1].encode()
    holding = [path.relative_to(ROOT) for path in tracked() if place in path.read_bytes()]
    assert holding == [Path("_config.yml")]
    assert "under `repository` in `_config.yml`" in (ROOT / "README.md").read_text("utf-8")


def test_the_book_and_the_citation_of_a_release_have_it(release, html):
    shown = TAGS.sub("", (html / "index.html").read_text("utf-8"))
    assert f"pip install git+{ADDRESS}" in shown
    assert yaml.safe_load(release.agreeing()[0])["repository-code"] == ADDRESS


def test_version_changelog_and_citation_agree(release):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    citation, notes = release.agreeing(f"v{course_lib.__version__}")
    assert yaml.safe_load(citation)["version"] == course_lib.__version__
    assert notes.startswith("The first release" if course_lib.__version__ == "1.0.0" else "###")
    with pytest.raises(ValueError, match="that of the tag is 0"):
        release.agreeing("v0.9.9")


def test_a_changelog_of_another_version_or_day_is_refused(release, tmp_path, monkeypatch):
    for name in ("_config.yml", "CITATION.cff", "CHANGELOG.md"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(release, "ROOT", tmp_path)
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    head = f"## [{course_lib.__version__}] - "
    newer = changelog.replace(head, f"## [99.0.0] - 2030-01-01\n\n{head}")
    (tmp_path / "CHANGELOG.md").write_text(newer)
    with pytest.raises(ValueError, match=r"CHANGELOG\.md is 99\.0\.0"):
        release.agreeing()
    (tmp_path / "CHANGELOG.md").write_text(re.sub(r"(?<=\] - )\d{4}", "2001", changelog))
    with pytest.raises(ValueError, match=r"CHANGELOG\.md is of 2001"):
        release.agreeing()


def test_the_changelog_has_the_form_of_keep_a_changelog():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert heads[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head) for head in heads[1:])
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits"}
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= kinds


def test_a_release_holds_what_it_should(release, tmp_path, monkeypatch):
    """Around one page and one exercise: all of them are packed in no other way."""
    built = tmp_path / "html"
    built.mkdir()
    (built / "index.html").write_text("<p>A book.</p>")
    (tmp_path / "built-from").write_text(release.digest(ROOT))
    monkeypatch.setattr(release, "BUILT", built)
    monkeypatch.setattr(
        release,
        "collect",
        lambda all, root, book: collect(all[:1], root, chapters=False, book=book),
    )
    made = release.files(f"v{course_lib.__version__}")
    name = f"fair-trials-{course_lib.__version__}"
    wheel = f"fair_trials-{course_lib.__version__}-py3-none-any.whl"
    book, handout = f"{name}-book.zip", f"{name}-handout.zip"
    assert set(made) == {wheel, book, handout, "CITATION.cff", "NOTES.md", "SHA256SUMS"}
    assert list(unpacked(made[book])) == [f"{name}-book/index.html"]
    inside = unpacked(made[handout])
    assert inside[f"{name}-handout/{wheel}"] == made[wheel]
    assert f"{name}-handout/html/index.html" in inside
    sums = dict(line.split("  ")[::-1] for line in made["SHA256SUMS"].decode().splitlines())
    assert sums == {
        one: hashlib.sha256(content).hexdigest()
        for one, content in made.items()
        if one != "SHA256SUMS"
    }


def test_a_book_that_is_not_of_these_sources_is_refused(release, tmp_path, monkeypatch):
    monkeypatch.setattr(release, "BUILT", tmp_path / "html")
    with pytest.raises(ValueError, match="run make book"):
        release.files()
    (tmp_path / "built-from").write_text("another")
    with pytest.raises(ValueError, match="run make book"):
        release.files()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_and_rights_are_few(path):
    workflow = path.read_text("utf-8")
    used = re.findall(r"uses: (\S+)", workflow)
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one)] == []
    assert "write-all" not in workflow


def test_the_workflow_tests_before_it_publishes():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    steps = [step.get("run", "") for step in workflow["jobs"]["make"]["steps"]]
    assert steps.index("bash .ci/run") < steps.index('make release TAG="$GITHUB_REF_NAME"')
    assert workflow["jobs"]["publish"]["needs"] == "make"
    assert workflow["permissions"] == {"contents": "read"}
