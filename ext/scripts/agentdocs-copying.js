// Copies a text and says so next to what the reader pressed; knows the address under which a unit is cited.
const agentCopying = (() => {
  "use strict";
  const { made, root } = agentdocs;
  const WORDS = document.currentScript.dataset;
  const SHOWN_FOR = 2500; // milliseconds
  const GAP = 8;

  // -- addresses: those of core/short_links/addresses.py, whose `FOLDER` is "g"

  const meta = document.querySelector('meta[name="agentdocs-links"]');
  const base = meta?.dataset.base || root.href;

  const encoded = (url) =>
    url.replace(/[^\w/:?#[\]@!&+,;=%~.-]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

  // An address of the site as it is published, where that is known.
  const published = (address) => (address.startsWith(root.href) ? base + address.slice(root.href.length) : address);

  // The address of a unit by its code, or else by that of its page.
  const addressOf = (code, address) => {
    const file = base.startsWith("file:") ? "index.html" : ""; // a folder opened from disk has no index page
    if (code && meta?.content === "pages") return encoded(`${base}g/${code}/${file}`);
    if (code && meta?.content === "resolver") return encoded(`${base}g/${file}#${code}`);
    const page = new URL(address, location.href);
    page.search = "";
    return encoded(published(page.href));
  };

  // -- the message, and a field for what could not be copied

  const status = made("div", { class: "agent-status", role: "status", "aria-live": "polite" });
  const field = made("textarea", { class: "agent-by-hand", readonly: "", rows: "3", "aria-label": WORDS.field });
  const outcome = made("div", { class: "agent-outcome" }, status, field);
  let source, timer;

  const clear = () => {
    clearTimeout(timer);
    status.textContent = "";
    field.hidden = true;
    outcome.classList.remove("agent-shown");
  };

  field.hidden = true;
  document.body.append(outcome);
  outcome.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    clear();
    source.focus();
  });
  document.addEventListener("pointerdown", (event) => outcome.contains(event.target) || clear());

  // Next to a link or button and inside the window, however narrow; below it if there is room.
  const place = (element, link) => {
    const at = link.getBoundingClientRect();
    const rightmost = document.documentElement.clientWidth - element.offsetWidth - GAP;
    const height = element.offsetHeight;
    const above = at.bottom + height + GAP > innerHeight && at.top > height + GAP;
    element.style.left = `${Math.max(GAP, Math.min(at.left, rightmost)) + scrollX}px`;
    element.style.top = `${(above ? at.top - height : at.bottom) + scrollY}px`;
  };

  // -- copying

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
    place(outcome, source);
    field.focus({ preventScroll: true });
    field.select();
    return document.execCommand("copy");
  };

  // Copy a text for the link or button that has the focus, and say so next to it.
  const deliver = async (text, pressed, said) => {
    source = pressed;
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

  // A button that copies the link of a unit that is on another page.
  const button = (code, address, title) => {
    const pressed = made("button", { type: "button", class: "agent-copy", "aria-label": `${WORDS.link}: ${title}` }, WORDS.link);
    pressed.addEventListener("click", () => deliver(addressOf(code, address), pressed, WORDS.copied));
    return pressed;
  };

  return { published, addressOf, place, clear, deliver, button };
})();
