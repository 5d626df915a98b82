/* Coding with a hand or a keyboard. Without this script, sentences and codes are chosen by their boxes. */
const form = document.getElementById("reader");
const text = document.getElementById("text");
const picker = document.getElementById("picker");

if (form && picker) {
  const filter = document.getElementById("filter");
  const chosen = document.getElementById("chosen");
  document.getElementById("filter-field").hidden = false;
  let words = null; // [start, end] of what is selected, in code points
  let last = ""; // the sentence one was at: where one goes back to

  const points = (string) => Array.from(string).length;

  /* A place of the page as a place of the text: code points, where browsers count halves of some signs. */
  function place(node, offset, atEnd) {
    const from = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const label = from.closest("label[data-start]");
    if (!label) {
      const range = document.createRange();
      range.setStart(node, offset);
      const labels = [...text.querySelectorAll("label[data-start]")];
      const before = labels.filter((one) => range.comparePoint(one, 0) < 0);
      if (atEnd) {
        const last = before[before.length - 1];
        return last ? Number(last.dataset.start) + points(last.textContent) : 0;
      }
      const next = labels[before.length];
      return next ? Number(next.dataset.start) : 0;
    }
    const range = document.createRange();
    range.selectNodeContents(label);
    range.setEnd(node, offset);
    return Number(label.dataset.start) + points(range.toString());
  }

  function select() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const start = place(range.startContainer, range.startOffset, false);
    const end = place(range.endContainer, range.endOffset, true);
    if (start < end) {
      words = [start, end];
      boxes().forEach((box) => (box.checked = false));
      tell(selection.toString());
    }
  }

  function tell(said) {
    const short = said.replace(/\s+/g, " ").trim();
    chosen.textContent = short.length > 160 ? `${short.slice(0, 80)} … ${short.slice(-60)}` : short;
    chosen.hidden = !short;
  }

  const boxes = () => [...text.querySelectorAll("input[name=span]")];

  function forget() {
    words = null;
    boxes().forEach((box) => (box.checked = false));
    picker.querySelectorAll("input[type=checkbox]").forEach((box) => (box.checked = false));
    picker.querySelector("textarea").value = "";
    filter.value = "";
    narrow();
    tell("");
  }

  function narrow() {
    const wanted = fold(filter.value);
    picker.querySelectorAll(".codes li").forEach((line) => {
      line.hidden = Boolean(wanted) && !(line.querySelector("input") && fold(line.dataset.name).includes(wanted));
    });
  }

  const fold = (string) => string.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

  text.addEventListener("mouseup", () => setTimeout(select));
  document.addEventListener("selectionchange", () => {
    if (matchMedia("(pointer: coarse)").matches) select();
  });
  // A hand that selects words does not choose the sentence as well.
  text.addEventListener("click", (event) => {
    const selection = document.getSelection();
    if (event.target.closest("label[data-start]") && !selection.isCollapsed) event.preventDefault();
  });
  text.addEventListener("change", () => {
    words = null;
    tell(boxes().filter((box) => box.checked).map((box) => box.nextElementSibling.textContent).join(" "));
  });

  filter.addEventListener("input", narrow);
  form.addEventListener("keydown", (event) => {
    const box = event.target.closest("input[name=span]");
    if (box && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const all = boxes();
      const next = all[all.indexOf(box) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) {
        if (event.shiftKey) {
          box.checked = next.checked = true;
          next.dispatchEvent(new Event("change", { bubbles: true }));
        }
        next.focus();
      }
    } else if (box && event.key.toLowerCase() === "c" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      filter.focus();
    } else if (box && event.key === "Enter") {
      event.preventDefault();
      filter.focus();
    } else if (event.target === filter && event.key === "Enter") {
      event.preventDefault();
      const first = picker.querySelector(".codes li:not([hidden]) input");
      if (filter.value && first) first.checked = true;
      form.requestSubmit(picker.querySelector("button[name=do]"));
    } else if (event.key === "Escape") {
      forget();
      document.getSelection().removeAllRanges();
      back();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (words && event.key.toLowerCase() === "c" && !event.ctrlKey && !event.metaKey && event.target === document.body) {
      event.preventDefault();
      filter.focus();
    }
  });

  form.addEventListener("htmx:configRequest", (event) => {
    if (words) {
      event.detail.parameters.delete("span");
      event.detail.parameters.set("words", words.join("-"));
    }
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && !document.querySelector("#said .wrong")) {
      document.getSelection().removeAllRanges();
      forget();
      if (picker.contains(document.activeElement)) back();
    }
  });
  text.addEventListener("focusin", (event) => {
    if (event.target.name === "span") last = event.target.id;
  });

  function back() {
    (document.getElementById(last) ?? boxes()[0])?.focus();
  }

  /* A code lights its words, the words their codes. */
  for (const kind of ["mouseover", "focusin"]) {
    text.addEventListener(kind, (event) => {
      const one = event.target.closest("[data-c]");
      const lit = one ? one.dataset.c.split(" ") : [];
      text.querySelectorAll("[data-c]").forEach((other) => {
        other.classList.toggle("lit", other.dataset.c.split(" ").some((uid) => lit.includes(uid)));
      });
    });
  }
}
