"""Returns what the hidden question asks as dtypes, keys, names of classes and odd values."""

import only_in_the_sandbox

import numpy as np

calls = []


def secret(text):
    calls.append(text)
    if len(calls) % 2:
        return {text: type(text, (), {})()}
    return np.zeros(1, [(text, "f8")])
