// The list of every guideline of the site. It loads in pieces, and the address keeps the search.
(() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const SHOWN = 100; // results at a time
  const TEXT = 320; // characters of a result
  const BEFORE_MATCH = 80; // characters of them before the first match

  const number = (count) => count.toLocaleString("en");
  const filled = (words, numbers) => words.replace(/\{(\w+)\}/g, (_, name) => number(numbers[name]));
  const agents = document.querySelector(".agent-guidelines");
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href).href;
  if (!agents) return;

  // -- the pieces: each is a script of one call

  let pieces = []; // [name, version, number of units] of each
  const units = []; // from the pieces loaded so far
  let loaded = 0;
  let loading = null;
  const received = new Map();
  globalThis.agentdocsGuidance = (name, content) => received.set(name, content);

  const loadScript = (name, version) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}guidance/${name}.js${version ? `?v=${version}` : ""}`;
      script.onload = () => {
        const content = received.get(name);
        received.delete(name);
        script.remove();
        if (content) resolve(content);
        else reject(new Error(name));
      };
      script.onerror = () => reject(new Error(name));
      document.head.append(script);
    });

  const loadNext = () => {
    loading ??= loadScript(...pieces[loaded])
      .then((content) => {
        for (const [page, agent, place, entries] of content) {
          for (const [anchor, code, title, text, section = "", lead = "", also = []] of entries) {
            const words = [title, text, section, lead, agent, place].join("\n").toLocaleLowerCase();
            units.push({ page, agent, place, anchor, code, title, text, section, lead, also, words });
          }
        }
        loaded += 1;
      })
      .finally(() => (loading = null));
    return loading;
  };

  // -- the elements

  const made = (name, className, ...children) => {
    const element = document.createElement(name);
    element.className = className;
    element.append(...children);
    return element;
  };

  const input = made("input", "agent-search");
  input.type = "search";
  input.autocomplete = "off";
  input.placeholder = WORDS.search;
  input.setAttribute("aria-label", WORDS.search);
  const count = made("output", "");
  count.setAttribute("aria-live", "polite");
  const progress = made("progress", "");
  progress.setAttribute("aria-label", WORDS.loaded);
  progress.hidden = true;
  const bar = made("p", "agent-filter", input, count, progress);
  bar.setAttribute("role", "search");
  bar.setAttribute("aria-label", WORDS.search);
  const list = made("ul", "agent-results");
  const more = made("button", "agent-more");
  more.type = "button";
  more.hidden = true;

  // The part of a text around the first match, with every match marked.
  const excerpt = (text, words) => {
    const lower = text.toLocaleLowerCase();
    const sameLength = lower.length === text.length;
    const first = Math.min(...words.map((word) => lower.indexOf(word)).filter((at) => at >= 0), Infinity);
    const start = sameLength && first !== Infinity && first > TEXT - BEFORE_MATCH ? first - BEFORE_MATCH : 0;
    const from = start ? text.indexOf(" ", start) + 1 : 0;
    const end = text.length - from > TEXT ? Math.max(text.lastIndexOf(" ", from + TEXT), from + TEXT / 2) : text.length;
    const shown = text.slice(from, end);
    const parts = sameLength ? marked(shown, words) : [shown];
    return [from ? "\u2026 " : "", ...parts, end < text.length ? " \u2026" : ""];
  };

  const marked = (text, words) => {
    const lower = text.toLocaleLowerCase();
    const parts = [];
    let done = 0;
    while (words.length) {
      const next = words.map((word) => [lower.indexOf(word, done), word.length]).filter(([at]) => at >= 0);
      if (!next.length) break;
      const [at, length] = next.reduce((one, other) => (other[0] < one[0] ? other : one));
      parts.push(text.slice(done, at), made("mark", "", text.slice(at, at + length)));
      done = at + length;
    }
    return [...parts, text.slice(done)];
  };

  const linkTo = (address, className, ...words) => {
    const link = made("a", className, ...words);
    link.href = root + address;
    return link;
  };

  const result = (unit, words) => {
    const address = `${unit.page}#${unit.anchor}`;
    const link = linkTo(address, "agent-link");
    link.setAttribute("aria-label", WORDS.link);
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "menu");
    link.setAttribute("aria-expanded", "false");
    if (unit.code) link.dataset.code = unit.code;
    const { agent, lead: before, section, text, title } = unit;
    agentQuoting.known.set(link, { agent, lead: before, section, text, title: title || agentQuoting.firstWords(text) });
    const lead = title && text.startsWith(title) ? title : "";
    const rest = excerpt(text.slice(lead.length), words);
    const context = before ? [made("span", "agent-lead-in", `${before} `)] : [];
    const body = made("p", "", linkTo(address, "agent-result", ...context, ...(lead ? [made("strong", "", ...marked(lead, words))] : []), ...rest));
    const where = made("p", "agent-result-place", linkTo(unit.page, "", agent), unit.section ? ` \u203a ${unit.section}` : "");
    const also = unit.also.map(([name, place], at) => [at ? ", " : "", linkTo(place, "", name)]).flat();
    if (also.length) where.append(made("span", "agent-result-also", ` \u00b7 ${WORDS.also} `, ...also));
    return made("li", "", ...(unit.code ? [link] : []), body, where);
  };

  // -- searching

  let words = [];
  let found = [];
  let looked = 0; // how many units were searched
  let shown = 0;
  let limit = SHOWN;
  let run = 0;

  const look = () => {
    for (; looked < units.length; looked += 1) {
      const unit = units[looked];
      if (words.every((word) => unit.words.includes(word))) found.push(unit);
    }
  };

  const draw = () => {
    const next = found.slice(shown, limit);
    list.append(...next.map((unit) => result(unit, words)));
    shown += next.length;
  };

  const report = () => {
    const all = pieces.reduce((sum, piece) => sum + piece[2], 0);
    const complete = loaded === pieces.length;
    const searching = words.length > 0 && !complete;
    progress.hidden = !searching;
    progress.max = pieces.length;
    progress.value = loaded;
    if (searching) count.textContent = filled(WORDS.loading, { done: loaded, all: pieces.length });
    else count.textContent = filled(words.length ? WORDS.found : WORDS.all, { found: found.length, all });
    const left = words.length || complete ? found.length - shown : all - shown;
    more.hidden = searching ? found.length <= shown : left <= 0;
    more.textContent = filled(WORDS.more, { count: Math.min(SHOWN, left || SHOWN) });
  };

  // Search the loaded units, show as many as fit, and load the next piece while any are missing.
  const proceed = async () => {
    run += 1;
    const own = run;
    for (;;) {
      look();
      draw();
      report();
      if (loaded === pieces.length || (!words.length && shown === limit)) return;
      await loadNext();
      if (own !== run) return;
    }
  };

  const proceedOrFail = () =>
    proceed().catch(() => {
      count.textContent = WORDS.failed;
      progress.hidden = true;
    });

  const search = () => {
    words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    found = [];
    looked = shown = 0;
    limit = SHOWN;
    list.replaceChildren();
    return proceedOrFail();
  };

  let timer;
  const keepInAddress = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const address = new URL(location.href);
      if (input.value.trim()) address.searchParams.set("q", input.value);
      else address.searchParams.delete("q");
      history.replaceState(history.state, "", address);
    }, 150);
  };

  input.addEventListener("input", () => {
    keepInAddress();
    search();
  });
  more.addEventListener("click", () => {
    const last = list.lastElementChild;
    limit += SHOWN;
    proceedOrFail().then(() => last.nextElementSibling?.querySelector(".agent-result").focus());
  });

  loadScript("index")
    .then((content) => {
      pieces = content;
      input.value = new URLSearchParams(location.search).get("q") || "";
      agents.before(bar, list, more);
      agents.hidden = true;
      return search();
    })
    .catch(() => agents.before(made("p", "agent-failed", WORDS.failed)));
})();
