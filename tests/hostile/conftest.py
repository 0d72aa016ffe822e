"""Attacks are read as text and never imported; without a sandbox there is nothing to attack."""

import pytest

from course_lib.kernels import why_no_sandbox

collect_ignore = ["conftest.py", "checks.py"]
collect_ignore_glob = ["attacks/*"]


@pytest.fixture(scope="session")
def sandbox():
    if reason := why_no_sandbox():
        pytest.skip(reason)
