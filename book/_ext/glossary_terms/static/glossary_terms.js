// Shows what a term means where the pointer rests on it or the keyboard's focus is; Escape hides it.
document.addEventListener("DOMContentLoaded", () => {
  const terms = document.querySelectorAll(".glossary-term");
  if (!terms.length) return;
  const tip = document.createElement("div");
  Object.assign(tip, { id: "glossary-tip", className: "glossary-tip", hidden: true });
  tip.setAttribute("role", "tooltip");
  (document.querySelector("article") ?? document.body).append(tip);
  let shown = null;
  let closing = 0;

  const hide = () => {
    shown?.querySelector("a").removeAttribute("aria-describedby");
    tip.hidden = true;
    shown = null;
  };
  const hideSoon = () => { closing = setTimeout(hide, 150); };
  const stay = () => clearTimeout(closing);

  const show = (term) => {
    stay();
    if (shown !== term) hide();
    shown = term;
    tip.textContent = term.dataset.meaning;
    term.querySelector("a").setAttribute("aria-describedby", tip.id);
    tip.hidden = false;
    const at = term.getClientRects()[0];
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const below = at.bottom + 6;
    const fits = below + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${Math.max(8, Math.min(at.left, room))}px`;
    tip.style.top = `${fits ? below : at.top - tip.offsetHeight - 6}px`;
  };

  for (const term of terms) {
    term.addEventListener("mouseenter", () => show(term));
    term.addEventListener("mouseleave", hideSoon);
    term.addEventListener("focusin", () => show(term));
    term.addEventListener("focusout", hide);
  }
  tip.addEventListener("mouseenter", stay);
  tip.addEventListener("mouseleave", hideSoon);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("scroll", hide, { capture: true, passive: true });
});
