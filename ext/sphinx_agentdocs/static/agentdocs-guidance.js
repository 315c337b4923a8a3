// The list of every guideline of the site, which loads in pieces, and a field to search it. The address keeps the search.
(() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const LISTED = 100; // guidelines of the list that are shown at a time
  const FOUND = 20; // and of a search
  const MOST = 200; // results of a search

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
        for (const [page, agent, , entries] of content) {
          for (const [anchor, code, title, text, section = "", lead = "", also = []] of entries) {
            units.push({ page, agent, anchor, code, title, text, section, lead, also });
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

  const linkTo = (address, className, ...words) => {
    const link = made("a", className, ...words);
    link.href = new URL(address, root).href;
    return link;
  };

  const input = made("input", "agent-search");
  input.type = "search";
  input.autocomplete = "off";
  input.placeholder = WORDS.search;
  input.setAttribute("aria-label", WORDS.search);
  const count = made("output", "");
  count.setAttribute("aria-live", "polite");
  const bar = made("p", "agent-filter", input, count);
  bar.setAttribute("role", "search");
  bar.setAttribute("aria-label", WORDS.search);
  const note = made("p", "agent-found-note");
  const none = made("p", "agent-found-none", `${WORDS.none} `, linkTo(WORDS.agentsPage, "", WORDS.allAgents));
  none.hidden = true;
  const list = made("ul", "agent-results");
  const more = made("button", "agent-more");
  more.type = "button";
  more.hidden = true;

  const result = (unit, asked) => {
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
    const rest = agentdocsSearch.excerpt(text.slice(lead.length), asked);
    const context = before ? [made("span", "agent-lead-in", `${before} `)] : [];
    const body = made("p", "", linkTo(address, "agent-result", ...context, ...(lead ? [made("strong", "", ...agentdocsSearch.marked(lead, asked))] : []), ...rest));
    const where = made("p", "agent-result-place", linkTo(unit.page, "", agent), unit.section ? ` \u203a ${unit.section}` : "");
    const also = unit.also.map(([name, place], at) => [at ? ", " : "", linkTo(place, "", name)]).flat();
    if (also.length) where.append(made("span", "agent-result-also", ` \u00b7 ${WORDS.also} `, ...also));
    if (unit.same) where.append(made("span", "agent-result-also", ` \u00b7 ${filled(WORDS.same, { count: unit.same })}`));
    body.dir = "auto";
    return made("li", "", ...(unit.code ? [link] : []), body, where);
  };

  // -- what is listed: all guidelines in order, or those that a question finds

  const everything = () => ({
    all: pieces.reduce((sum, piece) => sum + piece[2], 0),
    step: LISTED,
    asked: [],
    words: WORDS.all,
    note: "",
    take: async (from, to) => {
      while (units.length < to && loaded < pieces.length) await loadNext();
      return units.slice(from, to);
    },
  });

  const unitOf = async (hit) => {
    const agent = await agentdocsSearch.agent(hit.agent);
    const unit = agent?.units.get(hit.uid); // none if the site was published anew since this page was loaded
    return unit && { ...unit, page: agent.page, agent: agent.title, section: unit.path, also: [], same: hit.also.length };
  };

  const foundBy = async (question) => {
    const found = await agentdocsSearch.answer(question, MOST);
    return {
      all: found.guidelines.length,
      step: FOUND,
      asked: found.asked,
      words: WORDS.found,
      note: agentdocsSearch.notes({ ...found, agents: [], examples: [] }, WORDS),
      take: async (from, to) => (await Promise.all(found.guidelines.slice(from, to).map(unitOf))).filter(Boolean),
    };
  };

  let source = null;
  let shown = 0;
  let run = 0;

  const proceed = async () => {
    const own = run;
    const next = await source.take(shown, shown + source.step);
    if (own !== run) return;
    shown = Math.min(shown + source.step, source.all);
    list.append(...next.map((unit) => result(unit, source.asked)));
    const left = source.all - shown;
    more.hidden = left <= 0;
    more.textContent = filled(WORDS.more, { count: Math.min(source.step, left) });
  };

  const search = async () => {
    run += 1;
    const own = run;
    const question = input.value.trim();
    const found = question ? await foundBy(question) : everything();
    if (own !== run) return;
    [source, shown] = [found, 0];
    list.replaceChildren();
    await proceed();
    if (own !== run) return;
    count.textContent = filled(source.words, { found: source.all, all: everything().all });
    note.textContent = source.note;
    none.hidden = source.all > 0;
  };

  const failed = () => (count.textContent = WORDS.failed);

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
    search().catch(failed);
  });
  more.addEventListener("click", () => {
    const last = list.lastElementChild;
    proceed().then(() => last.nextElementSibling?.querySelector(".agent-result").focus(), failed);
  });

  loadScript("index")
    .then((content) => {
      pieces = content;
      input.value = new URLSearchParams(location.search).get("q") || "";
      agents.before(bar, note, none, list, more);
      agents.hidden = true;
      return search().catch(failed);
    })
    .catch(() => agents.before(made("p", "agent-failed", WORDS.failed)));
})();
