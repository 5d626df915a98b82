// Questions open and close as one answers. Without this the server does the same at each screen.
import { asText, evaluate, isTrue, parse } from "./expressions.js";

const form = document.querySelector("[data-filling]");
const told = document.getElementById("conditions");

if (form && told) {
  const { on, words: others, sections, items } = JSON.parse(told.textContent);
  const tree = (text) => (text ? parse(text) : null);
  for (const one of [...sections, ...items]) one.when = tree(one.relevant);
  for (const item of items) Object.assign(item, { formula: tree(item.calculation), alarm: tree(item.alert) });
  const place = (item) => form.querySelector(`[data-item="${CSS.escape(item.name)}"]`);
  const holds = (when, words) => !when || isTrue(when, words, on);

  const written = (item) => {
    const fields = [...form.elements].filter((field) => field.name === item.name);
    if (["single", "several", "scale"].includes(item.kind)) {
      const chosen = fields.filter((field) => field.checked).map((field) => field.value);
      const values = chosen.filter((value) => value !== "not_applicable" && value !== "declined");
      return item.kind === "scale" && values.length ? Number(values[0]) : values.join(" ");
    }
    if (item.kind === "file") return place(item)?.dataset.given ?? (fields[0]?.files.length ? "file" : "");
    const text = (fields[0]?.value ?? "").trim();
    if (item.kind === "number") {
      const number = Number(text.replace(/\s/g, "").replace(",", "."));
      return text === "" || Number.isNaN(number) ? "" : number;
    }
    return item.kind === "entries" ? text.split(/\n/).map((line) => line.trim()).filter(Boolean).join(" ") : text;
  };

  const show = (element, visible) => { if (element) element.hidden = !visible; };

  const read = () => {
    const words = { ...others }, open = new Set(), shown = [];
    for (const section of sections) {
      const isOpen = holds(section.when, words);
      if (isOpen) open.add(section.name);
      let any = false;
      for (const item of items.filter((one) => one.section === section.name)) {
        const asked = isOpen && holds(item.when, words);
        if (item.kind === "calculated") {
          words[item.name] = asked ? evaluate(item.formula, words, on) : "";
          if (typeof words[item.name] === "number" && asText(words[item.name]) === "") words[item.name] = "";
          continue;
        }
        words[item.name] = asked && item.kind !== "note" ? written(item) : "";
        show(place(item), asked);
        if (asked) { shown.push(item.name); any = true; }
        if (item.alarm) {
          show(place(item)?.querySelector("[data-alert]"), asked && isTrue(item.alarm, { ...words, ".": words[item.name] }, on));
        }
      }
      show(form.querySelector(`[data-section="${CSS.escape(section.name)}"]`), any);
    }
    form.elements.shown.value = shown.join(" ");
  };

  // “None of these” and the silences: a value untick the silence beside it, and the contrary.
  form.addEventListener("change", (event) => {
    const { name, checked } = event.target;
    if (!checked || event.target.type !== "checkbox") return;
    const own = name.replace(/--silence$/, "");
    for (const field of form.elements) {
      if (field === event.target) continue;
      if (name.endsWith("--silence") ? field.name === name || (field.name === own && field.type === "checkbox") : field.name === `${own}--silence`) field.checked = false;
    }
  });
  form.addEventListener("input", read);
  form.addEventListener("change", read);
  form.addEventListener("htmx:afterSettle", read); // a file was kept, or taken back
  read();

  // What was answered before this script was there counts as answered: it is kept like the rest.
  const isEarly = (field) =>
    field.type === "file" ? field.files.length > 0
    : field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
    : /^(text|number|date)/.test(field.type) && field.value !== field.defaultValue;
  const early = [...form.elements].find(isEarly);
  const keep = () => early?.dispatchEvent(new Event("change", { bubbles: true }));
  if (document.readyState === "complete") keep();
  else window.addEventListener("load", keep);
}
