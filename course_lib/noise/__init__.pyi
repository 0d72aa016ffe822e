from .batches import noisy_batches as noisy_batches
from .distributions import gaussian as gaussian
from .distributions import uniform as uniform
from .impulse import bounded_change as bounded_change
from .impulse import impulsive as impulsive
from .impulse import salt_and_pepper as salt_and_pepper
from .perturbation import perturb_arrays as perturb_arrays
from .regional import regional as regional
from .shot import shot as shot
from .streaming import NoisyDataset as NoisyDataset
from .weights import perturb_weights as perturb_weights

__all__ = [
    "NoisyDataset",
    "bounded_change",
    "gaussian",
    "impulsive",
    "noisy_batches",
    "perturb_arrays",
    "perturb_weights",
    "regional",
    "salt_and_pepper",
    "shot",
    "uniform",
]
