"""Windows and einsum, in float32."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

EARNS = {"conv2d": 4.0, "conv2d_unseen": 1.0}


def conv2d(x, kernel, dilation=1):
    rows, columns = kernel.shape[2:]
    reach = [dilation * (rows // 2)] * 2, [dilation * (columns // 2)] * 2
    wide = np.pad(x.astype("float32"), [(0, 0), *reach])
    size = dilation * (rows - 1) + 1, dilation * (columns - 1) + 1
    windows = sliding_window_view(wide, size, axis=(1, 2))[..., ::dilation, ::dilation]
    return np.einsum("chwab,kcab->khw", windows, kernel.astype("float32"))
