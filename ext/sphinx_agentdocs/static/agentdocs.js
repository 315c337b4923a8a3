// The search shows a summary of each section that it finds. It uses the section's id as a CSS selector, so the dots
// of our ids have to be escaped. A rule stands there after the words without which it would mislead, such as
// "Do NOT flag if:", wherever the summary begins. The parsed page is inert.
(() => {
  "use strict";
  if (typeof Search === "undefined") return;
  const htmlToText = Search.htmlToText;
  const withLeads = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const link of page.querySelectorAll(".agent-link[data-lead]")) link.replaceWith(`${link.dataset.lead} `);
    return page.documentElement.outerHTML;
  };
  Search.htmlToText = (html, anchor) => htmlToText(withLeads(html), anchor && `#${CSS.escape(anchor.slice(1))}`);
})();

// What a theme leaves out for readers without a mouse, or with a screen reader.
(() => {
  "use strict";
  const contents = document.querySelector("aside.toc-drawer:not([aria-label])");
  const title = contents?.querySelector(".toc-title");
  if (title) contents.setAttribute("aria-label", title.textContent.trim());

  // A block of code that is wider than its place scrolls by keys.
  const blocks = [...document.querySelectorAll(".agent-page pre")];
  const reach = () => {
    const wide = blocks.filter((block) => block.scrollWidth > block.clientWidth);
    for (const block of blocks) block.toggleAttribute("tabindex", false);
    for (const block of wide) block.tabIndex = 0;
  };
  if (blocks.length) {
    reach();
    addEventListener("resize", reach);
  }
})();
