// What a trial shows, in words: the same for those who see the figure and those who do not.
liveTrials.define("words", ({ statistics }) => {
  const MOST = 10000;

  const signed = (value, digits = 1) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`;
  const points = (value) => (value === 1 ? "1 point" : `${value} points`);
  const seeds = (n) => (n === 1 ? "1 seed" : `${n} seeds`);
  const interval = ({ low, high }) => `${signed(low)} to ${signed(high)}`;

  /** One arm beside the baseline, as a sentence. */
  const row = (found, base) => {
    const { variant, difference, n, low, verdict } = found;
    const apart = difference === 0 ? "level with" : `${Math.abs(difference).toFixed(1)} points ${difference < 0 ? "below" : "above"}`;
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

  const inHundred = (share) => (share > 0.99 ? "more than 99" : String(Math.round(100 * share)));

  const power = (rows, { matters }) => {
    const known = rows.filter(({ low }) => !Number.isNaN(low));
    if (!known.length) return "";
    const widest = known.reduce((a, b) => (b.deviation > a.deviation ? b : a));
    const confidence = corrected(rows);
    const found = statistics.power(matters, widest.deviation, widest.n, confidence);
    const which = rows.length > 1 ? " for the arm that spreads most" : "";
    return (
      `If the true difference were ${points(matters)}, ${seeds(widest.n)} would find it in ${inHundred(found)} of 100 such trials` +
      `${which}; for 80 of 100 it takes ${needed(widest, matters, confidence)}.`
    );
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
    const all = rows.map((one) => row(one, base)).join(" ");
    const together = rows.length > 1 && n > 1 ? ` (${rows.length} comparisons, corrected together by Holm’s rule.)` : "";
    return `After ${seeds(n)}: ${all}${together} ${plan(n, trial.planned, stopped)} ${power(rows, trial)}`.trim();
  };

  return { signed, points, seeds, row, short, needed, corrected, summary };
});
