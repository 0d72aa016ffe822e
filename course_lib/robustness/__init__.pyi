from .measuring import under_noise as under_noise
from .spread import Spread as Spread
from .spread import crossed_spread as crossed_spread
from .places import tensors as tensors
from .trained_with import with_weight_noise as with_weight_noise
from .twins import rescaled as rescaled

__all__ = [
    "Spread",
    "crossed_spread",
    "rescaled",
    "tensors",
    "under_noise",
    "with_weight_noise",
]
