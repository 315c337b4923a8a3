// The text of a guideline or an example, read from its page, and the forms in which a review cites it.
const agentQuoting = (() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const TITLE_LENGTH = 80;
  const NOT_ITS_OWN = ".agent-link, .agent-then, .agent-also, .agent-target, .agent-code-info, .agent-example, pre, li";
  const SEPARATOR = /^\s*(?:[:.!?]|[-\u2013\u2014]\s|\u2192|\(|$)/u;
  const WORD = /[\p{L}\p{N}_]/u;

  const prefix = document.querySelector('meta[name="agentdocs-links"]')?.dataset.prefix || "";

  const known = new WeakMap(); // the units of links on a page that does not show them, such as search results

  // -- reading the page

  const squashed = (text) => text.replace(/\s+/gu, " ").trim();

  const ENDS = /[.!?:;,\u3002\uff01\uff1f\uff1a][^\p{L}\p{N}_]*$/u;

  const plainOf = (element) => {
    const own = element.cloneNode(true);
    for (const other of own.querySelectorAll(`${NOT_ITS_OWN}, .headerlink`)) other.remove();
    return squashed(own.textContent);
  };

  // A row says each of its cells with the head of the column, as `core/reading/guidelines.py` does.
  const textOfRow = (row) => {
    const heads = [...row.closest("table").querySelectorAll("thead th")].map(plainOf);
    const cells = [...row.cells].map(plainOf);
    const shown = cells.map((cell, at) => (cell && heads[at] ? `${heads[at]}: ${cell}` : cell));
    return shown.filter(Boolean).join("; ");
  };

  const isHeading = (part) => part.matches("h1, h2, h3, h4, h5, h6");

  const isBold = (part) => {
    const own = part.cloneNode(true);
    const bold = [...own.querySelectorAll("strong")];
    for (const one of bold) one.remove();
    return bold.length > 0 && !WORD.test(plainOf(own));
  };

  const LABEL_WORDS = 2;
  const isLabel = (part, text) =>
    /[:\uff1a]$/u.test(text) || ((isHeading(part) || isBold(part)) && text.split(" ").length <= LABEL_WORDS);

  // A section that is a rule says its title and everything below, without code, as `core/reading/rule_sections.py` does.
  const textOfSection = (section) => {
    const parts = [...section.querySelectorAll("h1, h2, h3, h4, h5, h6, p, td, th")].filter(
      (part) => !part.closest("td p, th p, .agent-then, .agent-also, .agent-example, .agent-tag, .agent-comment, .agent-code-info"),
    );
    const isOfTag = (part) => isHeading(part) && part.nextElementSibling?.matches(".agent-tag");
    const isOwn = (part) => part.closest("section:has(> * > .agent-link)") === section;
    const introducesCode = (part) =>
      (part.nextElementSibling || part).matches("div[class*=highlight], pre, .agent-code-info");
    const texts = parts
      .filter((part) => isOwn(part) && !isOfTag(part))
      .map((part) => [part, plainOf(part)])
      .filter(([part, text]) => text && (part === parts[0] || !(isLabel(part, text) && introducesCode(part))))
      .map(([, text]) => text);
    if (texts.length > 1 && !ENDS.test(texts[0])) texts[0] += ":";
    return texts.map((text, at) => (ENDS.test(text) || at === texts.length - 1 ? text : `${text};`)).join(" ");
  };

  const textOf = (unit) => {
    if (unit.matches("tr")) return textOfRow(unit);
    if (unit.matches("section")) return textOfSection(unit);
    const own = unit.cloneNode(true);
    for (const other of own.querySelectorAll(NOT_ITS_OWN)) other.remove();
    if (!unit.matches(".agent-example")) for (const block of own.querySelectorAll("p, th, td")) block.append(" ");
    return squashed(own.textContent);
  };

  const firstWords = (text) => {
    const chars = [...text];
    if (chars.length <= TITLE_LENGTH) return text;
    const head = chars.slice(0, TITLE_LENGTH + 1).join("");
    const cut = Math.max(...[". ", "! ", "? ", "\u3002"].map((mark) => head.lastIndexOf(mark)));
    if (cut > TITLE_LENGTH / 4) return head.slice(0, cut + 1);
    const line = chars.slice(0, TITLE_LENGTH).join("");
    const end = line.lastIndexOf(" ");
    return `${(end < 0 ? line : line.slice(0, end)).replace(/[ ,;:]+$/, "")} \u2026`;
  };

  // The bold words at the start of the unit, if they are set off from the rest.
  const leadOf = (unit) => {
    const block = unit.matches("p") ? unit : unit.querySelector(":scope > p");
    const bold = block && block.querySelector("strong");
    if (!bold) return "";
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEndBefore(bold);
    if (WORD.test(before.toString())) return "";
    const title = squashed(bold.textContent);
    const after = bold.nextSibling;
    const setOff =
      /[:.!?]$/u.test(title) ||
      !after ||
      after.nodeName === "BR" ||
      (after.nodeType === Node.TEXT_NODE && (after.data.startsWith("\n") || SEPARATOR.test(after.data)));
    return setOff ? title.replace(/[ :.]+$/, "") : "";
  };

  // What `code_alone` in core/text/rule_codes.py finds.
  const CODE_ALONE =
    /^[^\p{L}\p{N}_]*((?:[A-Z][A-Z0-9_]{0,11}-){1,4}\p{Nd}{1,5}(?:\.\p{Nd}{1,4}){0,3}[a-z]?|[A-Z]{1,3}\p{Nd}{1,4}(?:\.\p{Nd}{1,4}){1,3})[^\p{L}\p{N}_]*$/u;

  const titleOfRow = (row) => {
    const [first, next] = [...row.cells].filter(plainOf);
    const name = leadOf(first) || plainOf(first);
    const code = CODE_ALONE.exec(name);
    return code && next ? `${code[1]}: ${firstWords(plainOf(next))}` : name;
  };

  const titleOf = (unit, text) => {
    if (unit.matches("section")) return plainOf(unit.querySelector("h1, h2, h3, h4, h5, h6"));
    if (unit.matches("tr")) return titleOfRow(unit);
    if (!unit.matches(".agent-example")) return leadOf(unit) || firstWords(text);
    const context = unit.querySelector(".agent-context")?.cloneNode(true);
    context?.querySelectorAll(".agent-label").forEach((label) => label.remove());
    const first = context || unit.querySelector(".agent-said") || unit.querySelector(".agent-text");
    return firstWords(unquoted(squashed(first ? first.textContent : "")) || WORDS.example);
  };

  const unquoted = (text) => {
    const closing = { "'": "'", '"': '"', "\u201c": "\u201d", "\u2018": "\u2019", "`": "`" }[text[0]];
    return text.length > 1 && text.endsWith(closing) ? text.slice(1, -1).trim() : text;
  };

  // The title of the agent's page, or of its part of a single-page site.
  const agentOf = (unit) => {
    let section = unit.closest("section");
    while (section) {
      const outer = section.parentElement.closest("section");
      const before = section.previousElementSibling;
      if (!outer || (before && before.id.startsWith("document-"))) break;
      section = outer;
    }
    const heading = section && section.querySelector("h1, h2, h3, h4, h5, h6");
    const words = heading ? [...heading.childNodes].filter((node) => !(node.matches && node.matches(".headerlink"))) : [];
    return squashed(words.map((node) => node.textContent).join(""));
  };

  const sectionOf = (unit) => {
    const section = (unit.matches("section") ? unit.parentElement : unit).closest('section[class*="agent-section-"]');
    return section ? plainOf(section.querySelector("h1, h2, h3, h4, h5, h6")) : "";
  };

  // The unit of a link: a row or a section has it in its first cell or its title.
  const elementOf = (link) => link.closest(".agent-example, tr, li, p, section") || link.parentElement;

  // The link of a unit has the id by its code; a link to a unit on another page has the code as an attribute.
  const unitCode = (link) => link.dataset.code || (link.id.startsWith("g/") ? link.id.slice(2) : "");

  // A code as people write it.
  const writtenCode = (link) => unitCode(link) && prefix + unitCode(link);

  const addressOf = (link) => agentCopying.addressOf(unitCode(link), link.id ? `#${elementOf(link).id}` : link.href);

  const unit = (link) => {
    const url = addressOf(link);
    if (known.has(link)) return { url, ...known.get(link) };
    const element = elementOf(link);
    const text = textOf(element);
    const lead = link.dataset.lead || "";
    return { url, lead, text, title: titleOf(element, text), section: sectionOf(element), agent: agentOf(element) };
  };

  // -- citing: the same rules as core/citing/forms.py

  const FEW_WORDS = 2;
  const MARKS = /[\\`*_[\]<~|^]|&(?=[#\p{L}\p{N}_])/gu;
  const pattern = (parts, flags) =>
    new RegExp(parts.join("|").replaceAll("W", "[\\p{L}\\p{N}_]").replaceAll("D", "\\p{Nd}"), flags);
  // Text that services turn into a link, a mention or an emoji, wherever it appears in the rendered text.
  const LINKED = pattern(
    [
      '@(?:W|[.{<"-])',
      "[#!&]D",
      "(?<![a-zA-Z0-9])g[hl]-D",
      "(?<![a-zA-Z0-9])ag-W{5}",
      '~(?:W|["?.&-])',
      '%(?:W|["{])',
      "\\*iteration:",
      "\\{[+-]|[+-]\\}",
      "://|www\\.|mailto:|xmpp:",
      "\\$",
      ":(?:W|[+-])+:",
      "(?<![a-zA-Z0-9])[0-9a-f]{7,64}(?![a-zA-Z0-9])",
    ],
    "iu",
  );
  const KEY = pattern(["(?<![a-zA-Z0-9])[A-Z][A-Z0-9_]*-(?=[a-z]*D)"], "u");
  const IN_BRACKETS = /^(?:[!^+~-]|[^:]*:|_?toc_?$)/iu;

  const isConverted = (word, before) =>
    word !== "" &&
    (before.includes("[[") ||
      (before.endsWith("[") && IN_BRACKETS.test(word)) ||
      LINKED.test(word) ||
      KEY.test(word));

  const backslashed = (text) => text.replace(MARKS, "\\$&");

  // A text as Markdown that renders as exactly that text: nothing in a definition acts as Markdown.
  const escaped = (text) =>
    text
      .split(/([ [\]]+)/)
      .map((part, at, all) => (at % 2 === 0 && isConverted(part, all[at - 1] ?? "") ? codeOf(part) : backslashed(part)))
      .join("");

  const codeOf = (word) => {
    const ticks = word.match(/`+/g) || [];
    const fence = "`".repeat(Math.max(0, ...ticks.map((run) => run.length)) + 1);
    const room = word.startsWith("`") || word.endsWith("`") ? " " : "";
    return fence + room + word + room + fence;
  };

  // A paragraph stays a paragraph, whatever it starts with.
  const paragraph = (text) => {
    const line = escaped(text);
    return "#+-=>:".includes(line[0]) ? `\\${line}` : line.replace(/^\p{Nd}{1,9}(?=[.)])/u, "$&\\");
  };

  const linkTo = (words, url) => `[${escaped(words)}](${url})`;

  const after = (lead, text) => (lead ? `${lead} ${text}` : text);

  // A few words say nothing alone.
  const inContext = ({ agent, section, lead, title }) => {
    const words = after(lead, title);
    if (title.split(/\s+/).length > FEW_WORDS) return words;
    return [agent, words.startsWith(section) ? "" : section, words].filter(Boolean).join(" \u203a ");
  };

  const markdown = (unit) => linkTo(inContext(unit), unit.url);

  // The empty line at the end keeps the reviewer's next line out of the quote.
  const quote = ({ agent, lead, text, url }) => `> ${paragraph(after(lead, text))}\n>\n> \u2014 ${linkTo(agent, url)}\n\n`;

  const title = (link) => {
    const element = elementOf(link);
    return titleOf(element, textOf(element));
  };

  return { unit, title, writtenCode, known, firstWords, markdown, quote };
})();
