// One arm beside the baseline: each pair a dot, the mean and its interval as they were after each seed.
liveTrials.figure = (() => {
  const HEIGHT = 150;
  const EDGE = { left: 44, right: 12, top: 8, bottom: 30 };

  const element = (name, attributes, text = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };

  // Wide enough for every pair; the intervals of the first few seeds may leave the figure.
  const reachOf = (gaps, path) => {
    const last = path.at(-1) ?? {};
    const ends = path.length > 2 ? [last.low, last.high].filter(Number.isFinite) : [];
    const most = Math.max(2, ...[...gaps, ...ends].map(Math.abs));
    return most * 1.15;
  };

  const stepFor = (reach) => [1, 2, 5, 10, 20, 50, 100].find((step) => reach / step <= 2.6) ?? 100;

  const axes = (svg, { x, y, reach, most, width }) => {
    const step = stepFor(reach);
    for (let value = -Math.floor(reach / step) * step; value <= reach; value += step) {
      const at = y(value);
      svg.append(element("line", { class: value ? "grid" : "zero", x1: EDGE.left, x2: width - EDGE.right, y1: at, y2: at }));
      const label = value ? liveTrials.parts.words.signed(value, 0) : "0";
      svg.append(element("text", { x: EDGE.left - 6, y: at + 4, "text-anchor": "end" }, label));
    }
    const every = Math.ceil(most / Math.max(2, Math.floor(width / 60)) / 5) * 5;
    for (let n = every; n <= most; n += every) {
      svg.append(element("text", { x: x(n), y: HEIGHT - 14, "text-anchor": "middle" }, String(n)));
    }
    svg.append(element("text", { x: width - EDGE.right, y: HEIGHT - 1, "text-anchor": "end" }, "seeds"));
  };

  const band = (path, x, y) => {
    const known = path.filter(({ low }) => !Number.isNaN(low));
    const there = known.map(({ n, high }) => `${x(n)},${y(high)}`);
    const back = known.map(({ n, low }) => `${x(n)},${y(low)}`).reverse();
    const last = known.at(-1);
    const shapes = [element("polygon", { class: "band", points: [...there, ...back].join(" ") })];
    for (const line of [there, back]) shapes.push(element("polyline", { class: "end", points: line.join(" ") }));
    if (last) shapes.push(element("line", { class: "now", x1: x(last.n), x2: x(last.n), y1: y(last.low), y2: y(last.high) }));
    return shapes;
  };

  /**
   * Return the figure of one arm.
   * @param {object} drawn
   * @param {number[]} drawn.gaps differences of the pairs, in points
   * @param {object[]} drawn.path the arm's row of `statistics.verdicts` after each seed
   * @param {number} drawn.most seeds that there is room for
   * @param {number} drawn.width in pixels
   * @param {string} drawn.label the figure in words
   */
  const figure = ({ gaps, path, most, width, label }) => {
    const reach = reachOf(gaps, path);
    const x = (n) => EDGE.left + ((n - 0.5) / most) * (width - EDGE.left - EDGE.right);
    const y = (value) => EDGE.top + ((reach - value) / (2 * reach)) * (HEIGHT - EDGE.top - EDGE.bottom);
    const svg = element("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": label });
    axes(svg, { x, y, reach, most, width });
    const inside = element("svg", { x: 0, y: EDGE.top, width, height: HEIGHT - EDGE.top - EDGE.bottom, viewBox: `0 ${EDGE.top} ${width} ${HEIGHT - EDGE.top - EDGE.bottom}` });
    inside.append(...band(path, x, y));
    inside.append(element("polyline", { class: "mean", points: path.map(({ n, difference }) => `${x(n)},${y(difference)}`).join(" ") }));
    gaps.forEach((gap, i) => inside.append(element("circle", { class: "pair", cx: x(i + 1), cy: y(gap), r: 3.5 })));
    svg.append(inside);
    return svg;
  };

  return figure;
})();
