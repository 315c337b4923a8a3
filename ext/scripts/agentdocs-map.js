// Maps: the agent under the pointer or with the focus is highlighted, with its lines and neighbours.
(() => {
  "use strict";
  const LIT = "agent-map-lit";
  const DIMMED = "agent-map-dimmed";

  const clear = (map) => {
    map.classList.remove(DIMMED);
    for (const lit of map.querySelectorAll(`.${LIT}`)) lit.classList.remove(LIT);
  };

  const show = (map, node) => {
    clear(map);
    const number = node.dataset.node;
    const around = new Set([number]);
    for (const line of map.querySelectorAll("[data-ends]")) {
      const ends = line.dataset.ends.split(" ");
      if (ends.includes(number)) {
        line.classList.add(LIT);
        ends.forEach((end) => around.add(end));
      }
    }
    for (const other of map.querySelectorAll("[data-node]")) {
      other.classList.toggle(LIT, around.has(other.dataset.node));
    }
    map.classList.add(DIMMED);
  };

  // The document listens: with a listener for focus, browsers would make the drawing itself a stop for the Tab key.
  const nodeOf = (event) => event.target.closest?.("svg.agent-map [data-node]");
  const mapOf = (node) => node.closest("svg.agent-map");

  for (const name of ["pointerover", "focusin", "agentdocs-show"]) {
    document.addEventListener(name, (event) => {
      const node = nodeOf(event);
      if (node) show(mapOf(node), node);
    });
  }
  document.addEventListener("focusout", (event) => {
    const node = nodeOf(event);
    if (node) clear(mapOf(node));
  });
  document.addEventListener("pointerout", (event) => {
    const node = nodeOf(event);
    if (!node) return;
    clear(mapOf(node));
    const focused = mapOf(node).querySelector("[data-node]:focus-visible");
    if (focused) show(mapOf(node), focused);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(`svg.${DIMMED}`).forEach(clear);
  });
})();
