"""How much of the grader's own memory a check may take."""

import sys

import numpy as np
import pytest

from course_lib.grading.memory import bounded_memory

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux bounds a process's memory"
)
HUGE = 3 * 2**30


def test_more_than_there_is_room_for_is_an_error_and_less_is_not():
    with bounded_memory(2**30):
        assert np.zeros(2**20, "u1").size == 2**20
        with pytest.raises(MemoryError):
            np.zeros(HUGE, "u1")


def test_the_bound_ends_with_its_block():
    with pytest.raises(KeyError), bounded_memory(2**20):
        raise KeyError
    assert np.zeros(HUGE, "u1").size == HUGE


def test_a_bound_that_is_there_is_not_widened():
    resource = pytest.importorskip("resource")
    with bounded_memory(2**28):
        outer = resource.getrlimit(resource.RLIMIT_DATA)
        with bounded_memory(2**40):
            assert resource.getrlimit(resource.RLIMIT_DATA) == outer
        assert resource.getrlimit(resource.RLIMIT_DATA) == outer
