// Draws the interactive figures: as wide as the page, in the colours of its theme, readable on a phone.
(() => {
  const phone = matchMedia("(max-width: 600px)");
  const CLEAR = "rgba(0,0,0,0)";

  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      text: read("--pst-color-text-base"),
      line: read("--pst-color-border"),
      surface: read("--pst-color-surface"),
      letters: Number(read("--figure-font-size")), // stated where a figure fills its element, as on a slide
    };
  };

  const wrapped = (text, width) =>
    text
      .split(/<br\s*\/?>/)
      .map((line) => line.replace(new RegExp(`(.{1,${width}})(\\s+|$)`, "g"), "$1<br>"))
      .join("<br>")
      .replace(/(<br>)+$/, "")
      .replace(/(<br>)+/g, "<br>");

  const themedAxes = (layout, { line }) => {
    const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
    for (const key of new Set([...axes, "xaxis", "yaxis"])) {
      layout[key] = { automargin: true, ...layout[key], gridcolor: line, zerolinecolor: line, linecolor: line };
    }
  };

  const themedControls = (layout, { surface, text, line, letters }) => {
    for (const control of [...(layout.updatemenus ?? []), ...(layout.sliders ?? [])]) {
      const size = letters || control.font?.size;
      Object.assign(control, { bordercolor: line, font: { ...control.font, size, color: text } });
      control.bgcolor = surface;
    }
    for (const slider of layout.sliders ?? []) {
      slider.activebgcolor = line;
      if (letters) slider.currentvalue = { ...slider.currentvalue, font: { size: letters } };
    }
  };

  // A solid figure that is as high as a wide page draws it would be cut at a phone's edges.
  const distanced = (scene) => {
    const eye = { x: 1.25, y: 1.25, z: 1.25, ...scene.camera?.eye };
    scene.camera = { ...scene.camera, eye: { x: 1.5 * eye.x, y: 1.5 * eye.y, z: 1.5 * eye.z } };
  };

  const narrowed = (layout, width) => {
    const title = typeof layout.title === "string" ? { text: layout.title } : layout.title;
    if (title?.text) {
      const text = wrapped(title.text, Math.floor(width / 8.5));
      layout.title = { ...title, text, x: 0, xanchor: "left", font: { ...title.font, size: 15 } };
    }
    layout.margin = { ...layout.margin, l: 8, r: 8 };
    layout.legend = { orientation: "h", y: -0.25, x: 0, ...layout.legend };
    for (const key of Object.keys(layout).filter((name) => /^scene\d*$/.test(name))) distanced(layout[key]);
  };

  const layoutOf = (figure, width) => {
    const layout = structuredClone(figure.layout ?? {});
    const palette = colours();
    delete layout.width;
    if (palette.letters) {
      delete layout.height;
      layout.font = { ...layout.font, size: palette.letters };
      layout.margin = { ...layout.margin, r: 3 * palette.letters }; // half of a slider's last label
    }
    Object.assign(layout, {
      autosize: true,
      paper_bgcolor: CLEAR,
      plot_bgcolor: CLEAR,
      font: { ...layout.font, color: palette.text },
      hoverlabel: { bgcolor: palette.surface, bordercolor: palette.line, font: { color: palette.text } },
    });
    if (layout.template?.layout) Object.assign(layout.template.layout, { plot_bgcolor: CLEAR, paper_bgcolor: CLEAR });
    themedAxes(layout, palette);
    themedControls(layout, palette);
    if (phone.matches) narrowed(layout, width);
    return layout;
  };

  const draw = async ({ element, figure }) => {
    const layout = layoutOf(figure, Math.max(element.clientWidth, 240));
    element.layout?.sliders?.forEach(({ active }, at) => { layout.sliders[at].active = active }); // stays where it was moved
    const config = { responsive: true, displayModeBar: false }; // the bar would cover the legend
    await Plotly.react(element, { data: figure.data, layout, config });
    if (figure.frames?.length && !element.dataset.drawn) await Plotly.addFrames(element, figure.frames);
    element.dataset.drawn = "true";
  };

  document.addEventListener("DOMContentLoaded", () => {
    const drawings = [...document.querySelectorAll(".plotly-figure")].map((element) => {
      const script = element.querySelector("script");
      script.remove();
      return { element, figure: JSON.parse(script.textContent) };
    });
    const drawAll = () => drawings.forEach(draw);
    drawAll();
    new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    phone.addEventListener("change", drawAll);
  });
})();
