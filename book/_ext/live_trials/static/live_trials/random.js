// Random numbers that a seed decides: xoshiro128** (Blackman and Vigna, 2018), whose state is filled by
// splitmix32 from the FNV-1a digest of the seed's name, such as "3/weights".
liveTrials.define("random", () => {
  const digest = (text) => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return hash >>> 0;
  };

  const splitmix = (start) => {
    let state = start;
    return () => {
      state = (state + 0x9e3779b9) | 0;
      let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
  };

  /**
   * Return a generator of its own.
   * @param {string} name whoever has the same name draws the same numbers
   */
  const generator = (name) => {
    const fill = splitmix(digest(name));
    const s = Uint32Array.from({ length: 4 }, fill);

    /** @returns {number} an integer from 0 to 2^32 - 1 */
    const next = () => {
      const product = Math.imul(s[1], 5);
      const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
      const shifted = s[1] << 9;
      s[2] ^= s[0];
      s[3] ^= s[1];
      s[1] ^= s[2];
      s[0] ^= s[3];
      s[2] ^= shifted;
      s[3] = (s[3] << 11) | (s[3] >>> 21);
      return result;
    };

    /** @returns {number} above 0 and below 1 */
    const uniform = () => (next() + 0.5) / 4294967296;

    /** @returns {number} an integer from 0 to below - 1 */
    const below = (limit) => Math.floor(uniform() * limit);

    /** @returns {number} of mean 0 and deviation 1 (Box and Muller, 1958) */
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

    /** @returns {Int32Array} 0 to size - 1 in an order of their own (Fisher and Yates) */
    const permutation = (size) => {
      const order = Int32Array.from({ length: size }, (_, i) => i);
      for (let i = size - 1; i > 0; i--) {
        const j = below(i + 1);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    };

    return { next, uniform, below, normal, permutation };
  };

  return { generator };
});
