from .accuracy import accuracy_over as accuracy_over
from .cells import confusion_matrix as confusion_matrix
from .cells import matrix as matrix
from .comparisons import bars as bars
from .comparisons import intervals as intervals
from .curves import learning_curves as learning_curves
from .images import image_grid as image_grid
from .inline import svg as svg
from .interactive import interactive_images as interactive_images
from .interactive import interactive_lines as interactive_lines
from .planes import search_plane as search_plane
from .confidence import reliability as reliability
from .style import Figure as Figure
from .style import PALETTE as PALETTE
from .trials import parallel_coordinates as parallel_coordinates
from .trials import search_convergence as search_convergence

__all__ = [
    "PALETTE",
    "Figure",
    "accuracy_over",
    "bars",
    "confusion_matrix",
    "image_grid",
    "interactive_images",
    "interactive_lines",
    "intervals",
    "learning_curves",
    "matrix",
    "parallel_coordinates",
    "reliability",
    "search_convergence",
    "search_plane",
    "svg",
]
