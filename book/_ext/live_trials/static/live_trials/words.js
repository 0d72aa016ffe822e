// What a trial shows, in words: the same for those who see the figure and those who do not.
liveTrials.define("words", ({ statistics }) => {
  const MOST = 10000;

  const signed = (value, digits = 1) => {
    const size = Math.abs(value).toFixed(digits);
    return Number(size) ? `${value < 0 ? "−" : "+"}${size}` : size;
  };
  const points = (value) => (value === 1 ? "1 point" : `${value} points`);
  const seeds = (n) => (n === 1 ? "1 seed" : `${n} seeds`);
  const interval = ({ low, high }) => `${signed(low)} to ${signed(high)}`;

  /** One arm beside the baseline, as a sentence. */
  const row = (found, base) => {
    const { variant, difference, n, low, verdict } = found;
    const apart = Math.abs(difference) < 0.05 ? "level with" : `${Math.abs(difference).toFixed(1)} points ${difference < 0 ? "below" : "above"}`;
    if (n < 2) return `${variant} is ${apart} ${base}. One pair has no spread: nobody knows what chance alone does.`;
    if (Number.isNaN(low)) return `${variant} is ${apart} ${base} in every pair: that is no evidence.`;
    return `${variant} is ${apart} ${base} on average, in an interval from ${interval(found)}: ${verdict}.`;
  };

  /** The same, in short, above the figure. */
  const short = ({ difference, n, low, high, verdict }) => {
    if (!n) return "";
    if (Number.isNaN(low)) return `${signed(difference)} points, no interval yet`;
    return `${signed(difference)} points [${signed(low)}, ${signed(high)}], ${verdict}`;
  };

  const corrected = (rows) => (rows.length > 1 ? 1 - 0.05 / rows.length : 0.95);

  /** How many seeds a row needs for a difference that matters, or a word where nobody knows. */
  const needed = ({ deviation, low }, matters, confidence) => {
    if (Number.isNaN(low)) return "?";
    const n = statistics.seedsNeeded(matters, deviation, 0.8, confidence);
    return n > MOST ? `over ${MOST}` : String(n);
  };

  /** In how many of a hundred trials so many seeds find a difference that matters, if it is there. */
  const power = ({ deviation, low, n }, matters, confidence) =>
    Number.isNaN(low) ? "?" : inHundred(statistics.power(matters, deviation, n, confidence));

  const inHundred = (share) => (share > 0.99 ? "more than 99" : String(Math.round(100 * share)));

  const chances = (one, matters) => {
    if (Number.isNaN(one.low)) return "";
    const found = `${seeds(one.n)} would find it in ${power(one, matters, 0.95)} of 100 such trials`;
    return ` If the true difference were ${points(matters)}, ${found}; for 80 of 100 it takes ${needed(one, matters, 0.95)}.`;
  };

  const plan = (n, planned, stopped) => {
    if (stopped) return `It looked good after ${seeds(n)}, and you stopped.`;
    if (n < planned) return `The plan says ${seeds(planned)}: until then this is no verdict.`;
    return n === planned ? "So many were planned: this is the verdict." : `More than the ${planned} that were planned: the verdict is theirs.`;
  };

  /**
   * Return all that the drawn seeds show.
   * @param {object} trial
   * @param {object[]} rows of `statistics.verdicts`
   * @param {string} base name of the baseline
   * @param {boolean} stopped whether somebody stopped because it looked good
   */
  const summary = (trial, rows, base, stopped) => {
    const n = rows[0].n;
    const verdict = plan(n, trial.planned, stopped);
    if (rows.length === 1) return `After ${seeds(n)}: ${row(rows[0], base)} ${verdict}${chances(rows[0], trial.matters)}`;
    const all = rows.map((one) => `${one.variant} ${short(one)}`).join("; ");
    const together = n > 1 ? `; ${rows.length} comparisons, corrected together by Holm’s rule` : "";
    return `After ${seeds(n)}, beside ${base}: ${all}${together}. ${verdict}`;
  };

  return { signed, points, seeds, row, short, power, needed, corrected, summary };
});
