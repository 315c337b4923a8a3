// What is above a large catalogue: choices by group, model, tool and the like, and an order. The choices are in the
// address. Without this script the whole catalogue is shown, its groups folded if there are many agents.
const agentdocsFacets = (() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const MANY = 12;
  const FACETS = ["collection", "group", "model", "tool", "color"];
  const ORDERS = ["group", "name", "guidelines"];
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
  const pageOf = (address) => new URL(address, root).href.split("#")[0];

  const lists = [...document.querySelectorAll("ul.agent-catalog")];
  const cards = lists.flatMap((list) => [...list.children]);
  if (cards.length <= MANY) return () => {};

  const made = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  const values = new Map(); // of each card: an array of values by facet
  const numbers = new Map(); // of guidelines
  const headOf = (list) => list.closest("details") ?? list.previousElementSibling?.closest(".agent-group");
  const homes = new Map(cards.map((card) => [card, card.parentElement]));

  const count = made("output", { "aria-live": "polite" });
  const all = made("button", { type: "button", class: "agent-more" }, WORDS.clear);
  const order = made("select", { "aria-label": WORDS.sort });
  order.append(...ORDERS.map((kind) => made("option", { value: kind }, WORDS[`by${kind[0].toUpperCase()}${kind.slice(1)}`])));
  const choices = new Map(FACETS.map((facet) => [facet, made("select", { "aria-label": WORDS[facet] })]));
  const bar = made("div", { class: "agent-filter" }, order, count, all);
  const one = made("ul", { class: "agent-catalog" }); // all cards in another order
  one.hidden = true;
  const first = headOf(lists[0]) ?? lists[0];
  first.before(bar, one);

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
    all.hidden = !isChosen();
    countChoices();
  };

  // -- the address

  const remember = () => {
    const address = new URL(location.href);
    const state = { sort: order.value === "group" ? "" : order.value };
    for (const facet of FACETS) state[facet] = choices.get(facet).value;
    for (const [name, value] of Object.entries(state)) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // The address of a page that was opened from the disk cannot be changed.
    }
  };

  const recall = () => {
    const asked = new URL(location.href).searchParams;
    order.value = ORDERS.includes(asked.get("sort")) ? asked.get("sort") : "group";
    for (const [facet, select] of choices) select.value = asked.get(facet) ?? "";
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

  recall();
  apply();
  return (rows) => {
    const known = new Map(rows.map((row) => [pageOf(row[0]), row]));
    for (const card of cards) {
      const row = known.get(pageOf(card.querySelector("a").href));
      if (!row) continue;
      const [, collection, group, model, color, tools, guidelines] = row;
      values.set(card, { collection: [collection], group: [group], model: [model], color: [color], tool: tools });
      numbers.set(card, guidelines);
      if (cards.length > 60) complete(card, row);
    }
    for (const [facet, select] of choices) {
      const found = new Set([...values.values()].flatMap((of) => of[facet]).filter(Boolean));
      if (found.size < 2) continue;
      const sorted = [...found].sort((a, b) => a.localeCompare(b));
      select.append(made("option", { value: "" }, filled(WORDS.any, { facet: WORDS[facet] })));
      select.append(...sorted.map((value) => made("option", { value }, value)));
      order.before(select);
    }
    recall();
    arrange();
    apply();
  };
})();

(() => {
  "use strict";
  if (document.querySelectorAll("ul.agent-catalog > li").length <= 12) return;
  const script = document.createElement("script");
  script.src = new URL("agents.js", new URL(document.documentElement.dataset.content_root || "./", location.href));
  document.head.append(script);
})();
