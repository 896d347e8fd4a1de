// Runs before the page is painted (a classic script in the head), so that a chosen theme never flashes the other one.
try {
  const chosen = localStorage.getItem("comanda-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be refused; the device's own setting then holds.
}
