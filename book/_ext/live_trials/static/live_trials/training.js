// Training with weights and orders that are given, and what comes of it: losses, answers, votes, accuracy.
liveTrials.define("training", ({ network, optimizers }) => {
  /**
   * Train a copy of the weights.
   * @param {object} recipe
   * @param {number[]} recipe.sizes inputs, hidden units, classes
   * @param {Float64Array|number[]} recipe.weights where it begins
   * @param {ArrayLike<number>} recipe.x samples one after the other
   * @param {ArrayLike<number>} recipe.y labels
   * @param {(epoch: number) => ArrayLike<number>} recipe.order rows of each epoch
   * @param {number} recipe.epochs
   * @param {number} recipe.batch samples a step; the last step of an epoch may have fewer
   * @param {"sgd"|"adagrad"|"adam"} recipe.optimizer
   * @param {number} recipe.rate
   * @param {(x: Float64Array) => void} [recipe.change] changes a copy of each sample before it is learned from
   * @returns {{weights: Float64Array, losses: number[]}} the mean loss of each epoch, as it went
   */
  const train = ({ sizes, weights: start, x, y, order, epochs, batch, optimizer, rate, change }) => {
    const weights = Float64Array.from(start);
    const gradient = new Float64Array(weights.length);
    const step = optimizers[optimizer](weights.length, rate);
    const model = network.perceptron(sizes);
    const inputs = sizes[0];
    const changed = new Float64Array(inputs);
    const losses = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const rows = order(epoch);
      let sum = 0;
      for (let first = 0; first < rows.length; first += batch) {
        const end = Math.min(first + batch, rows.length);
        gradient.fill(0);
        for (let i = first; i < end; i++) {
          const from = rows[i] * inputs;
          if (change) {
            for (let pixel = 0; pixel < inputs; pixel++) changed[pixel] = x[from + pixel];
            change(changed);
          }
          const sample = change ? [changed, 0] : [x, from];
          sum += model.addGradient(weights, ...sample, y[rows[i]], 1 / (end - first), gradient);
        }
        step(weights, gradient);
      }
      losses.push(sum / rows.length);
    }
    return { weights, losses };
  };

  /** Return the summed probabilities of several networks for each sample: a soft vote. */
  const votes = (sizes, members, x) => {
    const [inputs, classes] = [sizes[0], sizes.at(-1)];
    const sums = new Float64Array((x.length / inputs) * classes);
    const model = network.perceptron(sizes);
    for (const weights of members) {
      for (let row = 0; row < sums.length / classes; row++) {
        const answer = model.probabilities(weights, x, row * inputs);
        for (let k = 0; k < classes; k++) sums[row * classes + k] += answer[k];
      }
    }
    return sums;
  };

  /** Return the share of samples whose label has the largest sum; of equal ones the first counts. */
  const accuracy = (sums, y) => {
    const classes = sums.length / y.length;
    let right = 0;
    for (let row = 0; row < y.length; row++) {
      let best = 0;
      for (let k = 1; k < classes; k++) if (sums[row * classes + k] > sums[row * classes + best]) best = k;
      right += best === y[row] ? 1 : 0;
    }
    return right / y.length;
  };

  return { train, votes, accuracy };
});
