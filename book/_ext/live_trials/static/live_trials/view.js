// A trial in the page: switches and buttons, the figures, what they show in words, the runs.
(() => {
  const { statistics, trials, words } = liveTrials.parts;
  const MOST = 40; // seeds

  const made = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const button = (text, act) => {
    const element = made("button", { type: "button", textContent: text });
    element.addEventListener("click", act);
    return element;
  };

  const box = (label, key, change, checked = false) => {
    const input = made("input", { type: "checkbox", name: key, checked });
    input.addEventListener("change", change);
    return made("label", {}, input, made("span", { textContent: label }));
  };

  /** What was drawn so far, and what it shows after each seed. */
  const drawing = () => ({ scores: {}, paths: [], seeds: 0, stopped: false });

  const add = (drawn, scores) => {
    for (const [name, score] of Object.entries(scores)) (drawn.scores[name] ??= []).push(score);
    drawn.seeds += 1;
    drawn.paths.push(statistics.verdicts(drawn.scores));
  };

  class LiveTrial {
    constructor(root) {
      this.name = root.dataset.trial;
      this.trial = trials.known[this.name];
      this.root = root;
      this.round = 0; // grows with each new beginning, so that what was asked before is dropped
      this.drawn = drawing();
      this.build((root.dataset.on ?? "").split(" "));
      this.show();
    }

    build(on) {
      const restart = () => this.restart(true);
      const switches = this.trial.switches.map(({ key, label }) => box(label, key, restart, on.includes(key)));
      if (this.trial.stops) switches.push(box("Look after each seed, and stop when it looks good", "stop", restart));
      this.switches = made("fieldset", {}, made("legend", { textContent: "Switches" }), ...switches);
      this.buttons = made(
        "div",
        { className: "buttons" },
        button("Draw a seed", () => this.draw(this.drawn.seeds + 1)),
        (this.further = button("", () => this.draw(this.nextTen))),
        button("Start again", () => this.restart(false)),
      );
      this.status = made("p", { className: "summary" });
      this.status.setAttribute("role", "status");
      this.figures = made("div", { className: "figures" });
      this.table = made("div");
      this.runs = made("details", {}, made("summary", { textContent: "All runs" }), made("div"));
      this.before = made("ol");
      this.history = made("details", { hidden: true }, made("summary", { textContent: "What you tried before" }), this.before);
      this.root.replaceChildren(
        made("p", { className: "title", textContent: this.trial.title }),
        ...(switches.length ? [this.switches] : []),
        this.buttons,
        this.status,
        this.figures,
        this.table,
        this.runs,
        this.history,
      );
      if (this.trial.repeated) this.root.append(liveTrials.repeated(this.name, this.trial, made, button));
      this.root.dataset.ready = "true";
      new ResizeObserver(() => this.drawFigures()).observe(this.figures);
    }

    get on() {
      return [...this.switches.querySelectorAll("input:checked")].map(({ name }) => name);
    }

    get arms() {
      return trials.arms(this.trial, this.on).map(({ name }) => name);
    }

    restart(switched) {
      if (this.drawn.seeds > 1 && !this.busy) {
        this.before.append(made("li", { textContent: this.told }));
        this.history.hidden = false;
      }
      this.round += 1;
      this.busy = false;
      this.drawn = drawing();
      this.show();
      if (switched) this.status.textContent = `Switched. ${this.status.textContent}`;
    }

    get nextTen() {
      return Math.min(MOST, 10 * (Math.floor(this.drawn.seeds / 10) + 1));
    }

    /** Draw seeds until there are so many, or until somebody would stop. */
    async draw(wanted) {
      if (this.busy || this.drawn.seeds >= MOST || this.drawn.stopped) return;
      const round = this.round;
      const stops = this.on.includes("stop");
      this.busy = true;
      this.status.textContent = "Training …";
      try {
        while (this.drawn.seeds < wanted && !this.drawn.stopped) {
          const scores = await liveTrials.worker.ask("run", { trial: this.name, on: this.on, seed: this.drawn.seeds + 1 });
          if (round !== this.round) return;
          add(this.drawn, scores);
          const won = this.drawn.paths.at(-1).some(({ verdict }) => verdict !== "cannot tell");
          this.drawn.stopped = stops && won && this.drawn.seeds >= 3;
          this.showResults();
        }
        this.busy = false;
        this.show();
      } catch (fault) {
        this.busy = false;
        this.status.textContent = `This browser did not let the trial run: ${fault.message}. Opened from a web server (python3 -m http.server) it may.`;
      }
    }

    show() {
      const { seeds, stopped } = this.drawn;
      this.showResults();
      const full = seeds >= MOST ? ` ${MOST} seeds are the most.` : "";
      this.told = seeds ? words.summary(this.trial, this.drawn.paths.at(-1), this.arms[0], stopped) : "";
      const named = this.on.map((key) => this.switches.querySelector(`[name="${key}"]`).nextSibling.textContent);
      this.status.textContent = seeds ? this.told + full : "No seed is drawn yet.";
      if (named.length && seeds) this.told = `${named.join("; ")}. ${this.told}`;
    }

    showResults() {
      const { seeds, paths, scores } = this.drawn;
      const rows = seeds ? paths.at(-1) : [];
      this.drawFigures();
      this.further.textContent = `Draw up to ${this.nextTen} seeds`;
      this.table.replaceChildren(...(seeds ? [liveTrials.tables.verdicts(rows, this.trial.matters)] : []));
      this.runs.hidden = !seeds;
      if (seeds) this.runs.lastChild.replaceChildren(liveTrials.tables.runs(scores));
    }

    drawFigures() {
      const { seeds, paths, scores } = this.drawn;
      const [base, ...others] = this.arms;
      const width = Math.max(240, Math.floor(this.root.clientWidth) - 34);
      const most = Math.max(this.trial.planned, Math.ceil(seeds / 10) * 10);
      const panels = others.map((name, i) => {
        const path = paths.map((rows) => rows[i]);
        const gaps = (scores[name] ?? []).map((score, at) => score - scores[base][at]);
        const label = seeds ? words.row(path.at(-1), base) : `${name} beside ${base}: no seed drawn yet`;
        const head = made("p", { className: "head" }, made("strong", { textContent: name }), ` beside ${base}: `);
        head.append(made("span", { textContent: seeds ? words.short(path.at(-1)) : "no seed yet" }));
        return made("div", {}, head, liveTrials.figure({ gaps, path, most, width, label }));
      });
      this.figures.replaceChildren(...panels);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const root of document.querySelectorAll(".live-trial")) new LiveTrial(root);
  });
})();
