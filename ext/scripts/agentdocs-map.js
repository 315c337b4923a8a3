// Maps, and the table beside them. In a map, the agent under the pointer or with the focus is highlighted, with its lines
// and neighbours.
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

// The table beside a map: sorts it by a column, and shows whom the agent that a reader chooses reaches, by the data of
// `map.js`. Without this script the table is in the order of the map, and each name leads to the relations of its agent.
const agentdocsReach = (() => {
  "use strict";
  const script = document.currentScript;
  const said = (name) => script.getAttribute(`data-${name}`) ?? "";
  const { made, filled, root } = agentdocs;
  const MANY = 24;
  const KINDS = ["declared", "works-with", "delegates-to", "reports-to", "escalates-to", "names"];
  const SYMMETRIC = ["shares-guidance", "similar"];

  const tables = [...document.querySelectorAll("table.agent-map-table")];
  const box = document.querySelector(".agent-reach");
  if (!box) return () => {};
  const select = box.querySelector("select");
  const result = box.lastElementChild;

  // An agent by the address of its page: on this site, by its path or its place on the only page.
  const keyOf = (address) => {
    const { origin, hash, pathname, href } = new URL(address, root);
    return origin === root.origin ? hash || pathname : href;
  };
  const short = (key) => (key.startsWith(root.pathname) ? key.slice(root.pathname.length) : key);
  const rowsOf = (table) => [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.querySelector("a"));

  // -- sorting

  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const groups = [...table.tBodies];
    const homes = new Map(rowsOf(table).map((row) => [row, row.parentElement]));
    const one = document.createElement("tbody"); // all rows in another order
    for (const row of homes.keys()) {
      for (const at of heads.keys()) {
        const cell = row.cells[at] ?? row.insertCell();
        if (!cell.textContent.trim()) cell.append("0");
      }
    }

    const sort = (column, order) => {
      for (const head of heads) head.removeAttribute("aria-sort");
      if (order) heads[column].setAttribute("aria-sort", order);
      for (const group of groups) group.hidden = Boolean(order);
      if (!order) {
        one.remove();
        for (const [row, home] of homes) home.append(row);
        return;
      }
      const sign = order === "ascending" ? 1 : -1;
      const text = (row, at) => row.cells[at].textContent.trim();
      const byName = (a, b) => text(a, 0).localeCompare(text(b, 0));
      const byNumber = (a, b) => sign * (text(a, column) - text(b, column)) || byName(a, b);
      one.append(...[...homes.keys()].sort(column ? byNumber : (a, b) => sign * byName(a, b)));
      table.append(one);
    };

    // The first order of a number is from the most; the third choice of a column returns to the order of the map.
    heads.forEach((head, column) => {
      const orders = column ? ["descending", "ascending", ""] : ["ascending", "descending", ""];
      const button = made("button", { type: "button" }, ...head.childNodes);
      button.addEventListener("click", () => {
        sort(column, orders[(orders.indexOf(head.getAttribute("aria-sort") ?? "") + 1) % orders.length]);
      });
      head.append(button);
    });
    // The drawing leads to groups, which only the order of the map has.
    document.addEventListener("click", (event) => {
      const goal = event.target.closest?.('svg.agent-map a[href^="#"]')?.getAttribute("href").slice(1);
      if (groups.some((group) => group.id && group.id === goal)) sort(0, "");
    });
  };

  // -- choosing

  let agents; // [page, title, relations by kind], as `map.js` has them
  let named; // for each of them, the numbers of those that name it
  let shared; // and its relations without a direction, by kind

  const load = () => {
    const data = made("script", { src: new URL("map.js", root) });
    data.addEventListener("error", () => result.replaceChildren(made("p", {}, said("failed"))));
    document.head.append(data);
  };

  const directly = (at) => new Set(KINDS.flatMap((kind) => agents[at][2][kind] ?? []));

  const farther = (at) => {
    const seen = new Set([at, ...directly(at)]);
    for (const next of seen) for (const other of directly(next)) seen.add(other); // a set grows while it is walked
    const near = directly(at);
    return [...seen].filter((other) => other !== at && !near.has(other));
  };

  // All agents of a site of one page are on this page.
  const addressOf = (page) => (page.startsWith("#") ? page : new URL(page, root));
  const linkTo = (at) => made("a", { href: addressOf(agents[at][0]) }, agents[at][1]);
  const links = (some) => {
    const sorted = [...some].sort((a, b) => agents[a][1].localeCompare(agents[b][1]));
    return sorted.flatMap((at, place) => (place ? [", ", linkTo(at)] : [linkTo(at)]));
  };
  const line = (words, some) => {
    if (some.length <= MANY) return made("li", {}, `${words}: `, ...links(some));
    const summary = made("summary", {}, filled("{words}: {count}", { words, count: some.length }));
    return made("li", {}, made("details", {}, summary, ...links(some)));
  };

  const answer = (at) => {
    const [, , kinds] = agents[at];
    const beyond = farther(at);
    const lines = [
      ...KINDS.map((kind) => [said(kind), kinds[kind] ?? []]),
      [said("farther"), beyond],
      [said("named-by"), [...named[at]]],
      ...SYMMETRIC.map((kind) => [said(kind), [...(shared[at][kind] ?? [])]]),
    ].filter(([, some]) => some.length);
    const counts = { direct: directly(at).size, farther: beyond.length, by: named[at].size };
    const sum = made("p", {}, made("strong", {}, linkTo(at)), ` ${filled(said("sum"), counts)}`);
    result.replaceChildren(sum, made("ul", {}, ...lines.map(([words, some]) => line(words, some))));
  };

  const light = (at) => {
    const isOne = at !== undefined;
    const reached = new Set(isOne ? [...directly(at)].map((other) => keyOf(agents[other][0])) : []);
    const chosen = isOne ? keyOf(agents[at][0]) : "";
    for (const row of tables.flatMap(rowsOf)) {
      const key = keyOf(row.querySelector("a").href);
      row.classList.toggle("agent-map-chosen", key === chosen);
      row.classList.toggle("agent-map-reached", reached.has(key));
    }
    for (const node of document.querySelectorAll("svg.agent-map a[data-node]")) {
      const address = new URL(node.getAttribute("href"), location.href);
      if (keyOf(address) === chosen) node.dispatchEvent(new Event("agentdocs-show", { bubbles: true }));
    }
  };

  const show = () => {
    const at = agents?.findIndex(([page]) => keyOf(page) === select.value);
    if (!select.value || at < 0) {
      result.replaceChildren();
      if (agents) light();
    } else if (agents) {
      answer(at);
      light(at);
    } else {
      load();
    }
  };

  const remember = () => agentdocs.remember({ agent: short(select.value) });

  const rows = tables.flatMap(rowsOf);
  const options = new Map(rows.map((row) => [keyOf(row.querySelector("a").href), row.querySelector("a").textContent]));
  const sorted = [...options].sort(([, a], [, b]) => a.localeCompare(b));
  select.append(...sorted.map(([value, text]) => made("option", { value }, text)));
  tables.forEach(sortable);

  const choose = (key) => {
    select.value = key;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    show();
  };
  select.addEventListener("change", () => {
    show();
    remember();
  });
  for (const table of tables) {
    table.addEventListener("click", (event) => {
      const row = event.target.closest("tbody tr");
      const link = row?.querySelector("a");
      if (!link || event.target.closest("a, button") || !getSelection().isCollapsed) return;
      choose(keyOf(link.href));
      remember();
      box.scrollIntoView({ block: "nearest" });
    });
  }
  const asked = agentdocs.asked("agent");
  if (asked) choose([...options.keys()].find((key) => short(key) === asked) ?? "");

  return (data) => {
    agents = data;
    named = agents.map(() => new Set());
    shared = agents.map(() => ({}));
    agents.forEach(([, , kinds], at) => {
      for (const other of directly(at)) named[other].add(at);
      for (const kind of SYMMETRIC) {
        for (const other of kinds[kind] ?? []) {
          (shared[at][kind] ??= new Set()).add(other);
          (shared[other][kind] ??= new Set()).add(at);
        }
      }
    });
    show();
  };
})();
