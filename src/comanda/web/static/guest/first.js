// Runs before the page is painted (a classic script in the head): what this phone knows of its table and language, so
// that nothing moves when the page comes to life.
try {
  const root = document.documentElement;
  const here = location.pathname.replace(/\/$/, "");
  const seat = JSON.parse(localStorage.getItem(`comanda-seat:${here}`) ?? "null");
  if (seat?.phase) root.dataset.seat = seat.phase;
  const language = JSON.parse(localStorage.getItem("comanda-language") ?? "null");
  if (language && root.dataset.languages.split(" ").includes(language) && language !== root.lang) {
    root.dataset.other = language;
  }
  if (/^#\/(cart|orders|bill)/.test(location.hash)) root.dataset.view = location.hash.slice(2);
} catch {
  // Storage may be refused; the page then begins as for a new guest.
}
