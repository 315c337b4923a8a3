// The search box of the theme: what the search finds while a reader types, over the page. The scripts that this takes are
// loaded when the box has the focus for the first time; without them the box leads to the search page, as ever.
(() => {
  "use strict";
  const { made } = agentdocs;
  const own = document.currentScript;

  const loadOnce = (file, words) =>
    new Promise((resolve) => {
      if (document.querySelector(`script[src*="${file.split("?")[0]}"]`)) return resolve();
      const script = made("script", { src: new URL(file, own.src) });
      Object.assign(script.dataset, words);
      script.onload = script.onerror = resolve;
      document.head.append(script);
    });

  const listen = (field) => {
    // A click into the area must not take the focus out of it, which closes it.
    const area = made("section", { class: "agent-found agent-box", "aria-label": own.dataset.label, tabindex: "-1", hidden: "" });
    const isActive = () => document.querySelector("input[name=q]:focus, .agent-box:focus-within");
    let fill, starting;

    const show = (isShown) => {
      const at = field.getBoundingClientRect();
      area.style.cssText = `--agent-left:${at.left}px;--agent-top:${at.bottom}px`;
      area.hidden = !isShown;
    };
    const start = async () => {
      for (const [file, words] of await agentdocs.load("search-box")) await loadOnce(file, words);
      document.body.append(area);
      fill = agentdocsFound.filler(area, (isAsked) => show(isAsked && isActive()));
      agentdocsFound.listen(field, area);
    };
    const ask = async () => {
      await (starting ??= start().catch(() => {}));
      fill?.(field.value);
    };

    for (const event of ["focus", "input"]) field.addEventListener(event, ask);
    addEventListener("focusout", () => setTimeout(() => isActive() || show(false)));
    field.addEventListener("keydown", ({ key }) => key === "Escape" && show(false));
  };

  document.querySelectorAll("input[name=q]").forEach(listen);
})();
