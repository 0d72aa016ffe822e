from .ablation import ablate as ablate
from .comparison import Comparison as Comparison
from .fitting import fit as fit
from .progress import Progress as Progress
from .statistics import paired_difference as paired_difference
from .statistics import summary as summary
from .sweeping import sweep as sweep
from .trials import compare as compare
from .variant import Variant as Variant

__all__ = [
    "Comparison",
    "Progress",
    "Variant",
    "ablate",
    "compare",
    "fit",
    "paired_difference",
    "summary",
    "sweep",
]
