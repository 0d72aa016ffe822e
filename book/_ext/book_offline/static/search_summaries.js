// What the search shows below a result: the text around it. Sphinx' own summary takes the buttons for
// text, and fails where a result is an index entry, whose mark in the page is empty.
Search.htmlToText = (page, anchor) => {
  const content = new DOMParser().parseFromString(page, "text/html");
  for (const element of content.querySelectorAll(".headerlink, script, style, svg")) element.remove();
  const article = content.querySelector("article.bd-article") ?? content.body;
  const mark = anchor ? article.querySelector(anchor) : null;
  return (mark?.closest("p, li, tr, section") ?? article).textContent;
};
const summaryOrNone = Search.makeSearchSummary;
Search.makeSearchSummary = (...found) => summaryOrNone(...found) ?? new Text();
