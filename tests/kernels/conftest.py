"""One confined parent with little in its memory, for all tests that need a sandbox."""

import pytest

from course_lib.kernels import WarmParent, why_no_sandbox

collect_ignore = ["conftest.py"]
LIGHT = ("numpy", "ipykernel.kernelapp", "ipykernel.ipkernel")


@pytest.fixture(scope="session")
def sandbox():
    if reason := why_no_sandbox():
        pytest.skip(reason)


@pytest.fixture(scope="module")
def confined(sandbox):
    with WarmParent(confined=True, modules=LIGHT) as parent:
        yield parent


@pytest.fixture(scope="module")
def light():
    with WarmParent(modules=LIGHT) as parent:
        yield parent
