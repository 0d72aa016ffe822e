from .bubblewrap import why_no_sandbox
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
    "why_no_sandbox",
]
