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

  /** Differences from the baseline, with Holm's p, verdicts and the seeds that a difference that matters needs. */
  const verdicts = (rows, base, matters) => {
    const head = ["arm", "difference", "95 % interval", rows.length > 1 ? "p (Holm)" : "p", "verdict", `seeds for ${words.points(matters)}`];
    const confidence = words.corrected(rows);
    const shown = rows.map((one) => {
      const known = !Number.isNaN(one.low);
      const ends = known ? `${words.signed(one.low)} to ${words.signed(one.high)}` : "none yet";
      const p = known ? (one.p < 0.001 ? "below 0.001" : one.p.toFixed(3)) : "none yet";
      return [one.variant, words.signed(one.difference), ends, p, one.verdict, words.needed(one, matters, confidence)];
    });
    return table(`Difference from ${base}, in points of accuracy`, head, shown);
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
        `${wins} of ${trials} (${((100 * wins) / trials).toFixed(1)} %)`,
      ]),
    );

  return { verdicts, runs, winners };
})();
