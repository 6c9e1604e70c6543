// Before the first paint: the theme that was chosen here, or the system's.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("educe.theme");
  } catch (error) {
    // storage may be forbidden: then it is the system's
  }
  var dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
