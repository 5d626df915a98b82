// The time left, second by second between two answers of the server.
const tick = () => {
  for (const clock of document.querySelectorAll(".clock[data-left]")) {
    clock.started ??= performance.now();
    const left = Math.max(0, Math.round(clock.dataset.left - (performance.now() - clock.started) / 1000));
    const words = clock.dataset.words.replace("{minutes}", Math.floor(left / 60)).replace("{seconds}", String(left % 60).padStart(2, "0"));
    clock.textContent = left ? words : clock.dataset.rung;
    clock.classList.toggle("near", left > 0 && left <= 60);
    clock.classList.toggle("rung", !left);
  }
};
setInterval(tick, 1000);
tick();
