"""``pytest --nbval`` on scratch notebooks beside a copy of the book's own configuration."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

BOOK = Path(__file__).resolve().parents[2] / "book"
PLOTLY = "application/vnd.plotly.v1+json"
SVG = "<svg role='img' aria-label='A line' viewBox='0 0 {} 300'><path d='M0 0'/></svg>"
TABLE = "<table><tr><td>Adam</td><td>{}</td></tr></table>"


def stream(text: str):
    return new_output("stream", name="stdout", text=text)


def display(**data):
    mime = {"html": "text/html", "png": "image/png", "plotly": PLOTLY}
    return new_output("display_data", data={mime[key]: value for key, value in data.items()})


def raw(mime: str, value: object) -> str:
    return f"from IPython.display import display; display({{{mime!r}: {value!r}}}, raw=True)"


def figure(kind: str) -> dict:
    return {"data": [{"type": kind, "y": [0.1, 0.2]}], "layout": {"height": 300}}


# name: source, stored outputs, metadata, what the failure says (None: the cell passes)
CASES = {
    "same text": ("print('a 1 0.5')", [stream("a 1 0.5\n")], {}, None),
    "other text": ("print('b')", [stream("a\n")], {}, "text differs"),
    "number within": ("print(0.95)", [stream("0.93\n")], {"rel": 0.05}, None),
    "number beyond": ("print(0.83)", [stream("0.93\n")], {"rel": 0.05}, r"by 0\.1, 10\.75%"),
    "number, nothing stated": ("print(0.94)", [stream("0.93\n")], {}, "none stated"),
    "absolute": ("print(0.02)", [stream("0.01\n")], {"abs": 0.02}, None),
    "integer": ("print(12)", [stream("11\n")], {"rel": 0.5}, "number 1 is 12, stored 11"),
    "integer allowed": ("print(12)", [stream("11\n")], {"rel": 0.5, "integers": True}, None),
    "table within": (raw("text/html", TABLE.format(0.95)), [display(html=TABLE.format(0.93))],
                     {"rel": 0.05}, None),
    "table beyond": (raw("text/html", TABLE.format(0.75)), [display(html=TABLE.format(0.93))],
                     {"rel": 0.05}, r"Adam.*\[0\.93\]"),
    "same figure": (raw("text/html", SVG.format(400)), [display(html=SVG.format(402))], {}, None),
    "missing figure": ("pass", [display(html=SVG.format(400))], {}, "outputs: 0, stored 1"),
    "other size": (raw("text/html", SVG.format(800)), [display(html=SVG.format(400))], {},
                   "800 x 300, stored 400 x 300"),
    "plotly": (raw(PLOTLY, figure("bar")), [display(plotly=figure("bar"))], {}, None),
    "other plotly": (raw(PLOTLY, figure("pie")), [display(plotly=figure("bar"))], {}, "pie"),
    "error stream": ("import sys; print(0, file=sys.stderr); print(1)", [stream("1\n")], {}, None),
    "empty folder": ("import os; print(os.listdir())", [stream("[]\n")], {}, None),
    "wrong tolerance": ("print(0.5)", [stream("0.5\n")], {"relative": 1}, "'rel', 'abs'"),
}  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> dict[str, str]:
    """Return what one run said of each case; an empty text where the cell passed."""
    folder = tmp_path_factory.mktemp("chapters")
    shutil.copy(BOOK / "conftest.py", folder)
    shutil.copytree(BOOK / "_ext", folder / "_ext")
    cells = [
        new_code_cell(source, outputs=outputs, execution_count=number, metadata=stated(metadata))
        for number, (source, outputs, metadata, _) in enumerate(CASES.values(), start=1)
    ]
    nbformat.write(new_notebook(cells=cells), folder / "00-cases.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-v"]
    command += ["-p", "no:cacheprovider", "--color=no", "-n", "1", "--dist", "loadfile"]
    done = subprocess.run(
        [*command, "00-cases.ipynb"],
        cwd=folder,
        env={**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return {name: _said(done.stdout, number) for number, name in enumerate(CASES)}


def stated(metadata: dict) -> dict:
    return {"tolerance": metadata} if metadata else {}


def _said(output: str, number: int) -> str:
    if re.search(rf"PASSED .*::Cell {number}\b", output):
        return ""
    found = re.search(rf"^_+ .*Cell {number} _+$(.*?)(?=^_{{5,}} |^={{5,}} )", output, re.M | re.S)
    assert found, output
    return found[1]


@pytest.mark.parametrize("name", CASES)
def test_case(report, name):
    expected = CASES[name][3]
    if expected is None:
        assert report[name] == ""
    else:
        assert re.search(expected, report[name], re.S)
