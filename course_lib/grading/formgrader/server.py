"""A Jupyter server that shows formgrader over a folder of grades, without a network."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["FormgraderServer", "serving"]

_EXTENSION = "course_lib.grading.formgrader.extension"
_OTHERS = ("formgrader", "validate_assignment", "assignment_list", "course_list")

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


@dataclass(frozen=True)
class FormgraderServer:
    """A server that starts, or runs.

    Parameters
    ----------
    process : subprocess.Popen
        Jupyter's.
    runtime : path
        Where it writes its address when it can be asked.
    token : str
        Lets a browser in.
    """

    process: subprocess.Popen[str]
    runtime: Path
    token: str = field(repr=False)

    def address(self) -> str:
        """Wait until formgrader can be opened, and return where.

        Returns
        -------
        str
            With the token.

        Raises
        ------
        OSError
            The server ended before; its standard error says why.
        """
        while self.process.poll() is None:
            for path in self.runtime.glob("jpserver-*.json"):
                with contextlib.suppress(ValueError):  # it is still being written
                    port = json.loads(path.read_text("utf-8"))["port"]
                    where = f"http://127.0.0.1:{port}/formgrader/gradebook"
                    return f"{where}?token={self.token}"
            time.sleep(0.1)
        raise OSError(f"formgrader's server ended with exit status {self.process.returncode}")


@contextlib.contextmanager
def serving(
    grades: Path | str, solutions: Path | str, url: str, *, browser: bool = True, port: int = 8888
) -> Iterator[FormgraderServer]:
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
    FormgraderServer
        Ended when the context is left; what it says goes to standard error.

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
        loaded = {_EXTENSION: True}
        loaded |= {f"nbgrader.server_extensions.{name}": False for name in _OTHERS}
        command += [f"--ServerApp.jpserver_extensions={k}={v}" for k, v in loaded.items()]
        # -y: Ctrl-C reaches the server too, which would ask whether it is meant.
        command += ["--log-level=WARN", "-y", *([] if browser else ["--no-browser"])]
        # Jupyter refuses to serve for root unasked; whoever may write the gradebook has decided.
        command += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        before = os.environ.get("JUPYTER_PATH")
        paths = os.pathsep.join(filter(None, [str(folder / "jupyter"), before]))
        runtime, token = folder / "runtime", secrets.token_hex(24)
        jupyter = {"PATH": programs, "JUPYTER_PATH": paths, "JUPYTER_TOKEN": token}
        jupyter |= {"JUPYTER_RUNTIME_DIR": str(runtime)}
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **jupyter}, text=True)
        try:
            yield FormgraderServer(process, runtime, token)
        finally:
            process.terminate()
            process.wait(20)


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
