// What pairs of runs allow to say, as course_lib.experiments says it: intervals, Holm's p, verdicts, power.
liveTrials.define("statistics", ({ distributions }) => {
  const ROUNDING = 1e-6; // of the scores: a deviation below is that of 32-bit numbers, not of runs

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  /** @returns {number} the deviation of a sample; NaN where there is one value */
  const deviation = (values) => {
    const centre = mean(values);
    return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
  };

  const smallestFirst = (p) => p.map((_, row) => row).sort((a, b) => (Number.isNaN(p[a]) ? 1 : Number.isNaN(p[b]) ? -1 : p[a] - p[b]));

  // Holm's steps: the smallest p times the number of rows, the next times one less, and never below one before.
  const adjusted = (p) => {
    const out = p.slice();
    let most = 0;
    smallestFirst(p).forEach((row, step) => {
      if (!Number.isNaN(p[row])) out[row] = most = Math.min(1, Math.max(most, p[row] * (p.length - step)));
    });
    return out;
  };

  // Bonferroni's share for each interval, larger where only a later step of Holm's decides.
  const shares = (p, share) => {
    const out = p.map(() => share / p.length);
    for (const [step, row] of smallestFirst(p).entries()) {
      const allowed = share / (p.length - step);
      if (!(p[row] <= allowed)) break;
      if (p[row] > share / p.length) out[row] = allowed;
    }
    return out;
  };

  /**
   * Return for each arm but the first how far it is from the first, as course_lib's `verdicts` does without a margin.
   * @param {Object<string, number[]>} scores by arm, one a seed; high is good
   * @param {number} [confidence] of the whole table
   * @returns {{variant: string, difference: number, deviation: number, n: number, low: number, high: number,
   *   p: number, verdict: string}[]}
   */
  const verdicts = (scores, confidence = 0.95) => {
    const [base, ...names] = Object.keys(scores);
    const rows = names.map((variant) => {
      const gaps = scores[variant].map((score, i) => score - scores[base][i]);
      const scale = Math.max(...[...scores[variant], ...scores[base]].map(Math.abs));
      const spread = gaps.length > 1 ? deviation(gaps) : NaN;
      const error = spread <= ROUNDING * scale ? NaN : spread / Math.sqrt(gaps.length);
      return { variant, difference: mean(gaps), deviation: spread, n: gaps.length, error };
    });
    const df = (rows[0]?.n ?? 1) - 1;
    const p = rows.map(({ difference, error }) => (Number.isNaN(error) ? NaN : distributions.tBeyond(difference / error, df)));
    const corrected = adjusted(p);
    const own = shares(p, 1 - confidence);
    return rows.map(({ error, ...row }, i) => {
      const half = Number.isNaN(error) ? NaN : distributions.tEdge(own[i], df) * error;
      const [low, high] = [row.difference - half, row.difference + half];
      const verdict = low > 0 ? "better" : high < 0 ? "worse" : "cannot tell";
      return { ...row, low, high, p: corrected[i], verdict };
    });
  };

  /**
   * Return the share of trials that find a true difference, by the paired t-test.
   * @param {number} difference
   * @param {number} spread deviation of the pairs' differences
   * @param {number} n pairs
   * @param {number} [confidence] of the interval that must leave out zero
   */
  const power = (difference, spread, n, confidence = 0.95) => {
    const noncentrality = (Math.abs(difference) / spread) * Math.sqrt(n);
    return distributions.noncentralBeyond(distributions.tEdge(1 - confidence, n - 1), n - 1, noncentrality);
  };

  /** Return how many pairs find the difference with the power that is wanted; Infinity above a million. */
  const seedsNeeded = (difference, spread, wanted = 0.8, confidence = 0.95) => {
    const reached = (n) => power(difference, spread, n, confidence) >= wanted;
    let [low, high] = [1, 2];
    while (!reached(high)) {
      [low, high] = [high, 2 * high];
      if (low > 1e6) return Infinity;
    }
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (reached(middle)) high = middle;
      else low = middle;
    }
    return high;
  };

  return { mean, deviation, verdicts, power, seedsNeeded };
});
