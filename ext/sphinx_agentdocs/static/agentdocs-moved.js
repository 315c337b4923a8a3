// Sends the reader on from the link of something that is gone to what took its place, once for a link.
(() => {
  "use strict";
  const SENT = "agentdocs-sent";
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
  root.search = root.hash = "";

  // What on the page says where to go: a tombstone has its own address, the page of an agent that is gone another.
  const sign = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const found = id ? document.getElementById(id) : document.querySelector(".agent-gone");
    if (!found) return null;
    const tombstone = found.closest(".agent-moved");
    if (tombstone) return tombstone;
    const isPage = found.matches(".agent-gone, .agent-gone > span");
    return isPage ? found.closest(".agent-gone").querySelector(".agent-tombstones[data-to]") : null;
  };

  const go = () => {
    try {
      const arrived = sessionStorage.getItem(SENT) === location.href;
      sessionStorage.removeItem(SENT);
      const to = arrived ? null : sign()?.dataset.to;
      const target = to ? new URL(to, location.href).href : "";
      if (!target.startsWith(root.href) || target === location.href) return;
      sessionStorage.setItem(SENT, target);
      location.replace(target);
    } catch {
      // Without a memory the reader could be sent in a circle; the page has the link, too.
    }
  };

  addEventListener("hashchange", go);
  go();
})();
