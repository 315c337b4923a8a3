// What is above a large catalogue: choices by group, model, tool and the like, and an order. The choices are in the
// address. Without this script the whole catalogue is shown, its groups folded if there are many agents.
const agentdocsFacets = (() => {
  "use strict";
  const { made, filled, root } = agentdocs;
  const WORDS = document.currentScript.dataset;
  // Where an agent is: its page, or a place on the only page of a site.
  const placeOf = (address, base) => (address.startsWith("#") ? address : new URL(address, base).href.split("#")[0]);
  const SHORT = 60; // cards of a larger catalogue are short until their data is there
  const bar = document.querySelector(".agent-choices");
  if (!bar) return () => {};

  const lists = [...document.querySelectorAll("ul.agent-catalog")];
  const cards = lists.flatMap((list) => [...list.children]);
  const byKey = new Map(); // the card of each agent
  const values = new Map(); // of each card: an array of values by facet
  const numbers = new Map(); // of guidelines
  const headOf = (list) => list.closest("details") ?? list.previousElementSibling?.closest(".agent-group");
  const homes = new Map(cards.map((card) => [card, card.parentElement]));

  const choices = new Map([...bar.querySelectorAll("select")].map((select) => [select.name, select]));
  const order = choices.get("sort");
  choices.delete("sort");
  const FACETS = [...choices.keys()];
  const count = bar.querySelector("output");
  const all = bar.querySelector("button");
  const one = made("ul", { class: "agent-catalog" }); // all cards in another order
  one.hidden = true;
  bar.after(one);

  const fits = (card, except) =>
    FACETS.every((facet) => {
      const chosen = choices.get(facet).value;
      return facet === except || !chosen || values.get(card)?.[facet].includes(chosen);
    });

  // Each choice says how many agents it would leave.
  const countChoices = () => {
    for (const facet of FACETS) {
      const select = choices.get(facet);
      const found = new Map();
      for (const card of cards) {
        if (!fits(card, facet)) continue;
        for (const value of values.get(card)?.[facet] ?? []) found.set(value, (found.get(value) ?? 0) + 1);
      }
      for (const option of select.options) {
        if (option.value) option.textContent = `${option.value} (${found.get(option.value) ?? 0})`;
      }
    }
  };

  const isChosen = () => FACETS.some((facet) => choices.get(facet).value);

  const arrange = () => {
    const kind = order.value;
    const title = (card) => card.querySelector("a").textContent;
    const sorted = [...cards];
    if (kind !== "group") sorted.sort((a, b) => title(a).localeCompare(title(b)));
    if (kind === "guidelines") sorted.sort((a, b) => (numbers.get(b) ?? 0) - (numbers.get(a) ?? 0));
    for (const card of sorted) (kind === "group" ? homes.get(card) : one).append(card);
    one.hidden = kind === "group";
  };

  // What is chosen is unfolded; then each group is as it was before.
  const before = new Map();
  const unfold = (details) => {
    if (isChosen()) {
      if (!before.has(details)) before.set(details, details.open);
      details.open = true;
    } else if (before.has(details)) {
      details.open = before.get(details);
      before.delete(details);
    }
  };

  const apply = () => {
    let shown = 0;
    for (const card of cards) {
      card.hidden = !fits(card);
      shown += card.hidden ? 0 : 1;
    }
    for (const list of lists) {
      const head = headOf(list);
      list.hidden = [...list.children].every((card) => card.hidden);
      if (head) head.hidden = list.hidden;
      if (head?.matches("details")) unfold(head);
    }
    count.textContent = shown ? filled(WORDS.shown, { shown, all: cards.length }) : WORDS.none;
    bar.classList.toggle("agent-chosen", isChosen());
    countChoices();
    bar.dispatchEvent(new Event("agentdocs-chosen"));
  };

  agentdocs.fits = (key) => !isChosen() || byKey.get(key)?.hidden === false;

  // -- the address

  const remember = () => {
    const chosen = [...choices].map(([facet, select]) => [facet, select.value]);
    agentdocs.remember({ ...Object.fromEntries(chosen), sort: order.value === "group" ? "" : order.value });
  };

  const recall = () => {
    order.value = agentdocs.asked("sort") || "group";
    for (const [facet, select] of choices) select.value = agentdocs.asked(facet);
    for (const select of [order, ...choices.values()]) if (select.selectedIndex < 0) select.selectedIndex = 0;
  };

  const change = () => {
    apply();
    remember();
  };

  bar.addEventListener("change", (event) => {
    if (event.target === order) arrange();
    change();
  });
  all.addEventListener("click", () => {
    for (const select of choices.values()) select.value = "";
    change();
    order.focus();
  });

  // -- the data, as the script `agents.js` brings it

  const complete = (card, [, , , model, , tools, , said]) => {
    if (card.querySelector("small, q")) return;
    const facts = [model, tools.join(", ")].filter(Boolean).join(" \u00b7 ");
    if (facts) card.querySelector("a").after(" ", made("small", {}, facts));
    if (said) card.append(made("p", {}, made("q", {}, said)));
  };

  // Until the data is there, no card is seen that a choice in the address may leave out.
  const isAsked = ["sort", ...FACETS].some(agentdocs.asked);
  document.body.classList.toggle("agent-waiting", isAsked);
  const data = made("script", { src: `${root.href}agents.js` });
  data.onerror = () => document.body.classList.remove("agent-waiting");
  document.head.append(data);

  return (rows) => {
    const known = new Map(rows.map((row) => [placeOf(row[0], root), row]));
    for (const card of cards) {
      const row = known.get(placeOf(card.querySelector("a").getAttribute("href"), location.href));
      if (!row) continue;
      const [, collection, group, model, color, tool, guidelines, , key] = row;
      byKey.set(key, card);
      values.set(card, { collection: [collection], group: [group], model: [model], color: [color], tool });
      numbers.set(card, guidelines);
      // In a group that is seen already, a card would push those below it down.
      if (cards.length > SHORT && (isAsked || !card.closest("details[open]"))) complete(card, row);
    }
    for (const [facet, select] of choices) {
      const found = [...new Set([...values.values()].flatMap((of) => of[facet]))].filter(Boolean);
      found.sort((a, b) => a.localeCompare(b));
      select.append(...found.map((value) => made("option", { value }, value)));
    }
    recall();
    if (order.value !== "group") arrange();
    apply();
    document.body.classList.remove("agent-waiting");
  };
})();
