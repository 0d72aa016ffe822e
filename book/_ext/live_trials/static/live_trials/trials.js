// The trials that a page can name: their arms, the first of which is the baseline, and their switches.
// A switch lays its values over those of the arms that it names.
liveTrials.define("trials", () => {
  const PERCEPTRON = { hidden: [32], optimizer: "adam", rate: 0.003, epochs: 20, batch: 32 };

  const same = {
    title: "Two arms that are one network",
    arms: [
      { ...PERCEPTRON, name: "A" },
      { ...PERCEPTRON, name: "B", draws: "B" },
    ],
    switches: [
      { key: "head-start", label: "B starts from the weights that A has learned (a head start)", arms: { B: { from: "A" } } },
    ],
    planned: 10,
    matters: 1,
  };

  const optimisers = {
    title: "Adam and AdaGrad",
    arms: [
      { ...PERCEPTRON, name: "Adam", rate: 0.001 },
      { ...PERCEPTRON, name: "AdaGrad", optimizer: "adagrad", rate: 0.001 },
    ],
    switches: [
      { key: "head-start", label: "AdaGrad goes on from Adam’s weights, as in S4 (a head start)", arms: { AdaGrad: { from: "Adam" } } },
      // chosen by the seeds t1, t2, t3 among 0.001, 0.003, 0.01, 0.03 and among 0.001, 0.03, 0.1, 0.3
      { key: "own-rates", label: "Each has the best of four rates: Adam 0.03, AdaGrad 0.3", arms: { Adam: { rate: 0.03 }, AdaGrad: { rate: 0.3 } } },
      { key: "leak", label: "AdaGrad trains on the images that are scored, too (a leak)", arms: { AdaGrad: { leak: true } } },
    ],
    tried: [[], ["head-start"], ["own-rates"], ["own-rates", "leak"]],
    planned: 10,
    matters: 1,
  };

  const copies = {
    title: "Noisy copies against plain ones",
    arms: [
      { ...PERCEPTRON, name: "plain" },
      { ...PERCEPTRON, name: "noisy", noise: 20 / 255 },
    ],
    switches: [
      { key: "labels-apart", label: "Labels are shuffled apart from their images, as in S2", arms: { plain: { apart: true }, noisy: { apart: true } } },
      { key: "more-noise", label: "Four times S2’s noise", arms: { noisy: { noise: 80 / 255 } } },
    ],
    planned: 10,
    matters: 1,
  };

  const ablation = {
    title: "A network, and three variants of it",
    arms: [
      { ...PERCEPTRON, name: "base" },
      { ...PERCEPTRON, name: "nothing changed", draws: "first" },
      { ...PERCEPTRON, name: "fewer units", hidden: [24], draws: "second" },
      { ...PERCEPTRON, name: "more units", hidden: [64], draws: "third" },
    ],
    switches: [
      {
        key: "nothing",
        label: "All three variants are the base again: nothing differs but the draws",
        arms: { "fewer units": { hidden: [32], name: "nothing, either" }, "more units": { hidden: [32], name: "nor here" } },
      },
    ],
    planned: 10,
    matters: 1.4,
    stops: true,
    repeated: { arm: "base", runs: 40, trials: 1000 },
  };

  const votes = {
    title: "One network, and two votes",
    arms: [
      { ...PERCEPTRON, name: "one network" },
      { ...PERCEPTRON, name: "it and four noisy copies", copies: { of: "one network", count: 4, factor: 0.1 } },
      { ...PERCEPTRON, name: "it and four others", members: 5 },
    ],
    switches: [
      { key: "more-noise", label: "Eight times S0’s noise", arms: { "it and four noisy copies": { copies: { of: "one network", count: 4, factor: 0.8 } } } },
    ],
    planned: 10,
    matters: 1,
  };

  // What is run beforehand for readers whose browser runs nothing: each switch alone, unless a trial says which.
  const beforehand = ({ switches, tried }) => tried ?? [[], ...switches.map(({ key }) => [key])];

  /** Return the arms of a trial with some switches on. */
  const arms = (trial, on) => {
    const chosen = trial.switches.filter(({ key }) => on.includes(key));
    return trial.arms.map((arm) => Object.assign({}, arm, ...chosen.map((one) => one.arms[arm.name])));
  };

  return { known: { same, optimisers, copies, ablation, votes }, arms, beforehand };
});
