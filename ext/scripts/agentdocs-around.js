// Draws an agent and the agents around it, where there is room: what leads to it is on its left, and where it leads on its
// right. It says no more than the cards below it, from which it takes all words and links.
(() => {
  "use strict";
  const { made } = agentdocs;
  const HEAD = 8;

  const svg = (name, attributes, ...content) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...content);
    return element;
  };

  const read = (line, card) => {
    const [, kind, ways] = /^([a-z-]+)([<>]*)$/.exec(line);
    const [first, ...others] = card.querySelectorAll("p");
    const node = first.querySelector("a").cloneNode(true);
    const notes = others.map((other) => other.firstChild.textContent.trim());
    node.title = node.textContent;
    node.tabIndex = -1;
    node.replaceChildren(made("span", {}, node.title), made("small", {}, [...new Set(notes)].join(" · ")));
    return { kind, ways, node };
  };

  const sides = (around) => {
    const left = around.filter((one) => one.ways === "<");
    const right = around.filter((one) => one.ways === ">");
    for (const one of around) {
      if (one.ways.length !== 1) (right.length <= left.length ? right : left).push(one);
    }
    while (Math.abs(left.length - right.length) > 1) {
      if (left.length > right.length) right.push(left.pop());
      else left.push(right.pop());
    }
    return [left, right];
  };

  const head = (x, y, way) =>
    svg("path", { class: "agent-map-head", d: `M${x} ${y}L${x - way * HEAD} ${y - 3.2}v6.4Z` });

  // The line leaves the center at the height that keeps lines from crossing.
  const line = ({ kind, ways, node }, center, height) => {
    const way = node.offsetLeft < center.offsetLeft ? -1 : 1;
    const [from, to] = [center, node].map((one, end) => one.offsetLeft + (end === (way > 0 ? 0 : 1)) * one.offsetWidth);
    const y = node.offsetTop + node.offsetHeight / 2;
    const begin = center.offsetTop + 8 + ((center.offsetHeight - 16) * y) / height;
    const middle = (from + to) / 2;
    const shapes = [svg("path", { d: `M${from} ${begin}C${middle} ${begin} ${middle} ${y} ${to} ${y}` })];
    if (ways.includes(">")) shapes.push(head(to, y, way));
    if (ways.includes("<")) shapes.push(head(from, begin, -way));
    return svg("g", { class: `agent-map-line agent-kind-${kind}` }, ...shapes);
  };

  for (const box of document.querySelectorAll(".agent-around")) {
    const cards = box.nextElementSibling.children;
    const around = box.dataset.lines.split(" ").map((one, at) => read(one, cards[at]));
    const columns = [made("div", {}), made("div", {}), made("div", {})];
    const [left, right] = sides(around);
    columns[0].append(...left.map((one) => one.node));
    columns[2].append(...right.map((one) => one.node));
    const center = made("strong", {}, box.dataset.title);
    columns[1].append(center);
    const lines = svg("svg", {});
    box.replaceChildren(lines, ...columns);
    new ResizeObserver(() => {
      if (box.offsetHeight) lines.replaceChildren(...around.map((one) => line(one, center, box.offsetHeight)));
    }).observe(box);
  }
})();
