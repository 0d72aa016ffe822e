"""VGG16 that others trained: classifying photographs, reading features, training on."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
