"""Data sets of the course: one call, named splits, class names, licence and source."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
