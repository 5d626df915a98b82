// Alt and an arrow move the question one is on; the button that does it without a script is pressed.
const ways = { ArrowUp: "up", ArrowDown: "down" };
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !ways[event.key]) return;
  const button = event.target.closest?.("[data-card]")?.querySelector(`[data-move="${ways[event.key]}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
});

// What opens in place is brought into sight and takes the keyboard; what closes gives it back to its question.
document.addEventListener("htmx:afterSettle", (event) => {
  const editor = event.target.querySelector?.("form.editor");
  if (editor && !editor.contains(document.activeElement)) {
    editor.scrollIntoView({ block: "nearest" });
    editor.querySelector("textarea, input:not([type=hidden]), select")?.focus({ preventScroll: false });
  }
});

// A number is asked for only where there is one to compare with.
const fit = (row) => {
  const about = row.querySelector("select[name$=-about]"), number = row.querySelector(".when-number");
  if (about && number) number.hidden = !about.value.endsWith("|#");
};
const fitAll = () => document.querySelectorAll(".when-row").forEach(fit);
document.addEventListener("change", (event) => { const row = event.target.closest?.(".when-row"); if (row) fit(row); });
document.addEventListener("htmx:afterSettle", fitAll);
fitAll();
