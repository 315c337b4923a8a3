// The field above the catalogues of a page, in which a reader describes a task. While there is a question, which is in the
// address, what the search finds takes the place of the catalogues.
(() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const CATALOGUES = ".agent-site-map, .agent-filter, .agent-group, details:has(> ul.agent-catalog), ul.agent-catalog";
  if (!document.querySelector("ul.agent-catalog > li")) return;

  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  const label = document.createElement("label");
  label.className = "agent-task";
  label.append(WORDS.task, input);
  const area = document.createElement("section");
  area.className = "agent-found";
  area.setAttribute("aria-label", WORDS.found);
  document.querySelector(CATALOGUES).before(label, area);

  const fill = agentdocsFound.filler(area, (isAsked) => document.body.classList.toggle("agent-asked", isAsked));
  agentdocsFound.listen(input, area);

  const remember = () => {
    const address = new URL(location.href);
    if (input.value.trim()) address.searchParams.set("q", input.value.trim());
    else address.searchParams.delete("q");
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // The address of a page that was opened from the disk cannot be changed.
    }
  };

  const ask = () => {
    remember();
    return fill(input.value);
  };
  input.addEventListener("input", ask);
  input.addEventListener("keydown", async (event) => {
    if (event.key === "Enter" && input.value.trim()) {
      await fill(input.value);
      area.querySelector("a.agent-result")?.click();
    } else if (event.key === "Escape") {
      input.value = "";
      ask();
    }
  });

  input.value = new URLSearchParams(location.search).get("q") ?? "";
  fill(input.value);
})();
