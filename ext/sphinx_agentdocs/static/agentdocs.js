// A filter above a large catalogue of agents. Without this script the catalogue is whole.
(() => {
  "use strict";
  const MANY = 12;
  const lists = [...document.querySelectorAll("ul.agent-catalog")];
  const cards = lists.flatMap((list) => [...list.children]);
  if (cards.length <= MANY) return;

  const texts = new Map(cards.map((card) => [card, card.textContent.toLocaleLowerCase()]));
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Filter agents";
  input.setAttribute("aria-label", "Filter agents");
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
    count.textContent = `${shown} of ${cards.length}`;
  };
  input.addEventListener("input", apply);
  apply();
})();

// The search shows a summary of the section that it found, and looks for its id as if that had no dots in it.
(() => {
  "use strict";
  if (typeof Search === "undefined") return;
  const htmlToText = Search.htmlToText;
  Search.htmlToText = (html, anchor) => htmlToText(html, anchor && `#${CSS.escape(anchor.slice(1))}`);
})();
