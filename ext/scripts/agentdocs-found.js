// What a question finds: agents, examples and guidelines, in groups in an area of the page. Arrow keys lead from a field
// into the hits and through them, Escape leads back to the field.
const agentdocsFound = (() => {
  "use strict";
  const { made, linkTo, filled } = agentdocs;
  const { excerpt, marked } = agentdocsSearch;
  const WORDS = document.currentScript.dataset;
  const MOST = 50; // hits in a group
  const GROUPS = [
    ["agents", 3],
    ["examples", 2],
    ["guidelines", 6],
  ]; // each with the hits that are shown at first

  // -- the hits

  const hitOf = (...parts) => made("li", { dir: "auto" }, ...parts);
  const placeOf = (...parts) => made("p", { class: "agent-result-place" }, ...parts);

  const agentHit = (agent, asked) => {
    const name = linkTo(agent.page, "agent-result agent-result-name", made("strong", {}, ...marked(agent.title, asked)));
    return hitOf(made("p", {}, name), made("p", {}, ...excerpt(agent.description, asked)), placeOf(agent.place));
  };

  // A guideline or an example: what it says, and where; `others` are where it is as well.
  const unitHit = ({ page, agent, sign, anchor, code, title, text, path, lead }, asked, ...others) => {
    const address = `${page}#${anchor}`;
    const name = sign !== "e" && title && text.startsWith(title) ? title : "";
    const context = lead ? [made("span", { class: "agent-lead-in" }, `${lead} `)] : [];
    const first = name ? [made("strong", {}, ...marked(name, asked))] : [];
    const said = linkTo(address, "agent-result", ...context, ...first, ...excerpt(text.slice(name.length), asked));
    const copy = agentCopying.button(code, said.href, title || text.slice(0, 80));
    const where = placeOf(linkTo(page, "", agent), path ? ` \u203a ${path}` : "", ...others, made("span", { class: "agent-copies" }, " \u00b7 ", copy));
    return hitOf(made("p", {}, said), where);
  };

  const alike = (count) => (count ? [` \u00b7 ${filled(WORDS.same, { count })}`] : []);

  // The unit of a hit; none if the site was published anew since this page was loaded.
  const unitOf = async ({ agent: key, uid }) => {
    const agent = await agentdocsSearch.agent(key);
    const unit = agent?.units.get(uid);
    return unit && { ...unit, page: agent.page, agent: agent.title };
  };

  const drawn = async (hit, asked) => {
    const found = await (hit.uid ? unitOf(hit) : agentdocsSearch.agent(hit.agent));
    if (!found) return "";
    return hit.uid ? unitHit(found, asked, ...alike(hit.also.length)) : agentHit(found, asked);
  };

  const group = async (name, hits, first, asked) => {
    const list = made("ul", { class: "agent-results" });
    const more = made("button", { type: "button", class: "agent-more" });
    let shown = 0;
    const proceed = async (count) => {
      const next = hits.slice(shown, shown + count);
      shown += next.length;
      list.append(...(await Promise.all(next.map((hit) => drawn(hit, asked)))));
      more.hidden = shown >= hits.length;
      more.textContent = filled(WORDS.more, { count: Math.min(10, hits.length - shown) });
    };
    more.addEventListener("click", async () => {
      const last = list.lastElementChild;
      await proceed(10);
      last?.nextElementSibling?.querySelector("a").focus();
    });
    await proceed(first);
    return [made("h2", {}, WORDS[name]), list, more];
  };

  // Where a reader goes on who found nothing.
  const nextSteps = () => {
    const agents = linkTo(WORDS.agentsPage, "", WORDS.allAgents);
    const guidelines = WORDS.guidelinesPage ? [" \u00b7 ", linkTo(WORDS.guidelinesPage, "", WORDS.allGuidelines)] : [];
    return made("p", { class: "agent-found-none" }, `${WORDS.none} `, agents, ...guidelines);
  };

  // -- searching

  // Fills an area with what a question finds; calls `done` with whether anything was asked, before the next question.
  const filler = (area, done) => {
    const note = made("p", { class: "agent-found-note", role: "status" });
    const groups = made("div", {});
    area.append(note, groups);
    let run = 0;
    const fill = async (question) => {
      run += 1;
      const own = run;
      const found = question.trim() ? await agentdocsSearch.answer(question, MOST, agentdocs.fits) : null;
      const some = found ? GROUPS.filter(([name]) => found[name].length) : [];
      const parts = await Promise.all(some.map(([name, first]) => group(name, found[name], first, found.asked)));
      if (own !== run) return;
      groups.replaceChildren(...parts.flat(), ...(found && !some.length ? [nextSteps()] : []));
      note.textContent = found ? agentdocsSearch.notes(found, WORDS) : "";
      done(Boolean(found));
    };
    const failed = () => {
      note.textContent = WORDS.failed;
      done(true);
    };
    return (question) => fill(question).catch(failed);
  };

  // -- keys

  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  const move = (event, field, area) => {
    const hits = [...area.querySelectorAll("a.agent-result")];
    const at = hits.indexOf(document.activeElement) + STEPS[event.key];
    event.preventDefault();
    (hits[Math.min(at, hits.length - 1)] ?? field).focus();
  };

  const listen = (field, area) => {
    field.addEventListener("keydown", (event) => event.key === "ArrowDown" && move(event, field, area));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.focus();
      else if (STEPS[event.key] && document.activeElement.matches("a.agent-result")) move(event, field, area);
    });
  };

  return { WORDS, filler, listen, unitHit, unitOf, alike, nextSteps };
})();
