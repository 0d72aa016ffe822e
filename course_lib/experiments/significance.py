"""What paired scores allow to say: better, worse, equal, or that nobody can tell."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib import arguments
from course_lib.experiments.statistics import as_confidence, standard_error

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["decide", "verdicts"]

_ROUNDING = 1e-6  # of the scores: a deviation below is that of 32-bit numbers, not of runs


def verdicts(
    scores: Mapping[str, Any],
    baseline: str | None = None,
    *,
    margin: float | None = None,
    confidence: float = 0.95,
    test_share: float | None = None,
    lower_is_better: bool = False,
) -> pd.DataFrame:
    r"""Return how far each arm is from the baseline, in pairs, and what that allows to say.

    Each row is a paired t-test of differences :math:`d_i`, with standard error
    :math:`s_d \sqrt{1/n}`, or :math:`s_d \sqrt{1/n + \rho}` where each seed drew its own split:
    runs on splits that overlap are not independent, and :math:`\rho`, the size of the scored
    part over that of the training part, is Nadeau and Bengio's correction for it.

    With :math:`m` rows, chance has :math:`m` occasions. Let :math:`\alpha` be one less
    `confidence`. Over all rows together a wrong "better", "worse" or "equal" comes up in a share
    :math:`\alpha` of such tables at most.

    * Without a margin ``p`` is Holm's: the smallest of the p is multiplied by :math:`m`, the next
      by :math:`m - 1`, and so on. The intervals are Bonferroni's, of confidence
      :math:`1 - \alpha/m`, which cover all true differences together; only where Holm decides a
      row that Bonferroni would not, the interval has the confidence of Holm's step,
      :math:`1 - \alpha/(m - k)` after :math:`k` rows. No step-down method has intervals that both
      leave out zero wherever it decides and cover all differences together; where some arms do
      differ and Holm's later steps decide, together they cover with less than `confidence`.
    * With a margin each row asks two questions, whether it is zero and whether it is beyond the
      margin. One of the two at most is truly so, but a row that is not zero may still be beyond
      the margin, so none of its share can be passed on as Holm does: ``p`` and the intervals are
      Bonferroni's.

    The verdict is read from the interval, so the two never contradict each other. "equal" is
    Schuirmann's test: both one-sided tests against the margin pass, each at half the row's share,
    which is to say that the whole interval lies within the margin. Student's test assumes
    differences that are roughly normal.

    Parameters
    ----------
    scores : mapping of str to array_like
        For each arm one score a seed, shape (n,), all in one order of seeds.
    baseline : str, optional
        Name of an arm; the first by default.
    margin : float, optional
        The largest difference that does not matter, above 0, in the scores' unit.
    confidence : float
        Of the whole table, above 0 and below 1.
    test_share : float, optional
        :math:`\rho`, where each seed drew its own split.
    lower_is_better : bool
        True for losses and errors.

    Returns
    -------
    pandas.DataFrame
        Index ``variant``; columns ``difference`` (mean), ``deviation``, ``n``, ``low``, ``high``,
        ``p`` and ``verdict``: "better" or "worse" where the interval leaves out zero, "equal"
        where it holds zero and lies within the margin, otherwise "cannot tell". Where a score is
        NaN, there is one pair, or all differences are the same number, there are no interval and
        no ``p``: differences without spread come from runs that repeat each other or from rounding.

    Warns
    -----
    UserWarning
        An arm with a NaN score, one whose scores equal the baseline's in every pair, and seeds too
        few for the margin.

    Raises
    ------
    TypeError, ValueError
        No mapping, less than two arms, scores that are not numbers or not as many for each arm,
        no such baseline, or a number out of range.

    Examples
    --------
    >>> table = verdicts({"base": [0.90, 0.91, 0.89, 0.90], "wide": [0.95, 0.94, 0.95, 0.96],
    ...                   "deep": [0.90, 0.93, 0.86, 0.91]})
    >>> table["verdict"].to_dict()
    {'wide': 'better', 'deep': 'cannot tell'}
    >>> table[["low", "high", "p"]].round(3).to_dict("index")["wide"]
    {'low': 0.02, 'high': 0.08, 'p': 0.012}

    References
    ----------
    Student, The probable error of a mean, Biometrika 6, 1908.
    Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
    Statistics 6, 1979.
    Schuirmann, A comparison of the two one-sided tests procedure and the power approach for
    assessing the equivalence of average bioavailability, Journal of Pharmacokinetics and
    Biopharmaceutics 15, 1987.
    Nadeau and Bengio, Inference for the generalization error, Machine Learning 52, 2003.
    Strassburger and Bretz, Compatible simultaneous lower confidence bounds for the Holm procedure
    and other Bonferroni-based closed tests, Statistics in Medicine 27, 2008.
    """
    import pandas as pd

    arms = _arms(scores)
    base = next(iter(arms)) if baseline is None else arguments.choice(baseline, "baseline", arms)
    if margin is not None:
        margin = arguments.number(margin, "margin", above=0)
    if test_share is not None:
        test_share = arguments.number(test_share, "test_share", above=0)
    share = 1 - as_confidence(confidence)
    lower = arguments.boolean(lower_is_better, "lower_is_better")
    names = [name for name in arms if name != base]
    gaps = np.array([arms[name] - arms[base] for name in names])
    scale = np.array([np.abs([arms[name], arms[base]]).max() for name in names])
    found = decide(gaps, scale, share, margin=margin, test_share=test_share, lower=lower)
    for sentence in _remarks(names, gaps, found["high"] - found["low"], margin, base):
        warnings.warn(sentence, stacklevel=2)
    return pd.DataFrame(found, index=pd.Index(names, name="variant"))


def decide(
    gaps: np.ndarray,
    scale: np.ndarray,
    share: float,
    *,
    margin: float | None = None,
    test_share: float | None = None,
    lower: bool = False,
) -> dict[str, Any]:
    """Return the columns of `verdicts`.

    Parameters
    ----------
    gaps : numpy.ndarray of shape (rows, n)
        Differences from the baseline, n pairs each.
    scale : numpy.ndarray of shape (rows,)
        The largest score of each row, which rounding is a share of.
    share : float
        Of families that may get a wrong verdict, such as 0.05.
    margin, test_share, lower
        As `verdicts` takes them.

    Returns
    -------
    dict
        By column; arrays of shape (rows,).

    Examples
    --------
    >>> decide(np.array([[0.1, 0.2, 0.2]]), np.ones(1), 0.05)["verdict"]
    ['better']
    >>> decide(np.array([[0.1, 0.2, 0.2]]), np.ones(1), 0.01)["verdict"]
    ['cannot tell']
    """
    n = gaps.shape[1]
    mean = gaps.mean(axis=1)
    deviation = gaps.std(axis=1, ddof=1) if n > 1 else np.full(len(gaps), math.nan)
    error = standard_error(deviation, n, test_share)
    error = np.where(deviation <= _ROUNDING * scale, math.nan, error)
    p = _p_values(mean, error, n)
    half = _half_widths(p, error, n, share, stepwise=margin is None)
    low, high = mean - half, mean + half
    return {
        "difference": mean,
        "deviation": deviation,
        "n": n,
        "low": low,
        "high": high,
        "p": _adjusted(p, stepwise=margin is None),
        "verdict": [_verdict(*ends, margin, lower) for ends in zip(low, high, strict=True)],
    }


def _arms(scores: Any) -> dict[str, np.ndarray]:
    if not isinstance(scores, Mapping):
        raise TypeError(f"scores must be a mapping by arm, got {arguments.shown(scores)}")
    for name in scores:
        if not isinstance(name, str):
            raise TypeError(f"scores must have names, got {arguments.shown(name)}")
    if len(scores) < 2:
        raise ValueError(f"scores must hold two arms at least, got {len(scores)}")
    arms = {
        name: arguments.array(values, f"scores[{name!r}]", ndim=1).astype(float)
        for name, values in scores.items()
    }
    if len({len(values) for values in arms.values()}) > 1:
        got = ", ".join(f"{len(values)} of {name!r}" for name, values in arms.items())
        raise ValueError(f"scores must be as many for each arm, one a seed, got {got}")
    return {name: np.where(np.isfinite(values), values, math.nan) for name, values in arms.items()}


def _p_values(mean: np.ndarray, error: np.ndarray, n: int) -> np.ndarray:
    from scipy.special import stdtr

    return 2 * np.asarray(stdtr(n - 1, -np.abs(mean) / error))


def _half_widths(
    p: np.ndarray, error: np.ndarray, n: int, share: float, *, stepwise: bool
) -> np.ndarray:
    """Return half of each interval: Bonferroni's, narrower where only a later step decides."""
    from scipy.special import stdtrit

    rows = len(p)
    shares = np.full(rows, share / rows)
    if stepwise:
        for step, row in enumerate(np.argsort(p)):  # NaN comes last
            if not p[row] <= share / (rows - step):
                break
            if p[row] > share / rows:
                shares[row] = share / (rows - step)
    return np.asarray(stdtrit(n - 1, 1 - shares / 2)) * error


def _adjusted(p: np.ndarray, *, stepwise: bool) -> np.ndarray:
    """Return the p of Holm, or of Bonferroni; statsmodels has them, but collects garbage first."""
    if not stepwise:
        return np.minimum(1, len(p) * p)
    order = np.argsort(p)  # NaN comes last, and stays
    adjusted = np.empty_like(p)
    steps = p[order] * np.arange(len(p), 0, -1)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(steps))
    return adjusted


def _verdict(low: float, high: float, margin: float | None, lower_is_better: bool) -> str:
    if low > 0:
        return "worse" if lower_is_better else "better"
    if high < 0:
        return "better" if lower_is_better else "worse"
    if margin is not None and -margin < low and high < margin:
        return "equal"
    return "cannot tell"


def _remarks(
    names: list[str], gaps: np.ndarray, widths: np.ndarray, margin: float | None, base: str
) -> list[str]:
    said = []
    for name, gap, width in zip(names, gaps, widths, strict=True):
        if np.isnan(gap).any():
            said.append(f"{name!r} or {base!r} has a score that is not a number: cannot tell")
        elif len(gap) > 1 and np.isnan(width):
            said.append(
                f"{name!r} is as far from {base!r} in every pair, so nobody knows its spread"
                if gap.any()
                else f"{name!r} equals {base!r} in every pair: that is an identity, no evidence"
            )
        elif margin is not None and width >= 2 * margin:
            said.append(
                f"{name!r}: {len(gap)} seeds are too few to call it equal to {base!r} within "
                f"{margin:g}, for the interval is {width:.2g} wide"
            )
    return said
