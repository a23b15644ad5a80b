// Copy the link, or hand the article to the device's own share sheet, where there is one.
const words = document.body.dataset

for (const button of document.querySelectorAll("[data-share]")) {
  const link = button.closest(".share").querySelector("a").href
  if (button.dataset.share === "device") {
    button.hidden = !navigator.share
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.title, url: link }).catch(() => {})
    })
  } else {
    button.hidden = !navigator.clipboard
    const name = button.textContent
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link)
        button.textContent = words.copied
      } catch {
        getSelection().selectAllChildren(button.closest("p").querySelector("a"))
      }
      setTimeout(() => (button.textContent = name), 2000)
    })
  }
}
