from .ablation import ablate as ablate
from .comparison import Comparison as Comparison
from .judgement import Judgement as Judgement
from .plan import Plan as Plan
from .power import seeds_needed as seeds_needed
from .power import smallest_difference as smallest_difference
from .resampling import resampled as resampled
from .significance import verdicts as verdicts
from .statistics import lower_is_better as lower_is_better
from .statistics import paired_difference as paired_difference
from .statistics import summary as summary
from .sweeping import sweep as sweep
from .comparing import compare as compare
from .variant import Variant as Variant

__all__ = [
    "Comparison",
    "Judgement",
    "Plan",
    "Variant",
    "ablate",
    "compare",
    "lower_is_better",
    "paired_difference",
    "resampled",
    "seeds_needed",
    "smallest_difference",
    "summary",
    "sweep",
    "verdicts",
]
