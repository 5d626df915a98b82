// The workbench by keyboard, and any words selected with a pointer. Without this, sentences are ticked.
const form = document.querySelector("[data-bench]");
for (const help of document.querySelectorAll("[data-keys]")) help.hidden = false;

const length = (text) => [...text].length; // offsets count characters, as the server does

if (form) {
  const text = form.querySelector("[data-text]");
  const chosen = form.querySelector("[data-chosen]");
  const offset = (node, at) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!piece) return null;
    const range = document.createRange();
    range.selectNodeContents(piece);
    range.setEnd(node, at);
    return Number(piece.dataset.start) + length(range.toString());
  };
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    const ends = [offset(selection.anchorNode, selection.anchorOffset), offset(selection.focusNode, selection.focusOffset)];
    if (ends.includes(null) || ends[0] === ends[1]) return;
    form.elements.start.value = Math.min(...ends);
    form.elements.end.value = Math.max(...ends);
    chosen.textContent = `« ${selection.toString().trim().slice(0, 140)} »`;
    for (const box of form.querySelectorAll("[name=sentence]")) box.checked = false;
  });
  text.addEventListener("change", () => {
    form.elements.start.value = form.elements.end.value = "";
    chosen.textContent = "";
  });
  // Words are selected by dragging: the click that ends it must not tick the sentence.
  text.addEventListener("click", (event) => {
    if (!document.getSelection().isCollapsed && event.target.closest("span")) event.preventDefault();
  });
}

const rows = [...document.querySelectorAll("[data-rows] a")];
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  const key = event.key.toLowerCase();
  if (rows.length && (key === "j" || key === "k")) {
    const at = rows.indexOf(document.activeElement) + (key === "j" ? 1 : -1);
    rows[Math.max(0, Math.min(rows.length - 1, at))].focus();
  } else if (form && key === "i") form.elements.idea.focus();
  else if (form && key === "t") form.elements.title.focus();
  else {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return;
    target.click();
  }
  event.preventDefault();
});
