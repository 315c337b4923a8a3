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
    const address = agentCopying.published(file);
    const { path, install } = actions.dataset;
    const texts = {
      path: () => path,
      install: address.startsWith("http") && (() => `curl -fsSL --create-dirs -o ${quoted(install)} ${quoted(address)}`),
      definition: location.protocol !== "file:" && (() => textOf(file)),
    };
    for (const button of actions.querySelectorAll("button")) {
      const text = texts[button.name];
      if (!text) button.style.visibility = "hidden"; // nothing moves
      button.addEventListener("click", async () => agentCopying.deliver(await text(), button, WORDS.copied));
    }
  }
})();
