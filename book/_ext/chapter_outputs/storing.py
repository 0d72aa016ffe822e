"""What a chapter keeps in the repository: what the next run would give again, nothing else."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

_LANGUAGE = ("name", "codemirror_mode", "file_extension", "mimetype", "pygments_lexer")
_VOLATILE = ("execution", "ExecuteTime", "collapsed", "scrolled", "jupyter", "outputId")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def normalise(notebook: NotebookNode) -> list[str]:
    """Take times, versions and the error stream out of a notebook, in place.

    Returns what was left out and may matter: the error stream's text, a line a cell.
    """
    language = notebook.metadata.get("language_info", {"name": "python"})
    own = {key: value for key, value in notebook.metadata.items() if key in ("title", "mystnb")}
    notebook.metadata = NotebookNode(
        **own,
        kernelspec=_KERNEL,
        language_info={key: language[key] for key in _LANGUAGE if key in language},
    )
    left_out = []
    for cell in notebook.cells:
        for key in _VOLATILE:
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            errors = [o.text for o in cell.outputs if o.get("name") == "stderr"]
            left_out += [f"cell {cell.id}: {text.strip()}" for text in errors]
            cell.outputs = _coalesced([o for o in cell.outputs if o.get("name") != "stderr"])
    return left_out


def _coalesced(outputs: list[Any]) -> list[Any]:
    """Join the pieces of the printed text that follow each other: they split anew at each run."""
    joined: list[Any] = []
    for output in outputs:
        if joined and output.output_type == joined[-1].output_type == "stream":
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined
