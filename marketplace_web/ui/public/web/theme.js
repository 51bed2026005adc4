// Before the first paint, so that no page flashes in the other theme.
(function () {
  var chosen = null;
  try {
    chosen = /(?:^|; )laelia-theme=(light|dark)/.exec(document.cookie);
  } catch {
    // cookies may be closed; the system's choice stands
  }
  var system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  var theme = chosen ? chosen[1] : system;
  document.documentElement.dataset.theme = theme;
  document.querySelectorAll('meta[name="theme-color"]').forEach(function (meta) {
    meta.content = theme === "dark" ? "#120612" : "#ffffff";
  });
})();
