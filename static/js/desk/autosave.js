// What is typed is kept: in this browser at once, on the server a moment later. When the server
// cannot be asked, or does not let us in, it is tried again until it does; nothing is overwritten.
const form = document.querySelector("form.write")
const suibi = (window.suibi ??= {})
const WAIT = 1500
const AGAIN = 3000
const tab = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("")

if (form) {
  const words = form.dataset
  const said = document.querySelector("#saved")
  const trouble = document.querySelector(".trouble")
  const shelf = `suibi-text ${words.place.replace(/new-.*/, "new")} `
  const mine = shelf + tab
  const own = new Set(["csrf_token", "revision", "version", "tab", "key", "do", "password"])
  let timer = 0
  let sending = false
  let dirty = false
  let stopped = false
  let leaving = false
  form.elements.tab.value = tab

  const fields = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !own.has(name)))
  const text = () => JSON.stringify(fields())
  let known = text()

  function warn(sentence, button) {
    trouble.hidden = !sentence
    if (trouble.dataset.said === sentence) return
    trouble.dataset.said = sentence
    trouble.firstElementChild.textContent = sentence
    trouble.querySelectorAll(".btn").forEach((old) => old.remove())
    if (button) trouble.append(button)
  }

  function press(label, deed) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "btn small"
    button.textContent = label
    button.addEventListener("click", deed)
    return button
  }

  function door() {
    const way = document.createElement("a")
    way.className = "btn small"
    way.href = words.login
    way.target = "_blank"
    way.textContent = words.in
    return way
  }

  function keepHere() {
    try {
      localStorage.setItem(mine, JSON.stringify({ at: Date.now(), place: words.place, fields: fields() }))
    } catch {} // full, or forbidden: the server is still asked
  }

  async function send() {
    clearTimeout(timer)
    if (sending || stopped || leaving) return
    const now = text()
    if (now === known && !dirty) return
    sending = true
    try {
      const data = new FormData(form)
      data.delete("password")
      const answer = await fetch(words.autosave, {
        method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "error",
      })
      const told = await answer.json().catch(() => ({}))
      if (answer.ok) settle(now, told)
      else refuse(answer.status, told)
    } catch {
      fail(words.lost)
    } finally {
      sending = false
      if (!stopped && !leaving && (dirty || text() !== known)) timer = setTimeout(send, trouble.hidden ? WAIT : AGAIN)
    }
  }

  function settle(now, told) {
    form.elements.version.value = told.version
    known = now
    dirty = text() !== known
    said.textContent = words.saved.replace("{at}", told.at)
    if (!dirty) localStorage.removeItem(mine)
    warn("")
  }

  function fail(sentence, button) {
    dirty = true
    said.textContent = words.typing
    warn(sentence, button)
  }

  function refuse(status, told) {
    if (status === 409) {
      stopped = true
      fail(told.error, press(words.compare, () => form.requestSubmit(form.querySelector("button[value=save]"))))
    } else if (told.error === "proof") {
      document.querySelectorAll("[name=csrf_token]").forEach((field) => (field.value = told.token))
      dirty = true
    } else if (status === 401 || status === 403) {
      fail(words.out, door())
    } else {
      fail(words.lost)
    }
  }

  function changed() {
    if (text() === known && !dirty) return
    dirty = true
    said.textContent = words.typing
    keepHere()
    clearTimeout(timer)
    if (!sending) timer = setTimeout(send, WAIT)
  }

  form.addEventListener("input", changed)
  form.addEventListener("change", changed)
  addEventListener("online", send)
  addEventListener("focus", () => dirty && send())
  document.addEventListener("visibilitychange", () => document.hidden && send())
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return
    leaving = true
    keepHere()
  })
  addEventListener("pageshow", (event) => event.persisted && (leaving = false))
  addEventListener("beforeunload", (event) => !leaving && dirty && trouble.hidden === false && event.preventDefault())

  // A new text that arrived goes on under its own number: what was kept until then is not missed.
  function forget() {
    const fresh = `suibi-text ${words.place.replace(/\/.*/, "")}/new `
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith(fresh) && fresh !== shelf)) {
      const { title, body } = JSON.parse(localStorage.getItem(key)).fields
      if (title.trim() === form.elements.title.value && body === form.elements.body.value) localStorage.removeItem(key)
    }
  }

  // What other tabs, now closed, could not send.
  function offer() {
    const texts = Object.keys(localStorage).filter((key) => key.startsWith(shelf) && key !== mine)
    const left = texts.map((key) => [key, JSON.parse(localStorage.getItem(key))]).sort((a, b) => b[1].at - a[1].at)
    for (const [key, { at, fields: typed }] of left) {
      if (JSON.stringify(typed) === known) {
        localStorage.removeItem(key)
        continue
      }
      const line = document.querySelector("#found").content.firstElementChild.cloneNode(true)
      line.querySelector("span").textContent = words.found.replace("{at}", new Date(at).toLocaleString(document.documentElement.lang))
      line.querySelector("[data-back]").addEventListener("click", () => {
        for (const field of form.elements) {
          if (!field.name || own.has(field.name) || field.type === "submit") continue
          if (field.type === "checkbox") field.checked = field.name in typed
          else if (field.name in typed) field.value = typed[field.name]
        }
        localStorage.removeItem(key)
        line.remove()
        form.elements.body.dispatchEvent(new InputEvent("input", { bubbles: true }))
      })
      line.querySelector("[data-discard]").addEventListener("click", () => {
        localStorage.removeItem(key)
        line.remove()
      })
      document.querySelector("main .flashes").append(line)
      return
    }
  }
  try {
    forget()
    offer()
  } catch {} // a browser that keeps nothing
  suibi.autosave = send
}
