// The field above the catalogues of a page, in which a reader describes a task. While there is a question, which is in the
// address, what the search finds of the chosen agents takes the place of the catalogues.
(() => {
  "use strict";
  const input = document.querySelector(".agent-task input");
  const area = document.querySelector(".agent-found");
  if (!input) return;

  const fill = agentdocsFound.filler(area, (isAsked) => document.body.classList.toggle("agent-asked", isAsked));
  agentdocsFound.listen(input, area);

  const asked = () => ({ q: input.value.trim() });

  const ask = () => {
    agentdocs.rememberTyped(asked());
    return fill(input.value);
  };
  input.addEventListener("input", ask);
  input.addEventListener("keydown", async (event) => {
    if (event.key === "Enter" && input.value.trim()) {
      await fill(input.value);
      agentdocs.remember(asked());
      area.querySelector("a.agent-result")?.click();
    } else if (event.key === "Escape") {
      input.value = "";
      ask();
    }
  });

  document.querySelector(".agent-choices")?.addEventListener("agentdocs-chosen", () => fill(input.value));

  input.value = agentdocs.asked("q");
  fill(input.value);
})();
