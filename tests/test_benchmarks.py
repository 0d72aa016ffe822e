"""What `make bench` prints."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

BENCHMARKS = pathlib.Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def report(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    import report

    return report


def test_the_table_fits_a_terminal_and_holds_every_result(report):
    lines = report.report().splitlines()
    assert max(map(len, lines)) <= 80
    text = " ".join(" ".join(lines).split())
    for path in report.RESULTS.glob("*.json"):
        for row in json.loads(path.read_text("utf-8"))["rows"]:
            assert row["case"] in text
            assert (row["peer"] or "no peer") in text
            assert report.duration(row["ours_ms"]) in text


def test_a_row_shows_both_times_and_their_ratio(report, tmp_path):
    rows = [
        {"case": "sum", "ours_ms": 2.0, "peer": "loops", "peer_ms": 3000.0, "ratio": 1500.0},
        {"case": "load", "ours_ms": 40.0, "peer": None, "peer_ms": None, "ratio": None},
    ]
    record = {"benchmark": "arithmetic", "date": "2026-11-27", "rows": rows}
    (tmp_path / "arithmetic.json").write_text(json.dumps(record))
    shown = [line.split() for line in report.report(tmp_path).splitlines()]
    assert ["loops", "2", "ms", "3", "s", "1.5e+03"] in shown
    assert ["no", "peer", "40", "ms"] in shown


def test_tensorflow_greets_nobody(tmp_path):
    """The only benchmark of a copy of the folder imports TensorFlow, and says a word of its own."""
    for name in ("__main__.py", "report.py", "interleave.py"):
        (tmp_path / name).write_text((BENCHMARKS / name).read_text("utf-8"), "utf-8")
    code = "import tensorflow as tf\nprint('sum', int(tf.reduce_sum(tf.ones(3))))\n"
    code += "import sys\nprint('a warning', file=sys.stderr)\n"
    (tmp_path / "bench_import.py").write_text(code)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "CUDA_"))}
    done = subprocess.run(
        [sys.executable, tmp_path], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == "a warning\n"
    assert "sum 3" in done.stdout
