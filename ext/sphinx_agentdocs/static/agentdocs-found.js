// What a question finds: agents, examples and guidelines, in groups in an area of the page. Arrow keys lead from a field
// into the hits and through them, Escape leads back to the field.
const agentdocsFound = (() => {
  "use strict";
  const WORDS = document.currentScript.dataset;
  const MOST = 50; // hits in a group
  const GROUPS = [
    ["agents", 3],
    ["examples", 2],
    ["guidelines", 6],
  ]; // each with the hits that are shown at first
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href).href;

  const made = (name, className, ...children) => {
    const element = document.createElement(name);
    element.className = className;
    element.append(...children);
    return element;
  };

  const hitOf = (...parts) => {
    const item = made("li", "", ...parts);
    item.dir = "auto";
    return item;
  };

  const linkTo = (address, className, ...words) => {
    const link = made("a", className, ...words);
    link.href = new URL(address, root).href;
    return link;
  };

  // -- the hits

  const agentHit = (agent, hit, asked) => {
    const title = made("strong", "", ...agentdocsSearch.marked(agent.title, asked));
    const name = linkTo(agent.page, "agent-result agent-result-name", title);
    const about = made("p", "", ...agentdocsSearch.excerpt(agent.description, asked));
    return hitOf(made("p", "", name), about, made("p", "agent-result-place", agent.place));
  };

  const unitHit = (agent, hit, asked) => {
    const unit = agent.units.get(hit.uid);
    if (!unit) return ""; // the site was published anew since this page was loaded
    const isTitled = unit.sign !== "e" && unit.title && unit.text.startsWith(unit.title);
    const lead = isTitled ? [made("strong", "", ...agentdocsSearch.marked(unit.title, asked))] : [];
    const rest = agentdocsSearch.excerpt(unit.text.slice(isTitled ? unit.title.length : 0), asked);
    const context = unit.lead ? [made("span", "agent-lead-in", `${unit.lead} `)] : [];
    const said = linkTo(`${agent.page}#${unit.anchor}`, "agent-result", ...context, ...lead, ...rest);
    const where = made("p", "agent-result-place", linkTo(agent.page, "", agent.title), unit.path ? ` \u203a ${unit.path}` : "");
    if (hit.also.length) where.append(` \u00b7 ${WORDS.same.replace("{count}", hit.also.length)}`);
    return hitOf(made("p", "", said), where);
  };

  const draw = async (list, hits, asked) => {
    const agents = await Promise.all(hits.map((hit) => agentdocsSearch.agent(hit.agent)));
    const items = hits.map((hit, at) => agents[at] && (hit.uid ? unitHit : agentHit)(agents[at], hit, asked));
    list.append(...items.filter(Boolean));
  };

  const group = async (name, hits, first, asked) => {
    const list = made("ul", "agent-results");
    const more = made("button", "agent-more");
    more.type = "button";
    let shown = 0;
    const proceed = async (count) => {
      const next = hits.slice(shown, shown + count);
      shown += next.length;
      await draw(list, next, asked);
      more.hidden = shown >= hits.length;
      more.textContent = WORDS.more.replace("{count}", Math.min(10, hits.length - shown));
    };
    more.addEventListener("click", async () => {
      const last = list.lastElementChild;
      await proceed(10);
      last?.nextElementSibling?.querySelector("a").focus();
    });
    await proceed(first);
    return [made("h2", "", WORDS[name]), list, more];
  };

  const nextSteps = () => {
    const agents = linkTo(WORDS.agentsPage, "", WORDS.allAgents);
    const guidelines = WORDS.guidelinesPage ? [" \u00b7 ", linkTo(WORDS.guidelinesPage, "", WORDS.allGuidelines)] : [];
    return made("p", "agent-found-none", `${WORDS.none} `, agents, ...guidelines);
  };

  // -- searching

  // Fills an area with what a question finds; calls `done` with whether anything was asked, before the next question.
  const filler = (area, done) => {
    const note = made("p", "agent-found-note");
    note.setAttribute("role", "status");
    const groups = made("div", "");
    area.append(note, groups);
    let run = 0;
    const fill = async (question) => {
      run += 1;
      const own = run;
      const found = question.trim() ? await agentdocsSearch.answer(question, MOST) : null;
      const some = found ? GROUPS.filter(([name]) => found[name].length) : [];
      const drawn = await Promise.all(some.map(([name, first]) => group(name, found[name], first, found.asked)));
      if (own !== run) return;
      groups.replaceChildren(...drawn.flat(), ...(found && !some.length ? [nextSteps()] : []));
      note.textContent = found ? agentdocsSearch.notes(found, WORDS) : "";
      done(Boolean(found));
    };
    return (question) => fill(question).catch(() => (note.textContent = WORDS.failed));
  };

  // -- keys

  const STEPS = new Map([
    ["ArrowDown", 1],
    ["ArrowUp", -1],
  ]);
  const move = (event, field, area) => {
    const hits = [...area.querySelectorAll("a.agent-result")];
    const at = hits.indexOf(document.activeElement) + STEPS.get(event.key);
    event.preventDefault();
    (hits[Math.min(at, hits.length - 1)] ?? field).focus();
  };

  const listen = (field, area) => {
    field.addEventListener("keydown", (event) => event.key === "ArrowDown" && move(event, field, area));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.focus();
      else if (STEPS.has(event.key) && document.activeElement.matches("a.agent-result")) move(event, field, area);
    });
  };

  return { filler, listen };
})();
