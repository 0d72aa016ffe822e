// Keeps in this browser alone what its reader ticks off, and shows it below the chapters, in the table and on the map.
document.addEventListener("DOMContentLoaded", () => {
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const key = (chapter, mark) => `progress:${chapter}:${mark}`;

  // Where a browser keeps nothing, ticks last as long as the page.
  const inMemory = new Map();
  const memory = {
    get length() { return inMemory.size; },
    key: (index) => [...inMemory.keys()][index],
    getItem: (name) => inMemory.get(name) ?? null,
    setItem: (name, value) => inMemory.set(name, value),
    removeItem: (name) => inMemory.delete(name),
  };
  const store = (() => {
    try {
      localStorage.setItem("progress:", "1");
      localStorage.removeItem("progress:");
      return localStorage;
    } catch { return memory; }
  })();
  const names = () => Array.from({ length: store.length }, (_, index) => store.key(index));

  const has = (chapter, mark) => store.getItem(key(chapter, mark)) !== null;
  const answered = (chapter, questions) => {
    const given = names().filter((name) => name.startsWith(`quiz:${chapter}/`) && !["[]", '""'].includes(store.getItem(name)));
    return Math.min(given.length, questions);
  };
  const known = (chapter) => {
    const questions = Number(document.querySelector(`[data-chapter="${chapter}"]`)?.dataset.questions ?? 0);
    return { questions, answers: answered(chapter, questions), read: has(chapter, "read"), exercise: has(chapter, "exercise") };
  };

  const showRows = () => {
    for (const row of all("[data-chapter]")) {
      const { questions, answers, ...marks } = known(row.dataset.chapter);
      for (const box of all("[data-mark]", row)) box.checked = marks[box.dataset.mark];
      for (const place of all(".answered", row)) place.textContent = questions ? `${answers} of ${questions}` : "–";
    }
  };

  const showSum = () => {
    for (const table of all("details.reading-progress")) {
      const rows = all("[data-chapter]", table).map((row) => known(row.dataset.chapter));
      const sum = (count) => rows.reduce((total, row) => total + Number(count(row)), 0);
      const read = `${sum((row) => row.read)} of ${rows.length} chapters read`;
      const quiz = `${sum((row) => row.answers)} of ${sum((row) => row.questions)} questions answered`;
      const exercises = sum((row) => row.exercise);
      table.querySelector(".sum").textContent = `${read}, ${quiz}, ${exercises} exercise${exercises === 1 ? "" : "s"} done`;
    }
  };

  const showMap = () => {
    for (const link of all(".chapter-map a[href]")) {
      const chapter = link.getAttribute("href").replace(/\.html$/, "");
      const { questions, answers, read, exercise } = known(chapter);
      const done = [read && "read", questions && answers === questions && "quiz", exercise && "exercise"].filter(Boolean);
      link.classList.toggle("read", read);
      const state = link.querySelector(".state");
      if (state) state.textContent = done.length ? done.map((mark) => `✓ ${mark}`).join("  ") : "read it";
    }
  };

  const show = () => { showRows(); showSum(); showMap(); };

  for (const box of all("[data-mark]")) {
    box.addEventListener("change", () => {
      const name = key(box.closest("[data-chapter]").dataset.chapter, box.dataset.mark);
      if (box.checked) store.setItem(name, "1");
      else store.removeItem(name);
      show();
    });
  }
  for (const table of all("details.reading-progress")) {
    const why = table.querySelector(".why");
    if (store === memory) why.textContent = "This browser keeps nothing for pages of this address: they are gone when you leave the page.";
    else if (location.protocol === "file:") why.textContent = "Some browsers keep each page of a folder apart, so that this table misses what you ticked in a chapter; python3 -m http.server joins them.";
    table.querySelector("button").addEventListener("click", () => {
      if (!confirm("Forget all ticks and all answers to the quizzes?")) return;
      const chapters = all("[data-chapter]", table).map((row) => row.dataset.chapter);
      const own = (name) => chapters.some((chapter) => name.startsWith(`progress:${chapter}:`) || name.startsWith(`quiz:${chapter}/`));
      for (const name of names().filter(own)) store.removeItem(name);
      table.querySelector("[role=status]").textContent = "All is forgotten.";
      show();
    });
  }
  for (const quiz of all(".course-quiz")) {
    for (const event of ["change", "click", "keydown"]) quiz.addEventListener(event, () => setTimeout(show), true); // before the quiz ends a key's way
  }
  addEventListener("storage", show); // another tab
  addEventListener("pageshow", show); // back from another page
  for (const element of all(".reading-progress")) element.hidden = false;
  show();
});
