"""What no student may be given: solutions, hidden checks, rubrics, answers to try checks with."""

from __future__ import annotations

import ast
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

BLOCK = re.compile(r"BEGIN SOLUTION\b.*?\n(.*?)\n[^\n]*END SOLUTION", re.DOTALL)
TAGS = re.compile(r"<[^>]*>")
WRITTEN = (".py", ".ipynb", ".html", ".md", ".txt", ".js", ".json", ".toml", ".css", "")
LONG = 60  # letters: less may stand anywhere


def answers(folder: Path) -> dict[str, str]:
    """Return the texts of an exercise in `solutions` that answer it, by where they stand."""
    found = {}
    notebook = json.loads(next(folder.glob("*.ipynb")).read_text("utf-8"))
    for cell in notebook["cells"]:
        mark, text = cell["metadata"].get("nbgrader", {}), "".join(cell["source"])
        parts = BLOCK.findall(text)
        if mark.get("solution") and not parts:
            parts = [text]
        found |= {f"{mark.get('grade_id')}, {at}": part for at, part in enumerate(parts)}
    for node in ast.parse((folder / "checks.py").read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and (flags := _flags(node)):
            source = (folder / "checks.py").read_text("utf-8")
            written = isinstance(node.body[0], ast.Expr) and ast.get_docstring(node)
            if written:
                found[f"{node.name}, docstring"] = written
            body = node.body[1:] if written else node.body
            found |= {
                f"{node.name}, {flags}, {at}": ast.get_source_segment(source, one)
                for at, one in enumerate(body)
            }
    for path in [*folder.glob("right/*.py"), *folder.glob("wrong/*.py")]:
        found[f"{path.parent.name}/{path.name}"] = path.read_text("utf-8")
    return {
        f"{folder.name}: {place}": lines
        for place, text in found.items()
        if len(lines := plain(text)) >= LONG
    }


def _flags(node: ast.FunctionDef) -> list[str]:
    calls = [one for one in node.decorator_list if isinstance(one, ast.Call)]
    words = [word for call in calls for word in call.keywords]
    return [word.arg for word in words if word.arg in ("hidden", "manual")]


def plain(text: str) -> str:
    """Return a text without what an indentation, a page or a notebook changes of it."""
    return re.sub(r"\s+", " ", text).strip()


def texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file, those in archives among them."""
    for path, content in files.items():
        if path.endswith((".whl", ".zip")):
            yield from ((f"{path}!{name}", text) for name, text in texts(unpacked(content)))
        elif Path(path).suffix in WRITTEN:
            text = content.decode("utf-8", "replace")
            if path.endswith(".ipynb"):
                cells = json.loads(text)["cells"]
                text = "\n".join("".join(cell["source"]) for cell in cells)
            elif path.endswith(".html"):
                text = html.unescape(TAGS.sub("", text))
            yield path, plain(text)


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive by their paths."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {one: archive.read(one) for one in archive.namelist() if not one.endswith("/")}
