// Sends the reader on from a link to something that moved, to its new place, once per link.
// For a former id of something that is still there, unfolds its former wordings.
(() => {
  "use strict";
  const SENT = "agentdocs-sent";
  const { root } = agentdocs;

  const hash = () => decodeURIComponent(location.hash.slice(1));

  // The element that says where to go: the tombstone of the link, or on the page of a removed agent the list of them.
  const sign = () => {
    const id = hash();
    const found = id ? document.getElementById(id) : document.querySelector(".agent-gone");
    if (!found) return null;
    const tombstone = found.closest(".agent-moved");
    if (tombstone) return tombstone;
    const isPage = found.matches(".agent-gone, .agent-gone > span");
    return isPage ? found.closest(".agent-gone").querySelector(".agent-tombstones[data-to]") : null;
  };

  // Former ids are empty elements at the start of a unit.
  const unfold = () => {
    const id = hash();
    const former = id ? document.getElementById(id) : null;
    const unit = former?.matches("span:empty") ? former.parentElement : null;
    if (!unit) return;
    const after = unit.nextElementSibling;
    const then = unit.querySelector(":scope > .agent-then") || (after?.matches("p + .agent-then") ? after : null);
    if (then) then.open = true;
  };

  const go = () => {
    try {
      unfold();
      const arrived = sessionStorage.getItem(SENT) === location.href;
      sessionStorage.removeItem(SENT);
      const to = arrived ? null : sign()?.dataset.to;
      const target = to ? new URL(to, location.href).href : "";
      if (!target.startsWith(root.href) || target === location.href) return;
      sessionStorage.setItem(SENT, target);
      location.replace(target);
    } catch {
      // Without session storage the reader could be sent in a circle. The page shows the link anyway.
    }
  };

  addEventListener("hashchange", go);
  go();
})();
