"""A file is whole or not there, and nothing is left beside it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

import pytest

from course_lib import atomic


def test_an_error_leaves_the_file_of_before_and_nothing_else(tmp_path):
    path = tmp_path / "scores.json"
    path.write_bytes(b"before")
    with pytest.raises(TypeError), atomic.writing(path) as file:
        file.writelines([b"after", None])
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_process_that_is_killed_leaves_the_file_of_before(tmp_path):
    path = tmp_path / "scores.json"
    path.write_bytes(b"before")
    code = (
        "import os, pathlib, signal, sys\n"
        "from course_lib import atomic\n"
        "with atomic.writing(pathlib.Path(sys.argv[1])) as file:\n"
        "    file.write(b'after')\n"
        "    file.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)])
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"before"


def test_others_read_it_unless_it_is_private(tmp_path):
    mask = os.umask(0o022)
    try:
        for private, mode in ((False, 0o644), (True, 0o600)):
            with atomic.writing(tmp_path / "new" / "file", private=private) as file:
                file.write(b"x")
            assert stat.S_IMODE((tmp_path / "new" / "file").stat().st_mode) == mode
    finally:
        os.umask(mask)
