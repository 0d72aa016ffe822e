"""Code is stopped for computing too long, for waiting, or at the wall behind both."""

import pytest

from course_lib.allowance import IDLE, Allowance, wall


class Machine:
    """A clock, and code that gets a share of the processor."""

    def __init__(self, share):
        self.time, self.share = 0.0, share

    def run(self, seconds):
        """Return how long the code went on, and why no longer."""
        allowed = Allowance(seconds, now=lambda: self.time)
        while True:
            self.time = allowed.end
            if not allowed.extended(self.share * self.time):
                return self.time, allowed.exceeded


@pytest.mark.parametrize("seconds", [0.5, 2, 30, 240])
def test_code_alone_on_its_processor_ends_on_time(seconds):
    assert Machine(1.0).run(seconds) == (seconds, f"it computed for longer than {seconds:g} s")
    assert Machine(4.0).run(seconds)[0] == seconds  # of four processors no sooner


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_on_a_busy_machine_it_gets_the_same_computing(share):
    taken, why = Machine(share).run(60)
    assert taken * share == pytest.approx(60, abs=1)
    assert why == "it computed for longer than 60 s"


def test_what_waits_is_stopped_when_it_has_waited():
    taken, why = Machine(0.0).run(240)
    assert (taken, why) == (240, "it waited for 240 s without computing")
    taken, why = Machine(0.0).run(1)
    assert IDLE <= taken <= IDLE + 2
    assert "without computing" in why


def test_the_wall_is_the_last_bound():
    taken, why = Machine(0.02).run(60)
    assert wall(60) <= taken <= wall(60) + 1
    assert why == "it took longer than 300 s, and computed for 6.0 s"
