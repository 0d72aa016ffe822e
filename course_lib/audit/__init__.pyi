from .findings.finding import Finding as Finding
from .places import Place as Place
from .reporting import Report as Report
from .running import audit_cells as audit_cells
from .running import audit_notebook as audit_notebook
from .watching import Audit as Audit
from .watching import audit_call as audit_call
from .watching import report as report
from .watching import so_far as so_far
from .watching import start as start

__all__ = [
    "Audit",
    "Finding",
    "Place",
    "Report",
    "audit_call",
    "audit_cells",
    "audit_notebook",
    "report",
    "so_far",
    "start",
]
