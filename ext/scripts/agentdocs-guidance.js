// The list of every guideline of the site, which loads in pieces, and a field to search it. The address keeps the search.
(() => {
  "use strict";
  const { made, linkTo, filled, load } = agentdocs;
  const WORDS = document.currentScript.dataset;
  const LISTED = 100; // guidelines of the list that are shown at a time
  const FOUND = 20; // and of a search
  const MOST = 200; // results of a search
  const FOLDER = "guidance/";

  const agents = document.querySelector(".agent-guidelines");
  const area = document.querySelector(".agent-listed");
  const input = document.querySelector("input.agent-search");
  if (!area) return;
  const count = input.nextElementSibling;

  // -- the pieces: each is a script of one call

  let pieces = []; // [name, version, number of units] of each
  const units = []; // from the pieces loaded so far
  let loaded = 0;
  let loading = null;
  globalThis.agentdocsGuidance = (name, content) => agentdocs.receive(FOLDER + name, content);

  const loadNext = () => {
    const [name, version] = pieces[loaded];
    loading ??= load(FOLDER + name, version)
      .then((content) => {
        for (const [page, agent, , entries] of content) {
          for (const [anchor, code, title, text, path = "", lead = "", also = []] of entries) {
            units.push({ page, agent, anchor, code, title, text, path, lead, also });
          }
        }
        loaded += 1;
      })
      .finally(() => (loading = null));
    return loading;
  };

  // -- the elements

  const note = made("p", { class: "agent-found-note" });
  const none = agentdocsFound.nextSteps();
  const list = made("ul", { class: "agent-results" });
  const more = made("button", { type: "button", class: "agent-more" });
  none.hidden = more.hidden = true;
  area.append(note, none, list, more);

  const result = (unit, asked) => {
    const also = (unit.also ?? []).flatMap(([name, place], at) => [at ? ", " : "", linkTo(place, "", name)]);
    const others = also.length ? [" \u00b7 ", made("span", {}, `${WORDS.also} `, ...also)] : [];
    const item = agentdocsFound.unitHit(unit, asked, ...others, ...agentdocsFound.alike(unit.same));
    if (unit.code) {
      const link = linkTo(`${unit.page}#${unit.anchor}`, "agent-link");
      link.dataset.code = unit.code;
      const title = unit.title || agentQuoting.firstWords(unit.text);
      agentQuoting.known.set(link, { ...unit, section: unit.path, title });
      agentMenu.name(link, title);
      item.prepend(link);
    }
    return item;
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
    const unit = await agentdocsFound.unitOf(hit);
    return unit && { ...unit, same: hit.also.length };
  };

  const foundBy = async (question) => {
    const found = await agentdocsSearch.answer(question, MOST);
    return {
      all: found.guidelines.length,
      step: FOUND,
      asked: found.asked,
      words: WORDS.found,
      note: agentdocsSearch.notes({ ...found, agents: [], examples: [] }, agentdocsFound.WORDS),
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
    more.textContent = filled(agentdocsFound.WORDS.more, { count: Math.min(source.step, left) });
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

  input.addEventListener("input", () => {
    agentdocs.rememberTyped({ q: input.value.trim() });
    search().catch(failed);
  });
  more.addEventListener("click", () => {
    const last = list.lastElementChild;
    proceed().then(() => last.nextElementSibling?.querySelector(".agent-result").focus(), failed);
  });

  load(`${FOLDER}index`).then(
    (content) => {
      pieces = content;
      input.value = agentdocs.asked("q");
      agents.hidden = true;
      return search().catch(failed);
    },
    () => {
      area.hidden = true; // the list of agents stays
      failed();
    },
  );
})();
