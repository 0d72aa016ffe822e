from .bubblewrap import obstacle
from .limits import Limits
from .provisioner import WarmProvisioner
from .sandboxed import SandboxedKernel, Verdict
from .warm import ParentDied, WarmParent

__all__ = [
    "Limits",
    "ParentDied",
    "SandboxedKernel",
    "Verdict",
    "WarmParent",
    "WarmProvisioner",
    "obstacle",
]
