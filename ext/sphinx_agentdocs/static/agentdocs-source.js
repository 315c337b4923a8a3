// The file of a definition, loaded when the reader unfolds it. Without this script there is the link to the file.
(() => {
  "use strict";

  const load = async (details) => {
    const link = details.querySelector(".agent-raw a");
    if (!link) return;
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) return;
      const file = document.createElement("pre");
      file.textContent = (await answer.text()).replaceAll("\r\n", "\n");
      details.querySelector("pre")?.remove();
      link.parentElement.before(file);
    } catch {
      // A page that was opened from disk may load nothing.
    }
  };

  // The event does not bubble.
  document.addEventListener("toggle", ({ target }) => target.matches(".agent-source[open]:not(:has(pre))") && load(target), true);
})();
