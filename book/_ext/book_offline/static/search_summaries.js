// A formula as it can stand in a line of text: short ones as they are typed, others as dots.
const readable = (formula) => {
  const inside = formula.trim().replace(/^\\\(|\\\)$/g, "").replace(/\\times\s*/g, "× ").replace(/\\pm\s*/g, "±");
  return /[\\{}]/.test(inside) ? "…" : inside;
};

// What the search shows below a result: the text around it. Sphinx' own summary takes the buttons for
// text, and fails where a result is an index entry, whose mark in the page is empty.
Search.htmlToText = (page, anchor) => {
  const content = new DOMParser().parseFromString(page, "text/html");
  for (const element of content.querySelectorAll(".headerlink, script, style, svg, div.math")) element.remove();
  for (const element of content.querySelectorAll(".math")) element.textContent = readable(element.textContent);
  const article = content.querySelector("article.bd-article") ?? content.body;
  const mark = anchor ? article.querySelector(anchor) : null;
  return (mark?.closest("p, li, tr, section") ?? article).textContent;
};
const summaryOrNone = Search.makeSearchSummary;
Search.makeSearchSummary = (...found) => summaryOrNone(...found) ?? new Text();
