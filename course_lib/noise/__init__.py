"""Noise on inputs, on weights, and as a stream of fresh noise for training."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
