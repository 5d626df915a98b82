// "Explore" turns a printed figure into a live one. The Vega runtime is fetched only then: a phone on the
// road should not pay for a picture it can already read. Expressions are interpreted (`ast`), so the page
// keeps a policy without eval.

async function explore(figure, button) {
  const holder = figure.querySelector(".figure-chart");
  // Where there are two drawings, the one that is seen; the other stays for the other width.
  const stills = [...holder.querySelectorAll("svg")];
  const still = stills.find((svg) => svg.getClientRects().length) ?? stills[0];
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  button.disabled = true;
  try {
    const { default: embed } = await import(figure.dataset.runtime);
    const stage = document.createElement("div");
    const narrow = still.classList.contains("for-narrow");
    if (stills.length > 1) stage.className = narrow ? "for-narrow" : "for-wide";
    holder.append(stage);
    const { view } = await embed(stage, narrow ? data.narrow : data.spec, {
      renderer: "svg", ast: true, actions: false, formatLocale: data.locale,
    });
    const live = stage.querySelector("svg");
    live.setAttribute("viewBox", `0 0 ${live.getAttribute("width")} ${live.getAttribute("height")}`);
    live.removeAttribute("width");
    live.removeAttribute("height");
    live.style.cssText = still.style.cssText;
    for (const part of live.querySelectorAll("[role]")) part.removeAttribute("role"); // one image, one name
    for (const link of live.querySelectorAll("a")) { // as in the still figure: a list leads there too
      link.setAttribute("tabindex", "-1");
      link.setAttribute("aria-hidden", "true");
    }
    for (const name of ["role", "aria-labelledby"]) live.setAttribute(name, still.getAttribute(name));
    // The title, the description and the hatching move along.
    live.prepend(...still.querySelectorAll(":scope > title, :scope > desc, :scope > defs.own"));
    still.remove();
    button.remove();
    figure.dispatchEvent(new CustomEvent("arrimage:live", { bubbles: true, detail: { view } }));
  } catch (error) {
    console.error(error);
    button.hidden = true; // the still figure and its table remain
  }
}

for (const button of document.querySelectorAll("button[data-explore]")) {
  button.hidden = false;
  button.addEventListener("click", () => explore(button.closest("figure"), button), { once: true });
}
