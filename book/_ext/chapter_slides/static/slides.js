// Turns the slides with the keys of a keyboard or a presenter; without this script they still scroll.
(() => {
  const root = document.documentElement;
  const kept = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = ["light", "dark"].includes(kept) ? kept : dark ? "dark" : "light";

  document.addEventListener("DOMContentLoaded", () => {
    const slides = [...document.querySelectorAll(".slide")];
    const place = document.getElementById("place");
    let now = 0;

    const at = (index) => {
      now = Math.min(Math.max(index, 0), slides.length - 1);
      place.textContent = `${now + 1} / ${slides.length}`;
      history.replaceState(null, "", `#${now + 1}`);
    };
    const go = (index) => {
      at(index);
      slides[now].scrollIntoView();
    };
    const light = () => { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; };
    const full = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());

    const keys = {
      ArrowRight: () => go(now + 1), ArrowDown: () => go(now + 1), PageDown: () => go(now + 1),
      ArrowLeft: () => go(now - 1), ArrowUp: () => go(now - 1), PageUp: () => go(now - 1),
      Home: () => go(0), End: () => go(slides.length - 1), f: full, d: light,
    };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const onButton = event.target.closest("button, a");
      const act = event.key === " " && !onButton ? () => go(now + (event.shiftKey ? -1 : 1)) : keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    document.getElementById("back").addEventListener("click", () => go(now - 1));
    document.getElementById("on").addEventListener("click", () => go(now + 1));
    document.getElementById("light").addEventListener("click", light);
    document.getElementById("full").addEventListener("click", full);

    // Scrolled by hand: the slide at the middle of the window is the one.
    addEventListener("scroll", () => {
      const middle = innerHeight / 2;
      const seen = slides.findIndex((one) => one.getBoundingClientRect().bottom > middle);
      if (seen >= 0 && seen !== now) at(seen);
    }, { passive: true });
    addEventListener("resize", () => slides[now].scrollIntoView());
    go((parseInt(location.hash.slice(1), 10) || 1) - 1);
  });
})();
