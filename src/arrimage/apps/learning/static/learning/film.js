// A chapter moves the video that is on the page; without this script its link opens the film at that moment.
for (const link of document.querySelectorAll(".chapters a[data-second]")) {
  link.addEventListener("click", (event) => {
    const film = document.getElementById("film");
    if (!film) return;
    event.preventDefault();
    film.currentTime = Number(link.dataset.second);
    film.play().catch(() => {}); // the browser may refuse to start by itself
    film.focus();
  });
}
