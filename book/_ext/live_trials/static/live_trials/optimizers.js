// The optimisers in Keras' form, with Keras' defaults; each changes the weights in place, step by step.
liveTrials.define("optimizers", () => {
  const EPSILON = 1e-7;

  const sgd = (size, rate) => (weights, gradient) => {
    for (let i = 0; i < size; i++) weights[i] -= rate * gradient[i];
  };

  const adagrad = (size, rate) => {
    const sums = new Float64Array(size).fill(0.1); // Keras' initial_accumulator_value
    return (weights, gradient) => {
      for (let i = 0; i < size; i++) {
        sums[i] += gradient[i] * gradient[i];
        weights[i] -= (rate * gradient[i]) / Math.sqrt(sums[i] + EPSILON);
      }
    };
  };

  const adam = (size, rate, first = 0.9, second = 0.999) => {
    const means = new Float64Array(size);
    const squares = new Float64Array(size);
    const [firstPower, secondPower] = [first, second].map(Math.fround); // of 32 bits in Keras, whatever the weights have
    let step = 0;
    return (weights, gradient) => {
      step += 1;
      const length = (rate * Math.sqrt(1 - secondPower ** step)) / (1 - firstPower ** step);
      for (let i = 0; i < size; i++) {
        means[i] += (gradient[i] - means[i]) * (1 - first);
        squares[i] += (gradient[i] * gradient[i] - squares[i]) * (1 - second);
        weights[i] -= (length * means[i]) / (Math.sqrt(squares[i]) + EPSILON);
      }
    };
  };

  /** By name: given how many weights there are and the rate, what takes one step. */
  return { sgd, adagrad, adam };
});
