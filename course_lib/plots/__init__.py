"""Figures that are legible in light and dark, on a phone, and without seeing them."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
