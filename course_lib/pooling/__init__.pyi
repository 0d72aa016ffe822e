from .operations import global_pool as global_pool
from .operations import pool as pool
from .windows import pooled_shape as pooled_shape

__all__ = ["global_pool", "pool", "pooled_shape"]
