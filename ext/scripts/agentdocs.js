// On every page, before all others: what the other scripts share, the keys that lead to the search, and what a theme
// leaves out for readers without a mouse, or with a screen reader.
const agentdocs = (() => {
  "use strict";
  const { lang, dataset } = document.documentElement;
  const root = new URL(dataset.content_root || "./", location.href); // the folder of the site
  root.search = root.hash = "";

  // -- elements and words

  const made = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const linkTo = (address, className, ...words) => made("a", { href: new URL(address, root), class: className }, ...words);

  let numbers;
  try {
    numbers = new Intl.NumberFormat(lang);
  } catch {
    numbers = new Intl.NumberFormat("en"); // the page says no language, or one that nobody knows
  }
  // Words of the interface with values in them; numbers are written as in the language of the page.
  const filled = (words, values) =>
    words.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name] ?? whole;
      return typeof value === "number" ? numbers.format(value) : value;
    });

  // -- the address of the page keeps what a reader asked for, so that a link and the way back lead there

  const asked = (name) => new URLSearchParams(location.search).get(name) ?? "";

  const remember = (values) => {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(values)) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // The address of a page that was opened from the disk cannot be changed.
    }
  };

  // While a reader types, the address would change with each key, which takes longer than the search.
  let timer;
  const rememberTyped = (values) => {
    clearTimeout(timer);
    timer = setTimeout(remember, 150, values);
  };

  // -- data: in scripts of one call, because a page on the disk can load a script and no other file

  const received = new Map();
  const receive = (file, content) => received.set(file, content);

  const load = (file, version) =>
    new Promise((resolve, reject) => {
      const fail = () => reject(new Error(file));
      const script = made("script", { src: `${root.href}${file}.js${version ? `?v=${version}` : ""}` });
      script.onload = () => {
        const content = received.get(file);
        received.delete(file);
        script.remove();
        if (content) resolve(content);
        else fail();
      };
      script.onerror = fail;
      document.head.append(script);
    });

  // -- keys: Ctrl-K and "/" lead to the search, unless the theme has the key for itself

  const isField = (element) => element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
  // A sidebar that is closed on a small screen is beside it.
  const isVisible = (element) => [...element.getClientRects()].some(({ left, right }) => right > 0 && left < innerWidth);

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.shiftKey) return;
    const isCombined = event.ctrlKey || event.metaKey;
    const isAsked = isCombined ? event.key.toLowerCase() === "k" : event.key === "/" && !isField(document.activeElement);
    if (!isAsked) return;
    const fields = [".agent-task input", "input[name=q]"].flatMap((field) => [...document.querySelectorAll(field)]);
    const field = fields.find(isVisible);
    const page = document.querySelector("link[rel=search]");
    if (!field && !page) return;
    event.preventDefault();
    if (field) field.focus();
    else location.assign(page.href);
  });

  // -- names and roles

  const contents = document.querySelector("aside.toc-drawer:not([aria-label])");
  const title = contents?.querySelector(".toc-title");
  if (title) contents.ariaLabel = title.textContent.trim();

  for (const caption of document.querySelectorAll(".caption[role=heading]:not([aria-level])")) caption.ariaLevel = 2;

  const icons = document.querySelector(".content-icon-container:not([role])");
  if (icons?.textContent.trim()) {
    icons.role = "navigation";
    icons.ariaLabel = icons.textContent.trim().replace(/\s+/g, " ");
  }

  // A block of code that is wider than its place scrolls by keys.
  const blocks = [...document.querySelectorAll(".agent-page pre, .highlight pre")];
  const reach = () => {
    const wide = blocks.filter((block) => block.scrollWidth > block.clientWidth);
    for (const block of blocks) block.toggleAttribute("tabindex", false);
    for (const block of wide) block.tabIndex = 0;
  };
  if (blocks.length) {
    reach();
    addEventListener("resize", reach);
  }

  // Whether an agent, by its key in the search, is one that the choices of the page leave.
  const fits = () => true;

  return { fits, root, made, linkTo, filled, asked, remember, rememberTyped, receive, load };
})();
