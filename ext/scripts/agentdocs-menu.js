// The menu of a link to a guideline or an example. Without this script it is a plain link.
const agentMenu = (() => {
  "use strict";
  const { made, filled } = agentdocs;
  const { place, clear, deliver } = agentCopying;
  const WORDS = document.currentScript.dataset;
  const COPIES = ["link", "markdown", "quote", "code"];

  let menu, opener;

  // -- the elements: one of each per page, made when first needed

  const makeItem = (name, kind, attributes) =>
    made(name, { class: "agent-menu-item", role: "menuitem", tabindex: "-1", "data-kind": kind, ...attributes }, WORDS[kind] ?? "");

  const makeMenu = () => {
    const copies = COPIES.map((kind) => makeItem("button", kind, { type: "button" }));
    menu = made("div", { class: "agent-menu", role: "menu", "aria-label": WORDS.menu }, ...copies, makeItem("a", "go"));
    menu.hidden = true;
    document.body.append(menu);
    menu.addEventListener("keydown", onMenuKey);
    menu.addEventListener("click", onItem);
  };

  const items = () => [...menu.children].filter((item) => !item.hidden);

  // -- opening and closing

  const open = (link) => {
    if (!menu) makeMenu();
    else close();
    clear();
    const item = menu.querySelector('[data-kind="code"]');
    const code = agentQuoting.writtenCode(link);
    item.hidden = !code;
    item.replaceChildren(`${WORDS.code} `, made("code", {}, code));
    const go = menu.querySelector('[data-kind="go"]');
    go.href = link.href;
    go.textContent = link.parentElement.classList.contains("agent-example") ? WORDS.example : WORDS.guideline;
    menu.hidden = false;
    place(menu, link);
    opener = link;
    opener.ariaExpanded = "true";
    items()[0].focus();
  };

  const close = () => {
    if (!menu || menu.hidden) return;
    menu.hidden = true;
    opener.ariaExpanded = "false";
  };

  const leave = () => {
    close();
    clear();
    opener.focus();
  };

  // -- copying

  const textOf = (kind, link) => {
    const unit = agentQuoting.unit(link);
    const texts = { link: () => unit.url, markdown: () => agentQuoting.markdown(unit), quote: () => agentQuoting.quote(unit) };
    return kind === "code" ? agentQuoting.writtenCode(link) : texts[kind]();
  };

  const perform = (kind) => {
    const text = textOf(kind, opener);
    close();
    return deliver(text, opener, WORDS[`${kind}Copied`]);
  };

  // -- events

  const onItem = (event) => {
    const item = event.target.closest(".agent-menu-item");
    if (!item) return;
    if (item.dataset.kind === "go") close();
    else perform(item.dataset.kind);
  };

  const onMenuKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = items();
    const at = all.indexOf(document.activeElement);
    const letter = event.key.length === 1 && event.key !== " " ? event.key.toLocaleLowerCase() : "";
    const starting = [...all.slice(at + 1), ...all.slice(0, at + 1)].find(
      (item) => letter && item.textContent.toLocaleLowerCase().startsWith(letter),
    );
    const next = {
      ArrowDown: all[(at + 1) % all.length],
      ArrowUp: all.at(at - 1),
      Home: all[0],
      End: all.at(-1),
    }[event.key];
    if (event.key === "Escape") leave();
    else if (event.key === "Tab") return leave(); // the key then moves on from the link
    else if (event.key === " " && all[at].href) all[at].click();
    else if (next || starting) (next || starting).focus();
    else return;
    event.preventDefault();
  };

  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
  const linkOf = (event) => event.target.closest && event.target.closest(".agent-link");

  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    if (menu && !menu.hidden && link === opener) leave();
    else open(link);
  });

  document.addEventListener("keydown", (event) => {
    const link = linkOf(event);
    if (!link || !isPlain(event)) return;
    const next = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === " ") open(link);
    else if (next) focusNext(link, next);
    else return;
    event.preventDefault();
  });

  document.addEventListener("pointerdown", (event) => {
    if (menu && !linkOf(event) && !menu.contains(event.target)) close();
  });

  addEventListener("resize", () => menu && close());

  // -- the links of the page: each has a name, and those of one section are one stop of the Tab key

  const links = [...document.querySelectorAll(".agent-link")];

  // With the sections in it, some of which are guidelines themselves.
  const sectionOf = (link) => link.closest("section:has(> h2):not(:has(> h2 > .agent-link))");

  const stops = new Map(); // the stop of each section

  const makeStop = (link) => {
    const section = sectionOf(link);
    if (stops.has(section)) stops.get(section).tabIndex = -1;
    stops.set(section, link);
    link.tabIndex = 0;
  };

  const focusNext = (link, step) => links[links.indexOf(link) + step]?.focus();

  document.addEventListener("focusin", (event) => {
    if (links.includes(event.target)) makeStop(event.target);
  });

  const name = (link, unit) => {
    link.role = "button";
    link.ariaHasPopup = "menu";
    link.ariaExpanded = "false";
    link.ariaLabel = filled(WORDS.name, { unit });
  };

  for (const link of links) {
    name(link, agentQuoting.title(link));
    if (stops.has(sectionOf(link))) link.tabIndex = -1;
    else makeStop(link);
  }

  return { name };
})();
