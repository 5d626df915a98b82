// Record one's voice on the page. Without this, or without a microphone, a file recorded elsewhere is chosen.
const place = document.querySelector("[data-recorder]");
const input = place?.querySelector("input[type=file]");

const kind = window.MediaRecorder && ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"].find((one) => MediaRecorder.isTypeSupported(one));

if (input && kind && navigator.mediaDevices) {
  const MOST = 10 * 60 * 1000;
  const bar = document.createElement("div");
  bar.className = "recorder";
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button secondary", textContent: place.dataset.record });
  const said = Object.assign(document.createElement("span"), { className: "recording" });
  said.setAttribute("role", "status");
  bar.append(button, said);
  input.before(bar);

  let recorder, started, timer;

  const show = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    said.textContent = `● ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (Date.now() - started > MOST) recorder.stop();
  };

  const keep = (parts) => {
    const ending = kind.includes("webm") ? "webm" : kind.includes("ogg") ? "ogg" : "m4a";
    const files = new DataTransfer();
    files.items.add(new File(parts, `voix.${ending}`, { type: kind.split(";")[0] }));
    input.files = files.files;
    clearInterval(timer);
    said.textContent = "";
    button.textContent = place.dataset.again;
    bar.querySelector("audio")?.remove();
    const heard = Object.assign(document.createElement("audio"), { controls: true });
    const reader = new FileReader();
    reader.addEventListener("load", () => { heard.src = reader.result; });
    reader.readAsDataURL(input.files[0]);
    bar.append(heard);
  };

  button.addEventListener("click", async () => {
    if (recorder?.state === "recording") return recorder.stop();
    try {
      const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts = [];
      recorder = new MediaRecorder(sound, { mimeType: kind, audioBitsPerSecond: 32000 });
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.addEventListener("stop", () => { sound.getTracks().forEach((track) => track.stop()); keep(parts); });
      recorder.start();
      started = Date.now();
      timer = setInterval(show, 500);
      button.textContent = place.dataset.stop;
    } catch {
      said.textContent = place.dataset.refused;
    }
  });
}
