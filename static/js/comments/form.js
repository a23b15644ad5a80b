// The form under an article: its code comes when someone begins to write, it answers in place,
// and what was sent appears in the thread without a new page.
const section = document.querySelector("#comments")
const form = () => document.querySelector("#comment-form")

if (section && form()) {
  const asJson = { headers: { Accept: "application/json" } }

  // The element as the server wrote it.
  const parsed = (html) => {
    const holder = document.createElement("template")
    holder.innerHTML = html
    return holder.content.firstElementChild
  }

  const draw = () => {
    const place = form().querySelector(".picture")
    if (!place || place.hidden || place.querySelector("img")) return
    const picture = new Image(136, 44)
    picture.alt = place.dataset.alt
    picture.src = place.dataset.src
    place.replaceChildren(picture)
  }

  // Another token: with it another picture, sound and sum.
  const renew = ({ token, sum }, way = form().elements.way.value) => {
    const fields = form().elements
    fields.token.value = token
    fields.way.value = way
    const place = form().querySelector(".picture")
    if (!place) return
    const path = place.dataset.src.replace(/[^/]+$/, token)
    const question = form().querySelector(".sum")
    fields.captcha.value = ""
    fields.captcha.inputMode = way ? "text" : "numeric"
    place.dataset.src = `${path}.png`
    place.replaceChildren()
    place.hidden = way === "sum"
    question.hidden = way !== "sum"
    question.textContent = way === "sum" ? sum : ""
    form().querySelector(".listen").href = `${path}.wav`
    draw()
  }

  const fetchToken = async () => {
    const place = form().querySelector(".picture")
    const path = place.dataset.src.replace(/[^/]+$/, `new/${form().dataset.article}`)
    return (await fetch(path, asJson)).json()
  }

  const answer = (id, name) => {
    const line = form().querySelector(".replying")
    form().elements.parent.value = id
    line.hidden = !id
    line.querySelector("b").textContent = name
    if (id) document.querySelector(`#comment-${id}`).after(form())
    else section.append(form())
    const empty = [...form().querySelectorAll("input:not([type=hidden], [tabindex='-1'])")].find((field) => !field.value)
    ;(empty && empty.name === "name" ? empty : form().elements.body).focus()
  }

  const show = ({ html, id }, parent) => {
    document.querySelector(`#comment-${id}`)?.remove()
    const stored = parsed(html)
    const above = parent && document.querySelector(`#comment-${parent}`)
    const depth = (comment) => Number(/in-(\d)/.exec(comment.className)[1])
    let last = above
    if (above) {
      stored.classList.replace("in-1", `in-${Math.min(depth(above) + 1, 3)}`)
      while (depth(above) < 3 && last.nextElementSibling?.matches(".comment") && depth(last.nextElementSibling) > depth(above)) last = last.nextElementSibling
    } else {
      last = [...section.querySelectorAll(".comment")].at(-1) ?? section.querySelector("h2")
      section.querySelector(".lead.none")?.remove()
    }
    last.after(stored)
    stored.tabIndex = -1
    stored.focus()
    stored.scrollIntoView({ block: "center" })
  }

  const send = async (sent) => {
    const parent = sent.elements.parent.value
    const buttons = sent.querySelectorAll("button")
    const body = new FormData(sent)
    buttons.forEach((button) => (button.disabled = true))
    try {
      const response = await fetch(sent.action, { method: "POST", body: new URLSearchParams(body), ...asJson })
      const told = await response.json()
      if (told.form) {
        const refused = parsed(told.form)
        sent.replaceWith(refused)
        draw()
        ;(refused.querySelector("[aria-invalid]") ?? refused.elements.captcha ?? refused.elements.body).focus()
        return
      }
      if (parent) answer("", "")
      sent.elements.body.value = ""
      sent.querySelectorAll(".flash, .wrong").forEach((line) => line.remove())
      sent.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"))
      renew(told)
      show(told, parent)
    } catch {
      // No answer that script understands: let the browser send it and show what comes.
      buttons.forEach((button) => (button.disabled = false))
      sent.submit()
    } finally {
      buttons.forEach((button) => (button.disabled = false))
    }
  }

  section.addEventListener("focusin", ({ target }) => {
    if (form().contains(target)) draw()
  })

  section.addEventListener("submit", async (event) => {
    const sent = event.target
    if (sent !== form()) return
    event.preventDefault()
    const way = event.submitter?.name === "again" && event.submitter.value
    if (!way) return send(sent)
    renew(await fetchToken(), way === "sum" ? "sum" : "")
    sent.elements.captcha.focus()
  })

  section.addEventListener("click", (event) => {
    const link = event.target.closest(".reply, .cancel, .listen")
    if (!link || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (link.matches(".listen")) new Audio(link.href).play()
    else answer(link.dataset.reply ?? "", link.dataset.name ?? "")
  })

  // Who was quicker than this script is writing already.
  if (form().contains(document.activeElement) || form().querySelector(".wrong, .flash")) draw()
}
