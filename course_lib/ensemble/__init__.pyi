from .forward import Forward as Forward
from .noisy import NoisyEnsemble as NoisyEnsemble
from .votes import Agreement as Agreement
from .voting import VotingEnsemble as VotingEnsemble

__all__ = ["Agreement", "Forward", "NoisyEnsemble", "VotingEnsemble"]
