// What scrolls sideways can be reached by keyboard too: code, formulas and printed text that are too wide.
document.addEventListener("DOMContentLoaded", async () => {
  await window.MathJax?.startup?.promise;
  for (const element of document.querySelectorAll("pre, div.math, .cell_output .output")) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
  }
});
