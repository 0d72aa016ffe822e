"""Every stored record: its script has not changed, and its cheap part gives the stored figures."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib import records

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from recording import script  # noqa: E402

SCRIPTS = script.paths(ROOT / "benchmarks" / "records")
LONGEST = 3  # seconds of a record, on average


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_states_what_it_must(name):
    stated = script.read(SCRIPTS[name])
    assert stated.question.endswith((".", "?"))
    assert len(stated.question) < 200
    assert 0 <= stated.tolerance["rel"] <= 0.2
    assert 0 <= stated.tolerance["abs"] <= 0.1


@pytest.fixture(scope="module")
def said() -> dict[str, tuple[str, float]]:
    """Return what one process with a record's threads says of each record, and its seconds.

    No coverage is measured: it is training, which tracing makes a third slower.
    """
    command = [sys.executable, "benchmarks/records", "--check"]
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        command, cwd=ROOT, env=unmeasured, capture_output=True, text=True, timeout=600
    )
    lines = re.findall(r"^(.+?): (.*) \((.+) s of processor time\)$", done.stdout, re.MULTILINE)
    assert len(lines) == len(records.names()), done.stdout + done.stderr
    return {name: (verdict, float(seconds)) for name, verdict, seconds in lines}


@pytest.mark.parametrize("name", records.names())
def test_a_record_holds(said, name):
    assert said[name][0] == "as stored"


def test_the_cheap_parts_are_cheap(said):
    assert sum(seconds for _, seconds in said.values()) < LONGEST * len(said)


@pytest.mark.parametrize("name", records.names())
def test_a_record_reads(name):
    record = records.load(name)
    assert record.seeds
    assert record.provenance in str(record)
    assert f"python benchmarks/records {name}" in record.provenance
