// The reader's choice, before the first paint. "system" too is set: it says that script runs.
let kept
try {
  kept = localStorage.getItem("theme")
} catch {}
document.documentElement.dataset.theme = kept || "system"
