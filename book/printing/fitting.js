// Run in a page before it is printed: makes what is too wide or too high fit, and says what is still cut.
// `paper` is the room on a page, in pixels.
async (paper) => {
  const all = (query) => [...document.querySelectorAll(query)];
  for (const image of all("img[loading=lazy]")) image.loading = "eager";
  const settled = () => all(".plotly-figure").every((figure) => figure.dataset.drawn);
  await Promise.race([window.MathJax?.startup?.promise, new Promise((done) => setTimeout(done, 60000))]);
  for (let round = 0; round < 600 && !settled(); round++) await new Promise((done) => setTimeout(done, 50));
  await document.fonts.ready;
  const faults = settled() ? [] : ["a figure was not drawn"];

  // On paper a slider stays where it is: in the middle, where most is to be seen.
  for (const figure of all(".plotly-figure").filter((one) => one.layout?.sliders?.length)) {
    const { steps } = figure.layout.sliders[0];
    const middle = Math.floor(steps.length / 2);
    await Plotly[steps[middle].method](figure, ...steps[middle].args);
    await Plotly.relayout(figure, { "sliders[0].active": middle });
  }

  const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const SMALLEST = 0.55; // of its size: what is smaller cannot be read
  const shrink = (element, width, height) => {
    const scale = Math.min(1, paper.width / width, paper.height / height);
    if (scale === 1) return;
    if (scale < SMALLEST) faults.push(`too large for a page: ${element.className} ${element.textContent.trim().slice(0, 60)}`);
    element.style.zoom = Math.floor(scale * 100) / 100;
  };
  for (const table of all("table").filter(seen)) shrink(table, table.scrollWidth, 0);
  for (const formula of all("mjx-container[display]").filter(seen)) shrink(formula, formula.scrollWidth, 0);
  for (const figure of all(".cell_output svg, .plotly-figure, article img").filter(seen)) {
    const box = figure.getBoundingClientRect();
    shrink(figure, box.width, box.height);
  }

  const edge = document.querySelector("article")?.getBoundingClientRect().left + paper.width + 1;
  for (const element of all("article pre, article table, article svg, article img, article mjx-container, article .plotly-figure")) {
    if (!seen(element) || element.closest("mjx-assistive-mml, defs, .plotly-figure *, svg svg")) continue;
    const box = element.getBoundingClientRect();
    const hidden = getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    if (box.right > edge || hidden) {
      faults.push(`cut at the right: ${element.tagName} ${Math.round(box.right - edge)} px ${element.textContent.trim().slice(0, 60)}`);
    }
    const whole = element.matches("svg, img, .plotly-figure");
    if (whole && box.height > paper.height) faults.push(`higher than a page: ${element.tagName} ${Math.round(box.height)} px`);
    if (whole && getComputedStyle(element).breakInside !== "avoid") faults.push(`may be split: ${element.tagName}`);
  }
  return faults;
}
