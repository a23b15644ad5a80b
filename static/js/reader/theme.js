// The button that goes round light, dark and the system's own.
const root = document.documentElement
const button = document.querySelector(".theme")
const order = ["system", "light", "dark"]

function name() {
  button.setAttribute("aria-label", button.dataset[root.dataset.theme])
  button.title = button.dataset[root.dataset.theme]
}

if (button) {
  name()
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.theme) + 1) % 3]
    root.dataset.theme = next
    try {
      localStorage.setItem("theme", next)
    } catch {}
    name()
  })
}
