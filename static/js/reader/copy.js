// Copies at a press: a block of code, which gets a button for it, and the link of an article.
const words = document.body.dataset

const copies = (button, node, text) => {
  const name = button.textContent
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text)
      button.textContent = words.copied
    } catch {
      getSelection().selectAllChildren(node)
    }
    setTimeout(() => (button.textContent = name), 2000)
  })
}

if (navigator.clipboard) {
  for (const block of document.querySelectorAll(".prose pre.code")) {
    const frame = document.createElement("div")
    const button = document.createElement("button")
    frame.className = "copyable"
    button.type = "button"
    button.textContent = words.copy
    copies(button, block, block.textContent)
    block.replaceWith(frame)
    frame.append(block, button)
  }
  for (const button of document.querySelectorAll("[data-share=copy]")) {
    const link = button.closest("p").querySelector("a")
    copies(button, link, link.href)
    button.hidden = false
  }
}
