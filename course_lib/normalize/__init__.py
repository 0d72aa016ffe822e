"""Normalisation of data, with functions and an estimator, and inside networks."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
