// Hands the article to the device's own share sheet, where there is one.
for (const button of document.querySelectorAll("[data-share=device]")) {
  const url = button.closest("p").querySelector("a").href
  button.hidden = !navigator.share
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.title, url }).catch(() => {})
  })
}
