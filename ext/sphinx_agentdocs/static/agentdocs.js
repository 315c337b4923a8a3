// Ctrl-K and "/" lead to the search from every page, unless the theme has the key for itself.
(() => {
  "use strict";
  const isField = (element) => element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
  // A sidebar that is closed on a small screen is beside it.
  const isVisible = (element) => [...element.getClientRects()].some(({ left, right }) => right > 0 && left < innerWidth);

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.shiftKey) return;
    const isCombined = event.ctrlKey || event.metaKey;
    const isAsked = isCombined ? event.key.toLowerCase() === "k" : event.key === "/" && !isField(document.activeElement);
    if (!isAsked) return;
    const fields = [".agent-task input", "input[name=q]"].flatMap((field) => [...document.querySelectorAll(field)]);
    const field = fields.find(isVisible);
    const page = document.querySelector("link[rel=search]");
    if (!field && !page) return;
    event.preventDefault();
    if (field) field.focus();
    else location.assign(page.href);
  });
})();

// What a theme leaves out for readers without a mouse, or with a screen reader.
(() => {
  "use strict";
  const contents = document.querySelector("aside.toc-drawer:not([aria-label])");
  const title = contents?.querySelector(".toc-title");
  if (title) contents.setAttribute("aria-label", title.textContent.trim());

  for (const caption of document.querySelectorAll(".caption[role=heading]:not([aria-level])")) caption.ariaLevel = 2;

  const icons = document.querySelector(".content-icon-container:not([role])");
  if (icons?.textContent.trim()) {
    icons.role = "navigation";
    icons.ariaLabel = icons.textContent.trim().replace(/\s+/g, " ");
  }

  // A block of code that is wider than its place scrolls by keys.
  const blocks = [...document.querySelectorAll(".agent-page pre, .highlight pre")];
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
