// The file of a definition: loaded when the reader unfolds it, and copied. Without this script there are links to it.
(() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const CAN_LOAD = location.protocol !== "file:"; // a page that was opened from disk may load nothing

  const textOf = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  };

  const load = async (details) => {
    const link = details.querySelector(".agent-raw a");
    if (!link) return;
    try {
      const file = document.createElement("pre");
      file.textContent = (await textOf(link.href)).replaceAll("\r\n", "\n");
      details.querySelector("pre")?.remove();
      link.parentElement.before(file);
    } catch {
      // The link to the file stays.
    }
  };

  // The event does not bubble.
  if (CAN_LOAD) document.addEventListener("toggle", ({ target }) => target.matches(".agent-source[open]:not(:has(pre))") && load(target), true);

  // -- what can be copied

  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

  for (const actions of document.querySelectorAll(".agent-actions")) {
    const file = actions.querySelector("a").href;
    const address = agentQuoting.published(file);
    const add = (kind, text) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = WORDS[kind];
      button.addEventListener("click", async () => agentMenu.deliver(await text(), button, WORDS.copied));
      actions.append(button);
    };
    if (CAN_LOAD) add("definition", () => textOf(file));
    add("path", () => actions.dataset.path);
    if (actions.dataset.install && address.startsWith("http")) {
      add("install", () => `curl -fsSL --create-dirs -o ${quoted(actions.dataset.install)} ${quoted(address)}`);
    }
  }
})();
