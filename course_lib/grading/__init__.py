"""Graded exercises: checks that ask a submission for plain values, and what they earn."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
