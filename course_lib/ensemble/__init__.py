"""Ensembles: noisy copies of one network, or any fitted models, that vote."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
