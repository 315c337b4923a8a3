// Sends the reader on from the link of something that is gone to what took its place, once for a link.
(() => {
  "use strict";
  const SENT = "agentdocs-sent";
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);

  // Where the page says that its reader is to go: an address of this site, or nothing.
  const onward = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const entry = id ? document.getElementById(id) : document.querySelector(".agent-gone[data-to]");
    if (!entry || !entry.dataset.to || !entry.closest(".agent-moved, .agent-gone")) return null;
    const target = new URL(entry.dataset.to, location.href);
    return target.href.startsWith(root.href) ? target.href : null;
  };

  const go = () => {
    try {
      const arrived = sessionStorage.getItem(SENT) === location.href;
      sessionStorage.removeItem(SENT);
      const target = arrived ? null : onward();
      if (!target || target === location.href) return;
      sessionStorage.setItem(SENT, target);
      location.replace(target);
    } catch {
      // Without a memory the reader could be sent in a circle; the page has the link, too.
    }
  };
  addEventListener("hashchange", go);
  go();
})();
