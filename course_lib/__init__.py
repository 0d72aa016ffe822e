"""Neural networks by controlled experiment: the library that the chapters call."""

import lazy_loader as lazy

__version__ = "1.0.0"

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
