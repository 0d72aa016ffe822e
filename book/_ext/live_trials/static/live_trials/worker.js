// The worker that trains beside the page, so that the page stays awake; one for all trials of a page.
liveTrials.worker = (() => {
  const PARTS = ["digits", "random", "network", "optimizers", "training", "distributions", "trials", "running"];
  const SERVE = `onmessage = ({ data: { id, job, asked } }) => {
    try { postMessage({ id, result: parts.running[job](asked) }); }
    catch (fault) { postMessage({ id, fault: String(fault) }); }
  };`;
  const waiting = new Map();
  let worker = null;
  let last = 0;

  const settle = ({ data: { id, result, fault } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (fault) reject(new Error(fault));
    else resolve(result);
  };

  const failAll = (event) => {
    event.preventDefault();
    for (const { reject } of waiting.values()) reject(new Error(event.message || "the worker did not start"));
    waiting.clear();
  };

  // From a blob, because a page that was opened from a folder may not start a worker from another file.
  const started = () => {
    if (worker) return worker;
    const program = new Blob([liveTrials.program(PARTS), "\n", SERVE], { type: "text/javascript" });
    worker = new Worker(URL.createObjectURL(program));
    worker.onmessage = settle;
    worker.onerror = failAll;
    return worker;
  };

  /**
   * Have the worker do a job, which is a function of the part `running`.
   * @param {"run"|"pool"|"falseWinners"} job
   * @param {object} asked
   * @returns {Promise} rejected with a reason where the browser lets no worker start
   */
  const ask = (job, asked) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      try {
        started().postMessage({ id: last, job, asked });
      } catch (fault) {
        waiting.delete(last);
        reject(fault);
      }
    });

  return { ask };
})();
