// Maps: what belongs to an agent stands out while it is pointed at or has the focus.
(() => {
  "use strict";
  const LIT = "agent-map-lit";
  const DIMMED = "agent-map-dimmed";

  function clear(map) {
    map.classList.remove(DIMMED);
    for (const lit of map.querySelectorAll(`.${LIT}`)) {
      lit.classList.remove(LIT);
    }
  }

  function show(map, node) {
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
  }

  for (const map of document.querySelectorAll("svg.agent-map")) {
    const nodeOf = (event) => event.target.closest("[data-node]");
    for (const name of ["pointerover", "focusin"]) {
      map.addEventListener(name, (event) => {
        const node = nodeOf(event);
        if (node) {
          show(map, node);
        }
      });
    }
    map.addEventListener("focusout", () => clear(map));
    map.addEventListener("pointerout", (event) => {
      if (nodeOf(event)) {
        clear(map);
        const focused = map.querySelector("[data-node]:focus-visible");
        if (focused) {
          show(map, focused);
        }
      }
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll(`svg.${DIMMED}`).forEach(clear);
    }
  });
})();
