// The search shows a summary of each section that it finds. It uses the section's id as a CSS selector, so the dots
// of our ids have to be escaped.
(() => {
  "use strict";
  if (typeof Search === "undefined") return;
  const htmlToText = Search.htmlToText;
  Search.htmlToText = (html, anchor) => htmlToText(html, anchor && `#${CSS.escape(anchor.slice(1))}`);
})();
