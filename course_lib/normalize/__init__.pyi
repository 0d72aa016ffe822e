from .estimator import Normalizer as Normalizer
from .layers import BatchNormalized as BatchNormalized
from .layers import batch_normalization as batch_normalization
from .layers import layer_normalization as layer_normalization
from .scaling import minmax as minmax
from .scaling import unit_norm as unit_norm
from .scaling import zscore as zscore

__all__ = [
    "BatchNormalized",
    "Normalizer",
    "batch_normalization",
    "layer_normalization",
    "minmax",
    "unit_norm",
    "zscore",
]
