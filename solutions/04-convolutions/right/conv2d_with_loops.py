"""Loops over everything, and lists of lists."""

EARNS = {"conv2d": 4.0, "conv2d_unseen": 1.0}


def conv2d(x, kernel, dilation=1):
    x, kernel = x.tolist(), kernel.tolist()
    height, width = len(x[0]), len(x[0][0])
    rows, columns = len(kernel[0][0]), len(kernel[0][0][0])
    maps = []
    for weights in kernel:
        one = [[0.0] * width for _ in range(height)]
        for i in range(height):
            for j in range(width):
                for c, plane in enumerate(weights):
                    for a in range(rows):
                        for b in range(columns):
                            u = i + dilation * (a - rows // 2)
                            v = j + dilation * (b - columns // 2)
                            if 0 <= u < height and 0 <= v < width:
                                one[i][j] += plane[a][b] * x[c][u][v]
        maps.append(one)
    return maps
