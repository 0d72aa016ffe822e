// Marks the quizzes of a page or a notebook, and keeps a reader's answers where the browser allows it.
(() => {
  const kept = (key) => {
    try { return JSON.parse(localStorage.getItem(`quiz:${key}`)); } catch { return null; }
  };
  const keep = (key, value) => {
    try { localStorage.setItem(`quiz:${key}`, JSON.stringify(value)); } catch { /* not kept, then */ }
  };

  const say = (question, html, right) => {
    const feedback = question.querySelector(".feedback");
    feedback.innerHTML = html;
    feedback.className = `feedback ${right ? "right" : "wrong"}`;
    window.MathJax?.typesetPromise?.([feedback]);
  };

  // All that a typed number can mean: a comma is a decimal mark, or sets thousands apart.
  const readings = (typed) => {
    const text = typed.replace(/\s/g, "").replace("−", "-");
    const [, body, percent] = text.match(/^(.*?)(%?)$/);
    const number = (part) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part) ? Number(part) : NaN);
    const texts = [body.replace(",", ".")];
    if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(body)) texts.push(body.replaceAll(",", ""));
    return texts
      .map((one) => {
        const [above, below = "1", ...more] = one.split("/");
        return more.length ? NaN : number(above) / number(below) / (percent ? 100 : 1);
      })
      .filter(Number.isFinite);
  };

  const fits = (answer, value) =>
    answer.range
      ? answer.range[0] <= value && value <= answer.range[1]
      : Math.abs(answer.value - value) <= 1e-9 * Math.max(1, Math.abs(answer.value));

  const markNumber = (question, input) => {
    const values = readings(input.value);
    const known = JSON.parse(input.dataset.answers);
    const among = known.filter((answer) => values.some((value) => fits(answer, value)));
    const found = among.find((answer) => answer.correct) ?? among[0] ?? known.find((answer) => answer.type === "default");
    input.classList.toggle("right", Boolean(values.length && found?.correct));
    input.classList.toggle("wrong", !(values.length && found?.correct));
    if (!values.length) say(question, "That is not a number. Write it like 0.2, 0,2, 1/5 or 20 %.", false);
    else say(question, found?.feedback ?? "Not yet: try again.", Boolean(found?.correct));
  };

  const markChoice = (question, clicked) => {
    const inputs = [...question.querySelectorAll("input")];
    for (const input of inputs) {
      const right = input.dataset.correct === "true";
      input.closest("label").className = input.checked ? (right ? "right" : "wrong") : "";
    }
    const correct = inputs.filter((input) => input.dataset.correct === "true");
    const wrong = inputs.filter((input) => input.checked && input.dataset.correct !== "true");
    const found = correct.filter((input) => input.checked);
    if (question.dataset.kind === "multiple_choice") return say(question, clicked.dataset.feedback, !wrong.length);
    const count = `${found.length} of ${correct.length} found${wrong.length ? `, ${wrong.length} marked wrongly` : ""}.`;
    say(question, `${clicked.checked ? `${clicked.dataset.feedback} ` : ""}${count}`, !wrong.length);
  };

  const start = (question) => {
    const { key, kind } = question.dataset;
    const before = kept(key);
    if (kind === "numeric") {
      const input = question.querySelector("input");
      const check = () => {
        if (!input.value.trim()) return;
        markNumber(question, input);
        keep(key, input.value);
      };
      question.querySelector("button").addEventListener("click", check);
      input.addEventListener("keydown", (event) => {
        event.stopPropagation(); // a notebook would take letters for its shortcuts
        if (event.key === "Enter") check();
      });
      if (typeof before === "string") {
        input.value = before;
        markNumber(question, input);
      }
      return;
    }
    const inputs = [...question.querySelectorAll("input")];
    for (const input of inputs) {
      input.addEventListener("change", () => {
        markChoice(question, input);
        keep(key, inputs.filter((one) => one.checked).map((one) => one.value));
      });
    }
    if (!Array.isArray(before)) return;
    for (const input of inputs) input.checked = before.includes(input.value);
    const last = inputs.findLast((input) => input.checked);
    if (last) markChoice(question, last);
  };

  const startAll = () => {
    for (const question of document.querySelectorAll(".course-quiz .question:not([data-ready])")) {
      question.dataset.ready = "true";
      start(question);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else setTimeout(startAll); // a notebook runs this before its output is in the page
})();
