from . import arguments as arguments
from . import audit as audit
from . import calibration as calibration
from . import checks as checks
from . import claims as claims
from . import datasets as datasets
from . import ensemble as ensemble
from . import experiments as experiments
from . import models as models
from . import noise as noise
from . import normalize as normalize
from . import notebook as notebook
from . import pipeline as pipeline
from . import plots as plots
from . import pooling as pooling
from . import quizzes as quizzes
from . import records as records
from . import robustness as robustness
from . import search as search
from . import training as training
from . import transfer as transfer

__version__: str

__all__ = [
    "arguments",
    "audit",
    "calibration",
    "checks",
    "claims",
    "datasets",
    "ensemble",
    "experiments",
    "models",
    "noise",
    "normalize",
    "notebook",
    "pipeline",
    "plots",
    "pooling",
    "quizzes",
    "records",
    "robustness",
    "search",
    "training",
    "transfer",
]
