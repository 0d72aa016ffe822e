// Student's t, its noncentral form as far as power needs it, and the normal distribution.
liveTrials.define("distributions", () => {
  const LANCZOS = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];

  const logGamma = (x) => {
    const sum = LANCZOS.slice(1).reduce((total, c, i) => total + c / (x + i), LANCZOS[0]);
    const t = x + 6.5;
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  };

  // The continued fraction of the incomplete beta function, by Lentz' method.
  const fraction = (a, b, x) => {
    const least = (value) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
    let d = 1 / least(1 - ((a + b) * x) / (a + 1));
    let [c, product] = [1, d];
    for (let m = 1; m < 10000; m++) {
      let before = product;
      for (const term of [
        (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
        (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
      ]) {
        d = 1 / least(1 + term * d);
        c = least(1 + term / c);
        before = product;
        product *= d * c;
      }
      if (Math.abs(product / before - 1) < 1e-16) break;
    }
    return product;
  };

  /** The regularised incomplete beta function. `rest` is 1 - x, which may be known more exactly. */
  const beta = (a, b, x, rest) => {
    if (x <= 0) return 0;
    if (rest <= 0) return 1;
    const log = a * Math.log(x) + b * Math.log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b);
    if (x < (a + 1) / (a + b + 2)) return (Math.exp(log) * fraction(a, b, x)) / a;
    return 1 - (Math.exp(log) * fraction(b, a, rest)) / b;
  };

  /** @returns {number} the probability that Student's t is further from 0 than `t`, to either side */
  const tBeyond = (t, df) => beta(df / 2, 0.5, df / (df + t * t), (t * t) / (df + t * t));

  /** @returns {number} the t that is exceeded, to either side, with probability `share` */
  const tEdge = (share, df) => {
    let [low, high] = [0, 1];
    while (tBeyond(high, df) > share) [low, high] = [high, 2 * high];
    for (let round = 0; round < 200 && high - low > 1e-15 * high; round++) {
      const middle = (low + high) / 2;
      if (tBeyond(middle, df) > share) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };

  const upperTail = (z) => {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    if (z < 3) {
      let [term, sum] = [z, z];
      for (let k = 3; term > 1e-18 * sum; k += 2) sum += term *= (z * z) / k;
      return 0.5 - density * sum;
    }
    let below = z;
    for (let k = 60; k > 0; k--) below = z + k / below;
    return density / below;
  };

  /** @returns {number} the probability that a standard normal is below `z` */
  const normalBelow = (z) => (z < 0 ? upperTail(-z) : 1 - upperTail(z));

  /**
   * Return the probability that a noncentral t is further from 0 than `edge`, to either side.
   * It is the mean of normal probabilities over the deviation that a sample happens to have (Simpson's rule).
   */
  const noncentralBeyond = (edge, df, noncentrality) => {
    const reach = 12 / Math.sqrt(2 * df);
    const [low, high, pieces] = [Math.max(0, 1 - reach), 1 + reach, 2000];
    const scale = Math.log(2) + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
    const at = (share) => { // small steps at small deviations, which few pairs may have
      const s = low + (high - low) * share ** 3;
      const density = s === 0 ? (df === 1 ? Math.exp(scale) : 0) : Math.exp(scale + (df - 1) * Math.log(s) - (df * s * s) / 2);
      return 3 * share * share * density * (normalBelow(noncentrality - edge * s) + normalBelow(-noncentrality - edge * s));
    };
    let sum = at(0) + at(1);
    for (let i = 1; i < pieces; i++) sum += (i % 2 ? 4 : 2) * at(i / pieces);
    return (sum * (high - low)) / (3 * pieces);
  };

  return { tBeyond, tEdge, normalBelow, noncentralBeyond };
});
