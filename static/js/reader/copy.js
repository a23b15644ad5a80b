// A button on each block of code that copies it.
const words = document.body.dataset
const blocks = navigator.clipboard ? document.querySelectorAll(".prose pre.code") : []

for (const block of blocks) {
  const frame = document.createElement("div")
  const button = document.createElement("button")
  frame.className = "copyable"
  button.type = "button"
  button.textContent = words.copy
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent)
      button.textContent = words.copied
    } catch {
      getSelection().selectAllChildren(block)
    }
    setTimeout(() => (button.textContent = words.copy), 2000)
  })
  block.replaceWith(frame)
  frame.append(block, button)
}
