"""Returns lists that hold themselves, and dictionaries that stand a thousand deep."""

import only_in_the_sandbox


def minmax(x):
    endless = []
    endless.append(endless)
    return endless


def secret(text):
    deep = {}
    for _ in range(100_000):
        deep = {"deeper": deep}
    return deep


def hue(red, green, blue):
    wide = ["x"]
    for _ in range(40):
        wide = [wide, wide]
    return wide
