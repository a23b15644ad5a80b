// Beside the text what readers will see of it, made by the server; its length; what to look at.
const form = document.querySelector("form.write")

if (form) {
  const pane = form.querySelector(".rendering")
  const prose = pane.querySelector(".prose")
  const count = form.querySelector(".count")
  const hints = form.querySelector(".hints")
  const body = form.elements.body
  let timer = 0
  let asked = 0

  async function render() {
    const turn = ++asked
    const data = new FormData(form)
    data.delete("password")
    try {
      const answer = await fetch(form.dataset.rendering, { method: "POST", body: data, headers: { Accept: "application/json" } })
      if (!answer.ok || turn !== asked) return
      const made = await answer.json()
      prose.innerHTML = made.html
      count.innerHTML = made.count
      pane.hidden = count.hidden = hints.hidden = false
      const list = hints.querySelector("ul")
      if (list.dataset.shown !== made.hints) {
        list.innerHTML = made.hints
        list.dataset.shown = made.hints
      }
    } catch {} // the autosave says when the server is away
  }

  // Both panes show the same part of the text.
  body.addEventListener("scroll", () => {
    const most = body.scrollHeight - body.clientHeight
    if (most > 0) pane.scrollTop = (body.scrollTop / most) * (pane.scrollHeight - pane.clientHeight)
  })
  form.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(render, 400)
  })
  form.elements.language.addEventListener("change", (event) => (prose.lang = event.target.value === "zh" ? "zh-Hans" : event.target.value))
  form.classList.add("live")
  pane.hidden = false
  render()
}
