"""Pooling: a window of an image becomes one value, in Keras' and in scikit-image's convention."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
