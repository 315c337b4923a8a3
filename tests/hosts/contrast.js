/* The texts and lines of ours on a page whose contrast is too low, each with its contrast and its classes. */
(least) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = ([red, green, blue, alpha], below) =>
    [red, green, blue].map((value, index) => value * alpha + below[index] * (1 - alpha));
  const luminance = (color) => {
    const [red, green, blue] = color.map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const parents = (element) => {
    const found = [];
    for (let at = element; at; at = at.parentElement) found.push(at);
    return found;
  };
  const page = () => {
    const probe = document.createElement("div");
    probe.style.cssText = "color: Canvas; color-scheme: inherit";
    document.documentElement.append(probe);
    const color = getComputedStyle(probe).color;
    probe.remove();
    return rgba(color).slice(0, 3);
  };
  const background = (element) => {
    const layers = [];
    for (const at of parents(element)) {
      const box = at.parentElement?.querySelector(":scope > rect");
      if (at.matches("text, a") && box && getComputedStyle(box).fill !== "none") layers.push(rgba(getComputedStyle(box).fill));
      layers.push(rgba(getComputedStyle(at).backgroundColor));
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), page());
  };
  const opacity = (element) => parents(element).reduce((all, at) => all * getComputedStyle(at).opacity, 1);
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible";
  };
  const ours = (element) => parents(element).some((at) => /(^|\s)agent-/.test(at.getAttribute("class") ?? ""));
  /* Code in the text of an author looks like all code of the theme. */
  const ofTheme = (element) => element.closest('.highlight, [class*="agent-section-"] code.literal');
  const name = (element) => {
    const classes = parents(element).map((at) => (at.getAttribute("class") ?? "").match(/(?:^|\s)(agent-[\w-]+)/)?.[1]);
    return `${element.localName} in ${classes.find(Boolean)}`;
  };
  const found = {};
  const note = (element, color, what, pseudo = null) => {
    const shown = opacity(element) * (pseudo ? getComputedStyle(element, pseudo).opacity : 1);
    if (shown === 0) return;
    const below = background(element);
    const [red, green, blue, alpha] = rgba(color);
    const value = contrast(over([red, green, blue, alpha * shown], below), below);
    if (value < least) found[`${what} ${name(element)}`] = Math.round(value * 100) / 100;
  };
  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !visible(element) || !ours(element) || ofTheme(element)) continue;
    seen += 1;
    const style = getComputedStyle(element);
    note(element, element.namespaceURI.endsWith("svg") ? style.fill : style.color, "text");
  }
  for (const element of document.querySelectorAll('[class^="agent-"] input, input[class^="agent-"]'))
    note(element, getComputedStyle(element, "::placeholder").color, "placeholder", "::placeholder");
  for (const element of document.querySelectorAll(".agent-link"))
    if (visible(element)) note(element, getComputedStyle(element, "::before").color, "sign");
  for (const element of document.querySelectorAll(".agent-map path")) {
    const style = getComputedStyle(element);
    note(element, style.stroke === "none" ? style.fill : style.stroke, "line");
  }
  return { seen, found };
}
