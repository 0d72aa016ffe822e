// On paper a page is light, whatever it is on the screen.
(() => {
  const root = document.documentElement.dataset;
  let shown = root.theme;
  addEventListener("beforeprint", () => { shown = root.theme; root.theme = "light"; });
  addEventListener("afterprint", () => { root.theme = shown; });
})();
