"""nbgrader's formgrader over a folder of grades, without a network."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["serving"]

# nbconvert's own asks another host for MathJax; formgrader's page fails where that does not answer.
_MATHJAX = """{%- macro mathjax(url="") -%}
<script type="text/x-mathjax-config">
MathJax.Hub.Config({
  tex2jax: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], processEscapes: true},
  messageStyle: "none"
});
</script>
<script src="/static/jupyter_server_mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe">
</script>
{%- endmacro %}
"""


@contextlib.contextmanager
def serving(
    grades: Path | str, solutions: Path | str, url: str, *, browser: bool = True, port: int = 8888
) -> Iterator[subprocess.Popen[str]]:
    """Run a Jupyter server that shows formgrader for as long as the context lasts.

    Parameters
    ----------
    grades : path
        Folder with ``autograded``.
    solutions : path
        Folder of what instructors wrote.
    url : str
        SQLAlchemy URL of the gradebook.
    browser : bool
        Whether to open formgrader in the user's browser.
    port : int
        Where to serve; the next free one when it is taken.

    Yields
    ------
    subprocess.Popen
        The server; what it says, its address among it, goes to standard error.

    References
    ----------
    nbgrader's documentation, "Grading assignments" and "The nbgrader_config.py file".
    """
    grades, solutions = Path(grades).resolve(), Path(solutions).resolve()
    with tempfile.TemporaryDirectory(prefix="course-formgrader-") as name:
        folder = Path(name)
        template = folder / "jupyter" / "nbconvert" / "templates" / "base" / "mathjax.html.j2"
        template.parent.mkdir(parents=True)
        template.write_text(_MATHJAX, "utf-8")
        # nbgrader reads its settings from the folder in which the server starts.
        (folder / "nbgrader_config.py").write_text(
            _settings(grades, solutions, url, folder), "utf-8"
        )
        command = [sys.executable, "-m", "jupyter_server", f"--ServerApp.root_dir={grades}"]
        command += ["--ServerApp.default_url=/formgrader/gradebook", f"--ServerApp.port={port}"]
        # -y: Ctrl-C reaches the server too, which would ask whether it is meant.
        command += ["--log-level=WARN", "-y", *([] if browser else ["--no-browser"])]
        # Jupyter refuses to serve for root unasked; whoever may write the gradebook has decided.
        command += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        before = os.environ.get("JUPYTER_PATH")
        paths = os.pathsep.join(filter(None, [str(folder / "jupyter"), before]))
        server = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PATH": programs, "JUPYTER_PATH": paths},
            text=True,
        )
        try:
            yield server
        finally:
            server.terminate()
            server.wait(20)


def _settings(grades: Path, solutions: Path, url: str, exchange: Path) -> str:
    values = {
        "CourseDirectory.root": str(grades),
        "CourseDirectory.source_directory": str(solutions),
        "CourseDirectory.db_url": url,
        # Not used; but each page complains of one that is not there.
        "Exchange.root": str(exchange),
    }
    lines = ["c = get_config()", *(f"c.{name} = {value!r}" for name, value in values.items())]
    return "\n".join(lines) + "\n"
