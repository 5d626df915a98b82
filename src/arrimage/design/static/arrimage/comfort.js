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

// A form that came back with errors starts at what is left to correct.
document.querySelector("form:not([data-sample]) .error-summary")?.focus();
