"""What the repository promises about itself."""

import pathlib
import re
import tomllib

import pytest

ROOT = pathlib.Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


@pytest.mark.parametrize("name", ["requirements.txt", ".ci/bootstrap.txt"])
def test_every_locked_package_is_exact_and_hashed(name):
    text = (ROOT / name).read_text()
    assert "index-url" not in text
    assert "find-links" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    for block in blocks:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("group", ["dependencies", *EXTRAS])
def test_every_dependency_is_bounded_and_locked(group):
    locked = {
        line.split("==")[0].split("[")[0]
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if "==" in line
    }
    for requirement in PROJECT["dependencies"] if group == "dependencies" else EXTRAS[group]:
        name = re.match(r"[\w.-]+", requirement)[0]
        assert "<" in requirement or "==" in requirement, f"{name} has no upper bound"
        assert name.lower().replace("_", "-") in {lock.replace("_", "-") for lock in locked}


def test_every_extra_is_there():
    assert {"book", "grading", "dev"} <= set(EXTRAS)


def test_no_file_is_huge():
    sources = ("course_lib", "book", "benchmarks", "tests")
    large = [
        (path.name, path.stat().st_size)
        for folder in sources
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.stat().st_size > 3_000_000
    ]
    assert large == []
