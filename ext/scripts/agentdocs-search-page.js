// The search page: agents, examples and guidelines before the other pages that Sphinx finds. One field finds both.
(() => {
  "use strict";
  const { made } = agentdocs;
  const WORDS = document.currentScript.dataset;
  const others = document.querySelector("#search-results");
  if (!others) return;

  const title = made("h2", { class: "agent-found-others" }, WORDS.others);
  const area = made("section", { class: "agent-found", "aria-label": WORDS.label });
  others.before(area);
  if (!document.querySelector("h1")) area.before(made("h1", {}, WORDS.search));

  // Sphinx says that it found nothing; next to agents that were found, that would be wrong. Its pages come after ours, also
  // in time: nothing moves down.
  let isFilled = false;
  const tidy = () => {
    const isOurs = Boolean(area.querySelector("li, .agent-found-none"));
    others.hidden = !isFilled || (isOurs && !others.querySelector("li"));
    title.hidden = others.hidden || !isOurs;
  };
  const fill = agentdocsFound.filler(area, () => {
    isFilled = true;
    tidy();
  });
  area.append(title);
  tidy();
  new MutationObserver(tidy).observe(others, { childList: true, subtree: true });

  const asked = agentdocs.asked("q");
  for (const input of document.querySelectorAll("input[name=q]")) {
    if (!input.value) input.value = asked;
    input.addEventListener("input", () => fill(input.value));
    agentdocsFound.listen(input, area);
  }
  fill(asked);
})();
