"""A small exercise whose hidden question has a value worth stealing."""

import colorsys
import hashlib

import numpy as np

from course_lib import normalize
from course_lib.checks import assert_allclose, assert_equal, question


def canary(seed):
    return hashlib.sha256(b"canary:%d" % seed).hexdigest()[:20]


@question("double", points=2, timeout=4)
def double(student):
    rng = np.random.default_rng(student.seed)
    x, number = rng.normal(size=(4, 3)), int(rng.integers(100, 999))
    with student.case("an array", hint="Times two."):
        assert_allclose(student.call("double", x), 2 * x)
    with student.case("a number", hint="Times two."):
        assert_equal(student.call("double", number), 2 * number)


@question("minmax", points=2, timeout=4)
def minmax(student):
    x = np.random.default_rng(student.seed + 1).normal(size=(6, 3))
    assert_allclose(student.call("minmax", x), normalize.minmax(x, over="feature"))


@question("secret", points=3, hidden=True, timeout=4)
def secret(student):
    text = canary(student.seed)
    with student.case("a text"):
        assert_equal(student.call("secret", text), text[::-1])
    with student.case("again"):
        assert_equal(student.call("secret", text * 2), (text * 2)[::-1])


# A kernel of its own: whatever a kernel before left could be told here.
@question("hue", points=2, timeout=4, forbidden=["colorsys"])
def hue(student):
    red, green, blue = np.random.default_rng(student.seed + 2).uniform(size=3).tolist()
    assert_allclose(student.call("hue", red, green, blue), colorsys.rgb_to_hsv(red, green, blue)[0])
