// A thousand trials in which nothing differs: how many of them name a winner.
liveTrials.repeated = (() => {
  const SEEDS = [10, 20, 30];

  const chosen = (form, name) => form.querySelector(`[name="${name}"]`);

  /** Return the part of a trial's page that counts false winners. */
  return (name, trial, made, button) => {
    const tried = [];
    let busy = false;
    const status = made("p", { className: "summary" });
    status.setAttribute("role", "status");
    const table = made("div");
    const rivals = trial.arms.length - 1;
    const seeds = made("select", { name: "seeds" }, ...SEEDS.map((n) => made("option", { value: n, textContent: `${n} seeds of each arm` })));
    const checks = [
      ["look", "Look after each seed, and stop when it looks good"],
      ["correct", `Correct for the ${rivals} comparisons (Holm)`],
    ].map(([key, label]) => made("label", {}, made("input", { type: "checkbox", name: key, checked: key === "correct" }), made("span", { textContent: label })));
    const form = made("fieldset", {}, made("legend", { textContent: "How often does nothing win?" }));

    const count = async () => {
      if (busy) return;
      busy = true;
      const { trials } = trial.repeated;
      status.textContent = `Training the base ${trial.repeated.runs} times, then drawing ${trials.toLocaleString("en")} trials from these runs …`;
      const setting = { trials, rivals, seeds: Number(seeds.value), stops: chosen(form, "look").checked, corrects: chosen(form, "correct").checked };
      try {
        const scores = await liveTrials.worker.ask("pool", { trial: name });
        const wins = await liveTrials.worker.ask("falseWinners", { ...setting, scores, draw: tried.length + 1 });
        tried.push({ ...setting, wins });
        table.replaceChildren(liveTrials.tables.winners(tried));
        const way = setting.stops ? "looking after each seed and stopping at a win" : "looking once";
        status.textContent = `Nothing differed, and ${wins} of ${trials.toLocaleString("en")} trials named a winner, ${way}, ${setting.corrects ? "corrected" : "not corrected"} for ${rivals} comparisons.`;
      } catch (fault) {
        status.textContent = `This browser did not let the trials run: ${fault.message}.`;
      }
      busy = false;
    };

    form.append(made("label", {}, made("span", { textContent: "Planned:" }), seeds), ...checks);
    const start = button(`Repeat it ${trial.repeated.trials.toLocaleString("en")} times`, count);
    return made("div", { className: "repeated" }, form, made("div", { className: "buttons" }, start), status, table);
  };
})();
