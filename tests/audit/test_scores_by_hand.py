"""Scores that no library is asked for are read from the cells, and from what was predicted."""

import pytest

from course_lib.audit.handmade import scores_in
from course_lib.audit.running import audit_cells

HEAD = """
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.neighbors import KNeighborsClassifier
x, y = load_digits(return_X_y=True)
a, b, c = slice(300), slice(300, 700), slice(700, 1000)
"""
JUDGED = [
    "(m.predict(x).argmax(1) == y).mean()",
    "p = m.predict(x); hits = p == y; print(hits.mean())",
    "def acc(m): return np.mean(m.predict(x) == y)",
    "def acc(p, t): return np.mean(p == t)\nacc(m.predict(x).argmax(1), y)",
    "def asked(m): return m.predict(x)[:, 0] > 0.5\nnp.mean(asked(m) != y)",
    "ps = []\nfor m in ms: ps.append(m.predict(x))\nr = [(p == y).mean() for p in ps]",
    "r = {}\nfor n in ms: r[n] = ms[n].predict(x)\nfor n, p in r.items(): print(np.sum(p == y))",
    "n = 0\nfor one, two in zip(m.predict(x), y):\n    if one == two: n += 1",
    "np.sqrt(((m.predict(x) - y) ** 2).mean())",
    "tf.reduce_mean(tf.cast(tf.equal(tf.argmax(m.predict(x), 1), y), 'float32'))",
    "%time p = 1\nok = 0\nfor i in parts: ok += (m.predict(x[i]) == y[i]).sum()",
]
NOT_JUDGED = [
    "P = np.mean([m.predict(x) for m in ms], 0); (P.argmax(1) == y).mean()",
    "P = 0\nfor m in ms: P += m.predict(x)\n(P.argmax(1) == y).mean()",
    "p = m.predict(x); wrong = x[p != y]",
    "(m.predict(x) == 3).mean()",
    "for k in range(10): print((m.predict(x) == k).mean())",
    "z = m.predict(x).argmax(1); n.fit(x, z)",
    "p = m.predict(x); (p - p.mean(0)).std()",
    "p = m.predict(x)\nfor i in range(3): p = p - y; y = y - p",
    "p = [p for p in p]\nfor p in p: print((p == y).sum())",
    "def f(x): return f(x - 1)\nnp.mean(f(2) == y)",
    "this is no Python",
]


def _ends(text):
    """Return where each call of predict ends, as its line and its last column."""
    return {
        (n, start + line[start:].index(")") + 1)
        for n, line in enumerate(text.splitlines(), 1)
        for start in [line.find(".predict(")]
        if start >= 0
    }


def _asked(text):
    return {one[1:] for score in scores_in({1: text}) for one in score.left | score.right}


@pytest.mark.parametrize("text", JUDGED)
def test_a_mean_of_a_comparison_is_a_score(text):
    assert _asked(text) & _ends(text)


@pytest.mark.parametrize("text", NOT_JUDGED[:6] + NOT_JUDGED[7:])
def test_what_is_no_score_of_one_model_is_none(text):
    assert not _asked(text) & _ends(text)


def _implied(*cells):
    """Return the implied judgements of some cells, of a session of their own."""
    from course_lib.audit.implied import implied
    from course_lib.audit.session import Session

    names = {f"<{n}>": n for n in range(len(cells))}
    session = Session(names)
    space = {}
    with session:
        for (name, _), text in zip(names.items(), cells, strict=True):
            exec(compile(text, name, "exec"), space)
    session.log.sources = dict(enumerate(cells))
    return implied(session.log), space


@pytest.mark.parametrize("labels", ["y", "y % 2", "np.array(list('abcdefghij'))[y]"])
def test_the_score_is_the_one_that_the_notebook_sees(labels):
    fit = f"z = {labels}\nm = KNeighborsClassifier(3).fit(x[a], z[a])"
    found, seen = _implied(HEAD, fit, "s = (m.predict(x[b]) == z[b]).mean()")
    assert [one.details["scores"]["accuracy"] for one in found] == [seen["s"]]
    assert len(found[0].rows) == 400


def test_labels_of_rows_that_were_never_loaded_are_those_of_the_variable():
    cell = "t = y[b]\ns = np.mean(m.predict(np.random.default_rng(0).random((400, 64))) == t)"
    found, seen = _implied(HEAD, "m = KNeighborsClassifier(3).fit(x[a], y[a])", cell)
    assert [one.details["scores"]["accuracy"] for one in found] == [seen["s"]]


def test_a_score_that_a_library_gives_as_well_counts_once():
    cell = "(m.predict(x[b]) == y[b]).mean(), m.score(x[b], y[b])"
    found, _ = _implied(HEAD, "m = KNeighborsClassifier(3).fit(x[a], y[a])", cell)
    assert found == []


def test_two_models_that_agree_are_not_judged_by_it():
    cell = "p, q = m.predict(x[b]), n.predict(x[b]); (p == q).mean()"
    fits = "m, n = (KNeighborsClassifier(k).fit(x[a], y[a]) for k in (1, 5))"
    assert _implied(HEAD, fits, cell)[0] == []


def test_rates_that_fall_while_an_estimator_learns_are_no_other_arms():
    loop = """
m = SGDClassifier(random_state=0, learning_rate="constant")
for rate in (0.1, 0.01):
    m.set_params(eta0=rate).partial_fit(x[a], y[a], classes=range(10))
    print(m.score(x[b], y[b]))
print(m.score(x[c], y[c]))
"""
    assert "weights-inherited" not in {one.name for one in audit_cells([HEAD, loop]).findings}


def test_a_curve_over_a_growing_set_watches_nothing():
    loop = """
m = SGDClassifier(random_state=0)
for n in range(0, 300, 60):
    m.partial_fit(x[n : n + 60], y[n : n + 60], classes=range(10))
    print((m.predict(x[b]) == y[b]).mean())
"""
    assert "judged-set-watched" not in {one.name for one in audit_cells([HEAD, loop]).findings}


def test_what_a_library_asks_of_members_judges_none_of_them():
    cell = "s = np.mean([np.mean(p == y[b]) for p in map(m.predict, [x[b]])])"
    found, _ = _implied(HEAD, "m = KNeighborsClassifier(3).fit(x[a], y[a])", cell)
    assert found == []


def test_noise_that_a_good_model_does_not_withstand_is_no_doubt():
    cell = """
m = KNeighborsClassifier(3).fit(x[a], y[a])
print((m.predict(x[a]) == y[a]).mean())
for noise in (0, 500):
    print((m.predict(x[b] + np.random.default_rng(0).normal(0, noise, x[b].shape)) == y[b]).mean())
"""
    assert "at-chance" not in {one.name for one in audit_cells([HEAD, cell]).findings}
