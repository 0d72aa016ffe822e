// What the worker does: one seed of a trial, and many trials in which nothing differs.
liveTrials.define("running", ({ digits, random, network, training, trials, distributions }) => {
  const CLASSES = 10;
  let images = null;

  /** Return the digits, decoded once: pixels from 0 to 1, those to train on and those to score on. */
  const data = () => {
    if (images) return images;
    const bytes = Uint8Array.from(atob(digits.pixels), (letter) => letter.charCodeAt(0));
    const x = Float64Array.from(bytes, (value) => value / digits.maximum);
    const y = Uint8Array.from(digits.labels, Number);
    const cut = digits.train * digits.inputs;
    const part = (pixels, labels) => ({ x: pixels, y: labels });
    images = {
      train: part(x.subarray(0, cut), y.subarray(0, digits.train)),
      scored: part(x.subarray(cut), y.subarray(digits.train)),
      all: part(x, y),
    };
    return images;
  };

  // The same labels in an order of their own.
  const apart = ({ x, y }, name) => ({ x, y: random.generator(name).permutation(y.length).map((row) => y[row]) });

  const parts = (arm, seed) => {
    const { train, scored, all } = data();
    if (arm.apart) return { train: apart(train, `${seed}/labels`), scored: apart(scored, `${seed}/scored labels`) };
    return { train: arm.leak ? all : train, scored };
  };

  /** Return the trained weights of one network of an arm; `draws` names its random numbers. */
  const trained = (arm, sizes, train, draws, start) => {
    const order = random.generator(`${draws}/order`);
    const noise = random.generator(`${draws}/noise`);
    const disturb = (sample) => {
      for (let i = 0; i < sample.length; i++) sample[i] += arm.noise * noise.normal();
    };
    return training.train({
      sizes,
      weights: start ?? network.fresh(sizes, random.generator(`${draws}/weights`)),
      ...train,
      order: () => order.permutation(train.y.length).subarray(0, digits.train), // with a leak, too, as many steps
      epochs: arm.epochs,
      batch: arm.batch,
      optimizer: arm.optimizer,
      rate: arm.rate,
      change: arm.noise ? disturb : undefined,
    }).weights;
  };

  // To each kernel and each bias noise of its own mean and deviation, times the factor: as course_lib.ensemble does.
  const noisyCopy = (weights, sizes, factor, generator) => {
    const copy = Float64Array.from(weights);
    for (const { kernel, bias, end } of network.layers(sizes)) {
      for (const [from, to] of [[kernel, bias], [bias, end]]) {
        const tensor = weights.subarray(from, to);
        const mean = tensor.reduce((sum, w) => sum + w, 0) / tensor.length;
        const spread = Math.sqrt(tensor.reduce((sum, w) => sum + (w - mean) ** 2, 0) / tensor.length);
        for (let i = from; i < to; i++) copy[i] += factor * (mean + spread * generator.normal());
      }
    }
    return copy;
  };

  const membersOf = (arm, sizes, train, seed, before) => {
    if (arm.copies) {
      const original = before[arm.copies.of];
      const draw = random.generator(`${seed}/copies`);
      const copies = Array.from({ length: arm.copies.count }, () => noisyCopy(original, sizes, arm.copies.factor, draw));
      return [original, ...copies];
    }
    const own = arm.draws ? `${seed}/${arm.draws}` : `${seed}`;
    const first = trained(arm, sizes, train, own, before[arm.from]);
    const others = Array.from({ length: (arm.members ?? 1) - 1 }, (_, i) => trained(arm, sizes, train, `${own}/member ${i + 1}`));
    return [first, ...others];
  };

  /**
   * Return each arm's accuracy, in per cent of the scored digits, for one seed.
   * @param {{trial: string, on: string[], seed: number|string}} asked `on` names the switches
   * @returns {Object<string, number>}
   */
  const run = ({ trial, on, seed }) => {
    const before = {};
    const scores = {};
    for (const arm of trials.arms(trials.known[trial], on)) {
      const sizes = [digits.inputs, ...arm.hidden, CLASSES];
      const { train, scored } = parts(arm, seed);
      const members = membersOf(arm, sizes, train, seed, before);
      before[arm.name] = members[0];
      scores[arm.name] = 100 * training.accuracy(training.votes(sizes, members, scored.x), scored.y);
    }
    return scores;
  };

  const pools = {};

  /** Return the scores of many runs of one arm, each from a seed of its own; trained once. */
  const pool = ({ trial }) => {
    const { repeated, arms } = trials.known[trial];
    const { train, scored } = data();
    pools[trial] ??= Array.from({ length: repeated.runs }, (_, i) => {
      const arm = arms.find(({ name }) => name === repeated.arm);
      const sizes = [digits.inputs, ...arm.hidden, CLASSES];
      const weights = trained(arm, sizes, train, `pool ${i}`);
      return 100 * training.accuracy(training.votes(sizes, [weights], scored.x), scored.y);
    });
    return pools[trial];
  };

  /**
   * Count the trials that declare a winner where there is none: every score is drawn from one and the same pool.
   * @param {object} asked
   * @param {number[]} asked.scores the pool
   * @param {number} asked.trials how many
   * @param {number} asked.seeds of each arm
   * @param {number} asked.rivals arms beside the baseline
   * @param {boolean} asked.stops looks after each seed from the third on, and stops at the first win
   * @param {boolean} asked.corrects divides the share as Holm's first step does
   * @param {number|string} asked.draw which random numbers
   */
  const falseWinners = ({ scores, trials: count, seeds, rivals, stops, corrects, draw }) => {
    const generator = random.generator(`${draw}/nothing`);
    const score = () => scores[generator.below(scores.length)];
    const share = corrects ? 0.05 / rivals : 0.05;
    const edges = Array.from({ length: seeds + 1 }, (_, n) => (n < 2 ? Infinity : distributions.tEdge(share, n - 1)));
    let wins = 0;
    for (let trial = 0; trial < count; trial++) {
      const sums = new Float64Array(rivals);
      const squares = new Float64Array(rivals);
      let won = false;
      for (let n = 1; n <= seeds; n++) {
        const base = score();
        for (let arm = 0; arm < rivals; arm++) {
          const gap = score() - base;
          sums[arm] += gap;
          squares[arm] += gap * gap;
          const spread = Math.sqrt(Math.max(0, squares[arm] - (sums[arm] * sums[arm]) / n) / (n - 1));
          const looks = n === seeds || (stops && n >= 3);
          if (looks && spread > 1e-9 && Math.abs(sums[arm] / n) > (edges[n] * spread) / Math.sqrt(n)) won = true;
        }
      }
      wins += won ? 1 : 0;
    }
    return wins;
  };

  return { run, pool, falseWinners, data };
});
