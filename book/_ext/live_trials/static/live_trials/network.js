// The perceptron: dense layers with ReLU and, last, softmax; all in 64 bits.
// Weights lie in one array, as Keras' get_weights() gives them: kernel (inputs x units, row by row), bias, ...
liveTrials.define("network", () => {
  /**
   * Return where the layers of a perceptron have their weights.
   * @param {number[]} sizes inputs, units of each hidden layer, classes
   */
  const layers = (sizes) => {
    let at = 0;
    return sizes.slice(1).map((units, index) => {
      const layer = { inputs: sizes[index], units, kernel: at, bias: at + sizes[index] * units };
      at = layer.bias + units;
      return { ...layer, end: at };
    });
  };

  /**
   * Return fresh weights as Keras draws them by default: Glorot's uniform kernels, biases of 0.
   * @param {number[]} sizes
   * @param {{uniform: () => number}} generator
   * @returns {Float64Array}
   */
  const fresh = (sizes, generator) => {
    const plan = layers(sizes);
    const weights = new Float64Array(plan.at(-1).end);
    for (const { inputs, units, kernel, bias } of plan) {
      const limit = Math.sqrt(6 / (inputs + units));
      for (let i = kernel; i < bias; i++) weights[i] = limit * (2 * generator.uniform() - 1);
    }
    return weights;
  };

  const applied = ({ inputs, units, kernel, bias }, weights, x, from, out) => {
    for (let unit = 0; unit < units; unit++) out[unit] = weights[bias + unit];
    for (let i = 0; i < inputs; i++) {
      const value = x[from + i];
      if (value === 0) continue; // half of the pixels, and half of what a ReLU gives
      const row = kernel + i * units;
      for (let unit = 0; unit < units; unit++) out[unit] += value * weights[row + unit];
    }
  };

  const softmax = (values) => {
    const largest = Math.max(...values);
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] = Math.exp(values[i] - largest);
    for (let i = 0; i < values.length; i++) values[i] /= sum;
  };

  /**
   * Return what works with one perceptron of these sizes; it keeps its working memory.
   * @param {number[]} sizes
   */
  const perceptron = (sizes) => {
    const plan = layers(sizes);
    const outputs = plan.map(({ units }) => new Float64Array(units));
    const errors = plan.map(({ units }) => new Float64Array(units));
    const last = plan.length - 1;

    /** The probabilities of the classes for the sample that begins at `from`; the next call overwrites them. */
    const probabilities = (weights, x, from) => {
      plan.forEach((layer, index) => {
        const out = outputs[index];
        if (index) applied(layer, weights, outputs[index - 1], 0, out);
        else applied(layer, weights, x, from, out);
        if (index < last) for (let i = 0; i < out.length; i++) if (out[i] < 0) out[i] = 0;
      });
      softmax(outputs[last]);
      return outputs[last];
    };

    const passBack = (index, weights) => {
      const { inputs, units, kernel } = plan[index];
      const below = errors[index - 1];
      for (let i = 0; i < inputs; i++) {
        let sum = 0;
        if (outputs[index - 1][i] > 0) {
          const row = kernel + i * units;
          for (let unit = 0; unit < units; unit++) sum += errors[index][unit] * weights[row + unit];
        }
        below[i] = sum;
      }
    };

    const gather = ({ inputs, units, kernel, bias }, error, x, from, gradient) => {
      for (let unit = 0; unit < units; unit++) gradient[bias + unit] += error[unit];
      for (let i = 0; i < inputs; i++) {
        const value = x[from + i];
        if (value === 0) continue;
        const row = kernel + i * units;
        for (let unit = 0; unit < units; unit++) gradient[row + unit] += value * error[unit];
      }
    };

    /** Add `share` of the gradient of one sample's cross-entropy to `gradient`; returns that entropy. */
    const addGradient = (weights, x, from, label, share, gradient) => {
      const answer = probabilities(weights, x, from);
      const loss = -Math.log(Math.max(answer[label], 1e-300));
      for (let i = 0; i < answer.length; i++) errors[last][i] = share * (answer[i] - (i === label ? 1 : 0));
      for (let index = last; index >= 0; index--) {
        if (index) {
          passBack(index, weights);
          gather(plan[index], errors[index], outputs[index - 1], 0, gradient);
        } else gather(plan[0], errors[0], x, from, gradient);
      }
      return loss;
    };

    return { probabilities, addGradient };
  };

  return { layers, fresh, perceptron };
});
