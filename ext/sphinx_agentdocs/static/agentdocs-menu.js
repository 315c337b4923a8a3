// The menu of a link to a guideline or an example. Without this script it is a plain link.
const agentMenu = (() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const SHOWN_FOR = 2500; // milliseconds
  const GAP = 8;
  const COPIES = ["link", "markdown", "quote", "code"];

  let menu, outcome, status, field, opener, timer;

  // -- the elements: one of each per page, made when first needed

  const made = (name, className, attributes, ...children) => {
    const element = document.createElement(name);
    element.className = className;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const makeItem = (name, kind) =>
    made(name, "agent-menu-item", { role: "menuitem", tabindex: "-1", "data-kind": kind }, WORDS[kind] ?? "");

  const makeElements = () => {
    const copies = COPIES.map((kind) => makeItem("button", kind));
    for (const item of copies) item.type = "button";
    menu = made("div", "agent-menu", { role: "menu", "aria-label": WORDS.menu }, ...copies, makeItem("a", "go"));
    menu.hidden = true;
    status = made("div", "agent-status", { role: "status", "aria-live": "polite" });
    field = made("textarea", "agent-by-hand", { readonly: "", rows: "3", "aria-label": WORDS.field });
    field.hidden = true;
    outcome = made("div", "agent-outcome", {}, status, field);
    document.body.append(menu, outcome);
    menu.addEventListener("keydown", onMenuKey);
    menu.addEventListener("click", onItem);
    outcome.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leave();
    });
  };

  const items = () => [...menu.children].filter((item) => !item.hidden);

  // Next to the link and inside the window, however narrow; below the link if there is room.
  const place = (element, link) => {
    const at = link.getBoundingClientRect();
    const rightmost = document.documentElement.clientWidth - element.offsetWidth - GAP;
    const height = element.offsetHeight;
    const above = at.bottom + height + GAP > innerHeight && at.top > height + GAP;
    element.style.left = `${Math.max(GAP, Math.min(at.left, rightmost)) + scrollX}px`;
    element.style.top = `${(above ? at.top - height : at.bottom) + scrollY}px`;
  };

  // -- opening and closing

  const open = (link) => {
    if (!menu) makeElements();
    else close();
    clear();
    const item = menu.querySelector('[data-kind="code"]');
    const code = agentQuoting.writtenCode(link);
    item.hidden = !code;
    item.replaceChildren(`${WORDS.code} `, made("code", "", {}, code));
    const go = menu.querySelector('[data-kind="go"]');
    go.href = link.href;
    go.textContent = link.parentElement.classList.contains("agent-example") ? WORDS.example : WORDS.guideline;
    menu.hidden = false;
    place(menu, link);
    opener = link;
    opener.setAttribute("aria-expanded", "true");
    items()[0].focus();
  };

  const close = () => {
    if (!menu || menu.hidden) return;
    menu.hidden = true;
    opener.setAttribute("aria-expanded", "false");
  };

  // Remove the message about the last copy.
  const clear = () => {
    clearTimeout(timer);
    status.textContent = "";
    field.hidden = true;
    outcome.classList.remove("agent-shown");
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

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyBySelection(text);
    }
  };

  // The fallback for a page without a clipboard for scripts, such as one served over plain HTTP.
  const copyBySelection = (text) => {
    field.value = text;
    field.hidden = false;
    place(outcome, opener);
    field.focus({ preventScroll: true });
    field.select();
    const done = document.execCommand("copy");
    field.hidden = true;
    return done;
  };

  // Copy a text for the link or button that has the focus, and say so next to it.
  const deliver = async (text, source, said) => {
    if (!menu) makeElements();
    opener = source;
    clear();
    const done = await copy(text);
    outcome.classList.add("agent-shown");
    status.textContent = done ? said : WORDS.failed;
    field.hidden = done;
    place(outcome, source);
    if (done) {
      source.focus({ preventScroll: true });
      timer = setTimeout(clear, SHOWN_FOR);
    } else {
      field.value = text;
      field.select();
      field.focus();
    }
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
    if (!menu || linkOf(event) || menu.contains(event.target) || outcome.contains(event.target)) return;
    close();
    clear();
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

  for (const link of links) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "menu");
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-label", WORDS.name.replace("{unit}", () => agentQuoting.title(link)));
    if (stops.has(sectionOf(link))) link.tabIndex = -1;
    else makeStop(link);
  }

  return { deliver };
})();
