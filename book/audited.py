"""Write down what an audit says of the five documents' orders of events: python book/audited.py.

With names (s0 to s4) these alone are run; with --quote none is, and only the chapters' quotations
are written again. A cell whose id is audit-sN-NAME quotes the finding of that name, and one whose
id is audit-sN-whole all that is said.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import nbformat

BOOK = Path(__file__).resolve().parent
DOCUMENTS = BOOK.parent / "tests" / "audit" / "documents"
REPORTS = BOOK / "audits"
LUCK = "difference-below-noise"  # where the best arm happens to be
_LEAD = (
    "Pointed at the document's order of events, written anew in small, "
    "{{doc}}`course audit <audit>` says:\n\n```text\n{}\n```"
)


def told(report):
    """Return a report as it is quoted: without what only luck decides."""
    return f"{replace(report, findings=tuple(f for f in report.findings if f.name != LUCK))}\n"


def quotation(cell_id):
    """Return the text of a cell that quotes, as its id asks."""
    _, document, name = cell_id.split("-", 2)
    whole = (REPORTS / f"{document}.txt").read_text("utf-8").rstrip()
    if name == "whole":
        return _LEAD.format(whole)
    blocks = whole.split("\n\n")
    found = next(block for block in blocks if f": {name}, " in block.partition("\n")[0])
    lines = [line for line in found.split("\n") if not line.startswith("  Chapter ")]
    return _LEAD.format("\n".join(lines))


def quoting(path):
    """Return a chapter, and its cells that quote."""
    chapter = nbformat.read(path, as_version=4)
    return chapter, [cell for cell in chapter.cells if cell.id.startswith("audit-s")]


def main(arguments):
    """Run documents, write reports and quotations."""
    from course_lib.audit.running import audit_notebook

    names = arguments or sorted(
        path.stem for path in DOCUMENTS.glob("s*.py") if "_mended" not in path.stem
    )
    for name in names if arguments != ["--quote"] else ():
        text = told(audit_notebook(DOCUMENTS / f"{name}.py"))
        (REPORTS / f"{name}.txt").write_text(text, "utf-8")
    for path in sorted(BOOK.glob("[0-9]*.ipynb")):
        chapter, cells = quoting(path)
        if any(cell.source != quotation(cell.id) for cell in cells):
            for cell in cells:
                cell.source = quotation(cell.id)
            nbformat.write(chapter, path)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main(sys.argv[1:])
