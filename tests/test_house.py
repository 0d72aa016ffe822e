"""What the repository promises about itself."""

import os
import pathlib
import re
import subprocess
import sys
import tomllib

import pytest

ROOT = pathlib.Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


LOCKS = ["requirements.txt", "requirements-student.txt", ".ci/bootstrap.txt", ".ci/torch.txt"]


@pytest.mark.parametrize("name", LOCKS)
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
    assert {"student", "book", "grading", "dev"} <= set(EXTRAS)


def test_no_file_is_huge():
    sources = ("course_lib", "book", "benchmarks", "tests")
    large = [
        (path.name, path.stat().st_size)
        for folder in sources
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.stat().st_size > 3_000_000
    ]
    assert large == []


SKIPPING = {"one.py": "import pytest\n\ndef test_one():\n    pytest.skip('no sandbox')\n"}
SKIPPING["two.py"] = (
    "import pytest\n\n@pytest.mark.skipif(True, reason='no browser')\ndef test_two():\n    pass\n"
)


@pytest.mark.parametrize(("ci", "ends"), [({"CI": "true"}, 1), ({}, 0)])
def test_nothing_is_skipped_where_ci_is_set(tmp_path, ci, ends):
    """These tests' own conftest.py, beside two tests that are skipped."""
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"))
    for name, code in SKIPPING.items():
        (tmp_path / f"test_{name}").write_text(code)
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | ci
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "--rootdir", tmp_path, tmp_path],
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == ends, done.stdout
    assert ("1 failed, 1 error" if ci else "2 skipped") in done.stdout
    assert not ci or "CI skips no test: Skipped: no sandbox" in " ".join(done.stdout.split())


@pytest.mark.parametrize("stub", sorted(ROOT.glob("course_lib/**/__init__.pyi")), ids=str)
def test_no_module_hides_a_public_name(stub):
    """Importing a package's module sets its name there, over a function of the same name."""
    names: dict[str, list[str]] = {}
    for module, name in re.findall(r"^from \.(\w+) import (\w+)", stub.read_text(), re.M):
        names.setdefault(module, []).append(name)
    every = {name for public in names.values() for name in public}
    assert [m for m, public in names.items() if m in every and public != [m]] == []
