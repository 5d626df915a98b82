// A table's laptop: kept as one types, and nothing lost when the network falters.
//
// What could not leave is kept in this browser, encrypted with a key that only this page, served to whoever has
// the table's code, can give back; it is erased as soon as the server has it.
const page = document.querySelector("[data-table]");
const form = document.querySelector("[data-note]");
const WAIT = 1500, RETRY = 5000;

if (page) {
  let known = "";
  const follow = async () => {
    try {
      const headers = { accept: "application/json", ...(known && { "if-none-match": known }) };
      const answer = await fetch(page.dataset.state, { headers });
      if (answer.status === 304) return; // nothing changed: the clock counts by itself
      const state = await answer.json();
      known = answer.headers.get("etag") ?? "";
      const moved = page.querySelector("[data-moved]");
      if (moved) moved.hidden = !state.question || state.question === page.dataset.question;
      const clock = page.querySelector("[data-clock]");
      const shown = clock.querySelector(".clock");
      if (shown && state.left !== null) { shown.dataset.left = state.left; shown.started = performance.now(); }
      else if (shown ? state.left === null && !state.rung : state.left !== null) location.reload();
      if (!form && state.state === "live") location.reload();
    } catch { /* the network is away: the next time will tell */ }
  };
  // Each laptop at its own moment: five hundred must not ask in the same second.
  setTimeout(() => setInterval(follow, 15000), Math.random() * 15000);
}

if (form) {
  const { shared, apart, version, question } = form.elements;
  const said = form.querySelector("[data-said]");
  const place = `arrimage-table-${question.value}`;
  let timer, sending = false, dirty = false;

  const key = () => crypto.subtle.importKey("raw", Uint8Array.from(form.dataset.key.match(/../g), (two) => parseInt(two, 16)), "AES-GCM", false, ["encrypt", "decrypt"]);
  const put = async () => {
    if (!crypto.subtle) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify({ shared: shared.value, apart: apart.value, version: version.value }));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), text));
    localStorage.setItem(place, btoa(String.fromCharCode(...iv, ...sealed)));
  };
  const take = async () => {
    const kept = localStorage.getItem(place);
    if (!kept || !crypto.subtle) return null;
    const bytes = Uint8Array.from(atob(kept), (one) => one.charCodeAt(0));
    try {
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12) }, await key(), bytes.slice(12));
      return JSON.parse(new TextDecoder().decode(text));
    } catch { return null; } // another table's: not ours to read
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    dirty = false;
    const typed = [shared.value, apart.value];
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form) });
      const told = await answer.json();
      said.textContent = told.said;
      said.classList.toggle("net-away", !answer.ok);
      if (answer.ok) {
        version.value = told.version;
        if (told.shared !== undefined) {
          // What was typed while it was on its way is kept after what came back.
          const rest = [shared.value, apart.value].map((text, at) => text.startsWith(typed[at]) ? text.slice(typed[at].length) : "");
          [shared.value, apart.value] = [told.shared + rest[0], told.apart + rest[1]];
          said.textContent = form.dataset.both;
        }
        if (!dirty) localStorage.removeItem(place);
      }
    } catch {
      dirty = true;
      // Said once it is true; where this browser has no room left, the page itself still holds the words.
      try { await put(); } catch { /* tried again with the next sending */ }
      said.textContent = form.dataset.away;
      said.classList.add("net-away");
    } finally {
      sending = false;
    }
    if (dirty) { clearTimeout(timer); timer = setTimeout(send, RETRY); }
  };

  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => { if (dirty && !form.handed) event.preventDefault(); });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      said.textContent = form.dataset.away;
      said.classList.add("net-away");
      return;
    }
    form.handed = true;
  });

  const kept = await take();
  if (kept && (kept.shared !== shared.value || kept.apart !== apart.value)) {
    [shared.value, apart.value, version.value] = [kept.shared, kept.apart, kept.version];
    send();
  } else if (kept) localStorage.removeItem(place);
  // What was typed before this script was there counts as typed.
  const early = [shared, apart].some((field) => field.value !== field.defaultValue);
  if (early && !dirty && !sending) form.dispatchEvent(new Event("input"));
}
