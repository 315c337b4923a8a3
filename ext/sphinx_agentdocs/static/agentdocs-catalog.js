// A filter above a large catalogue of agents. Without this script the whole catalogue is shown.
(() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const MANY = 12;
  const lists = [...document.querySelectorAll("ul.agent-catalog")];
  const cards = lists.flatMap((list) => [...list.children]);
  if (cards.length <= MANY) return;

  const texts = new Map(cards.map((card) => [card, card.textContent.toLocaleLowerCase()]));
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = WORDS.filter;
  input.setAttribute("aria-label", WORDS.filter);
  input.autocomplete = "off";
  const count = document.createElement("output");
  count.setAttribute("aria-live", "polite");
  const bar = document.createElement("p");
  bar.className = "agent-filter";
  bar.append(input, count);
  const first = lists[0].previousElementSibling;
  (first && first.classList.contains("agent-group") ? first : lists[0]).before(bar);

  const apply = () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      card.hidden = !words.every((word) => texts.get(card).includes(word));
      shown += card.hidden ? 0 : 1;
    }
    for (const list of lists) {
      list.hidden = [...list.children].every((card) => card.hidden);
      const name = list.previousElementSibling;
      if (name && name.classList.contains("agent-group")) name.hidden = list.hidden;
    }
    count.textContent = WORDS.shown.replace("{shown}", shown).replace("{all}", cards.length);
  };
  input.addEventListener("input", apply);
  apply();
})();
