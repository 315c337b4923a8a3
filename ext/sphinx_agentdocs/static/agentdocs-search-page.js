// The search page: agents, examples and guidelines before the other pages that Sphinx finds. One field finds both.
(() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const others = document.querySelector("#search-results");
  if (!others) return;

  const title = document.createElement("h2");
  title.className = "agent-found-others";
  title.textContent = WORDS.others;
  title.hidden = true;
  const area = document.createElement("section");
  area.className = "agent-found";
  area.setAttribute("aria-label", WORDS.label);
  others.before(area);
  if (!document.querySelector("h1")) {
    const heading = document.createElement("h1");
    heading.textContent = WORDS.search;
    area.before(heading);
  }

  // Sphinx says that it found nothing; next to agents that were found, that would be wrong.
  const tidy = () => {
    others.hidden = !others.querySelector("li") && Boolean(area.querySelector("li, .agent-found-none"));
    title.hidden = others.hidden || !area.querySelector("li, .agent-found-none");
  };
  const fill = agentdocsFound.filler(area, tidy);
  area.append(title);
  new MutationObserver(tidy).observe(others, { childList: true, subtree: true });

  const asked = new URLSearchParams(location.search).get("q") || "";
  for (const input of document.querySelectorAll("input[name=q]")) {
    if (!input.value) input.value = asked;
    input.addEventListener("input", () => fill(input.value));
    agentdocsFound.listen(input, area);
  }
  fill(asked);
})();
