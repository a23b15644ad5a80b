// "/" goes to the search box; titles and tags are offered while someone types.
const form = document.querySelector(".find")
const box = form && form.querySelector("input")

addEventListener("keydown", (event) => {
  const at = event.target
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (!box || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return
  event.preventDefault()
  box.focus()
  box.select()
})

if (box) {
  const list = document.createElement("ul")
  list.className = "suggestions"
  list.hidden = true
  form.append(list)
  let waiting, asked, stop

  const close = () => {
    clearTimeout(waiting)
    list.hidden = true
  }
  const show = (items) => {
    list.replaceChildren(...items.map((item) => {
      const row = document.createElement("li")
      const link = document.createElement("a")
      link.href = item.url
      link.className = item.kind
      link.textContent = item.text
      row.append(link)
      return row
    }))
    list.hidden = items.length === 0
  }
  const ask = async () => {
    asked = box.value.trim()
    if (stop) stop.abort()
    if (!asked) return close()
    stop = new AbortController()
    try {
      const url = `${form.action}/suggest?q=${encodeURIComponent(asked)}`
      const answer = await fetch(url, { signal: stop.signal })
      if (answer.ok && document.activeElement === box) show((await answer.json()).items)
    } catch {}
  }
  box.autocomplete = "off"
  const soon = (event) => {
    clearTimeout(waiting)
    // While an input method composes, its letters are no query yet.
    if (!event.isComposing) waiting = setTimeout(ask, 180)
  }
  box.addEventListener("input", soon)
  box.addEventListener("compositionend", soon)
  form.addEventListener("keydown", (event) => {
    const links = [box, ...list.querySelectorAll("a")]
    const at = links.indexOf(document.activeElement)
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault()
      box.focus()
      close()
    } else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault()
      links[(at + (event.key === "ArrowDown" ? 1 : links.length - 1)) % links.length].focus()
    }
  })
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close()
  })
}
