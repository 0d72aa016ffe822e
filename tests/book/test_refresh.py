"""``book/refresh.py``: what it stores, and that a failing chapter stays as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from chapter_outputs.storing import normalise
from nbformat.v4 import new_code_cell, new_notebook, new_output

BOOK = Path(__file__).resolve().parents[2] / "book"
GOOD = """
import sys
from IPython.display import HTML, display
import os
assert os.listdir() == []
print("one"); print("careful", file=sys.stderr); print(0.5)
display(HTML("<p>1</p>")); display(HTML("<p>2</p>"))
"""


# These chapters import nothing that a warm kernel would have ready.
COLD = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner"}


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """Return a folder whose good and failing chapter were refreshed, and what was said."""
    folder = tmp_path_factory.mktemp("book")
    shutil.copy(BOOK / "refresh.py", folder)
    shutil.copytree(BOOK / "_ext", folder / "_ext")
    tolerance = {"tolerance": {"rel": 0.1}, "execution": {"iopub.status.busy": "now"}}
    cells = [new_code_cell(GOOD, id="good-cell", metadata=tolerance)]
    nbformat.write(new_notebook(cells=cells), folder / "01-good.ipynb")
    failing = new_notebook(cells=[new_code_cell("print(1)"), new_code_cell("1 / 0")])
    nbformat.write(failing, folder / "02-failing.ipynb")
    before = (folder / "02-failing.ipynb").read_bytes()
    texts = []
    said = ""
    for names in (["01-good", "02"], ["01-good"]):
        command = [sys.executable, "refresh.py", *names]
        done = subprocess.run(
            command, cwd=folder, env=COLD, capture_output=True, text=True, timeout=200
        )
        texts.append((folder / "01-good.ipynb").read_text("utf-8"))
        said = said or f"{done.returncode} {done.stdout}"
    return folder, said, texts, before


def test_outputs_are_stored_without_what_changes(refreshed):
    folder, said, texts, _ = refreshed
    notebook = nbformat.read(folder / "01-good.ipynb", as_version=4)
    (cell,) = notebook.cells
    assert cell.id == "good-cell"
    assert cell.metadata == {"tolerance": {"rel": 0.1}}
    assert cell.execution_count == 1
    assert [output.output_type for output in cell.outputs] == ["stream"] + ["display_data"] * 2
    assert cell.outputs[0].text == "one\n0.5\n"
    assert notebook.metadata.language_info.name == "python"
    assert "version" not in notebook.metadata.language_info
    assert "careful" in said
    assert texts[0] == texts[1]


def test_a_failing_chapter_is_left_as_it_was(refreshed):
    folder, said, _, before = refreshed
    assert said.startswith("1 ")
    assert "ZeroDivisionError" in said
    assert (folder / "02-failing.ipynb").read_bytes() == before
    assert not list(folder.glob("*.partial"))


def test_an_unknown_name_lists_the_chapters(refreshed):
    folder = refreshed[0]
    command = [sys.executable, "refresh.py", "07-none"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)
    assert done.returncode == 1
    assert "01-good, 02-failing" in done.stderr


def test_normalise_joins_text_and_keeps_errors_that_are_meant():
    pieces = [new_output("stream", name="stdout", text=text) for text in "ab"]
    error = new_output("error", ename="ValueError", evalue="x", traceback=[])
    cell = new_code_cell("x", outputs=[*pieces, error], metadata={"scrolled": True})
    notebook = new_notebook(cells=[cell], metadata={"title": "T", "widgets": {}})
    assert normalise(notebook) == []
    assert [output.get("text", "error") for output in cell.outputs] == ["ab", "error"]
    assert notebook.metadata.title == "T"
    assert "widgets" not in notebook.metadata
