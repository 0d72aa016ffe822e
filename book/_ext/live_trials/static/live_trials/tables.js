// The tables of a trial: verdicts, single runs, and how often nothing won.
liveTrials.tables = (() => {
  const { words } = liveTrials.parts;

  const table = (caption, head, rows) => {
    const made = document.createElement("table");
    made.createCaption().textContent = caption;
    const first = made.createTHead().insertRow();
    for (const text of head) first.append(cell("th", text, "col"));
    const body = made.createTBody();
    for (const [name, ...values] of rows) {
      const row = body.insertRow();
      row.append(cell("th", name, "row"), ...values.map((text) => cell("td", text)));
    }
    const box = document.createElement("div");
    Object.assign(box, { className: "scroll", tabIndex: 0 });
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", caption);
    box.append(made);
    return box;
  };

  const cell = (kind, text, scope) => {
    const made = document.createElement(kind);
    made.textContent = text;
    if (scope) made.scope = scope;
    return made;
  };

  const probability = ({ low, p }) => (Number.isNaN(low) ? "none yet" : p < 0.001 ? "below 0.001" : String(Number(p.toFixed(3))));

  /** Verdicts with Holm's p, and what it takes to find a difference that matters. */
  const verdicts = (rows, matters) => {
    const confidence = words.corrected(rows);
    const head = ["arm", rows.length > 1 ? "p (Holm)" : "p", "verdict", `power, ${words.seeds(rows[0].n)}`, "seeds for 80 %"];
    const shown = rows.map((one) => {
      const power = words.power(one, matters, confidence);
      return [one.variant, probability(one), one.verdict, power === "?" ? power : `${power} %`, words.needed(one, matters, confidence)];
    });
    return table(`Verdicts, and the power to find ${words.points(matters)}`, head, shown);
  };

  /** Every run. */
  const runs = (scores) => {
    const names = Object.keys(scores);
    const rows = scores[names[0]].map((_, i) => [String(i + 1), ...names.map((name) => scores[name][i].toFixed(1))]);
    return table("Accuracy of each run, in per cent of 1,000 digits", ["seed", ...names], rows);
  };

  /** How often nothing won, one row a setting that was tried. */
  const winners = (tried) =>
    table(
      "Trials that named a winner although nothing differed",
      ["looks", "seeds", "corrected", "winners"],
      tried.map(({ stops, seeds, corrects, wins, trials }) => [
        stops ? "after each seed, stops at a win" : "once, at the end",
        String(seeds),
        corrects ? "yes" : "no",
        `${wins} of ${trials.toLocaleString("en")} (${((100 * wins) / trials).toFixed(1)} %)`,
      ]),
    );

  return { verdicts, runs, winners };
})();
