// What scrolls sideways can be reached by keyboard too: code, formulas and printed text that are too wide.
// And the theme's arrows that unfold a part of the contents get a name.
document.addEventListener("DOMContentLoaded", async () => {
  for (const arrow of document.querySelectorAll("nav summary")) arrow.setAttribute("aria-label", "Pages below");
  await window.MathJax?.startup?.promise;
  for (const element of document.querySelectorAll("pre, div.math, .cell_output .output")) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
  }
});
