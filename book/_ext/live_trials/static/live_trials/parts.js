// The parts of the live trials. A part is known by its name, to the page and to the worker alike: a page that
// was opened from a folder may read no other file, so the worker gets the parts' own text.
const liveTrials = (() => {
  const parts = {};
  const texts = new Map();

  /**
   * Make a part out of others that were defined before it.
   * @param {string} name
   * @param {(parts: object) => object} make must need nothing but the other parts
   */
  const define = (name, make) => {
    texts.set(name, make.toString());
    parts[name] = make(parts);
  };

  /**
   * Return the program of a worker that has the parts of these names, in their order.
   * @param {string[]} names
   * @returns {string}
   */
  const program = (names) => {
    const defined = names.map((name) => `make(${JSON.stringify(name)}, ${texts.get(name)});`);
    return [`"use strict"; const parts = {};`, "const make = (name, of) => { parts[name] = of(parts); };", ...defined].join("\n");
  };

  return { parts, define, program };
})();
