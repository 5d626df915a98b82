// Small comforts; every page works without them.

// A counter under each text box that has a limit.
for (const box of document.querySelectorAll("textarea[maxlength]")) {
  const field = box.closest(".field");
  const words = field?.dataset.counter; // "{n} characters left", already in the reader's language
  if (!words) continue;
  const counter = document.createElement("p");
  counter.className = "counter";
  const show = () => {
    const left = box.maxLength - box.value.length;
    counter.textContent = words.replace("{n}", left.toLocaleString(document.documentElement.lang));
    counter.classList.toggle("near", left < box.maxLength / 10);
  };
  box.addEventListener("input", show);
  box.after(counter);
  show();
}

// On a phone the line of pages is longer than the screen: where one is comes into sight.
document.querySelector(".submenu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A form that came back with errors starts at what is left to correct.
document.querySelector("form:not([data-sample]) .error-summary")?.focus();

// What somebody wrote or ticked while the page was still loading (a slow phone) is kept like the rest.
const isChanged = (control) => {
  if (control.type === "file") return control.files.length > 0;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (!control.options) return control.value !== control.defaultValue;
  const options = [...control.options];
  const hasDefault = control.multiple || options.some((option) => option.defaultSelected);
  return hasDefault ? options.some((option) => option.selected !== option.defaultSelected) : control.selectedIndex > 0;
};
document.addEventListener("htmx:load", () => {
  for (const watched of document.querySelectorAll('[hx-trigger*="input"], [hx-trigger*="change"]')) {
    const controls = watched.matches("input, select, textarea") ? [watched] : watched.querySelectorAll("input, select, textarea");
    const changed = [...controls].find((control) => control.type !== "hidden" && isChanged(control));
    for (const kind of ["input", "change"]) changed?.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}, { once: true });
