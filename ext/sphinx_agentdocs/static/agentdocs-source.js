// Buttons that copy the file of a definition, its path, and a command that installs it. Without this script there is a link.
(() => {
  "use strict";
  const WORDS = document.currentScript.dataset;

  const textOf = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  };

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
    if (location.protocol !== "file:") add("definition", () => textOf(file));
    add("path", () => actions.dataset.path);
    if (actions.dataset.install && address.startsWith("http")) {
      add("install", () => `curl -fsSL --create-dirs -o ${quoted(actions.dataset.install)} ${quoted(address)}`);
    }
  }
})();
