// Fills the quizzes with jupyterquiz's own question classes, once MathJax is ready for their formulas.
document.addEventListener("DOMContentLoaded", async () => {
  await window.MathJax?.startup?.promise;
  for (const container of document.querySelectorAll(".jupyter-quiz")) {
    const script = container.querySelector("script");
    script.remove();
    const { shufflequestions, shuffleanswers, numquestions } = container.dataset;
    const all = JSON.parse(script.textContent);
    const chosen = shufflequestions === "True" || numquestions < all.length ? getRandomSubarray(all, numquestions) : all;
    const options = { shuffleAnswers: shuffleanswers === "True", preserveResponses: false, maxWidth: 720 };
    chosen.forEach((question, index) => Question.create(question, makeid(8), index, options, container));
    for (const input of container.querySelectorAll(".Input-text")) {
      input.setAttribute("aria-label", input.closest(".Quiz").firstElementChild.firstElementChild.textContent);
    }
    for (const feedback of container.querySelectorAll(".Feedback")) feedback.setAttribute("role", "status");
    await window.MathJax?.typesetPromise?.([container]);
  }
});
