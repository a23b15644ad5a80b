// What is set about a text: an address from the title, tags that complete themselves.
const form = document.querySelector("form.write")

if (form) {
  const { title, slug, tags, protected: locked, password } = form.elements
  const isNew = form.dataset.place.includes("/new-")

  title.addEventListener("change", async () => {
    if (!isNew || !title.value.trim() || slug.value) return
    const asked = `${form.dataset.slug}?title=${encodeURIComponent(title.value)}`
    // A login that ended answers with another page.
    const answer = await fetch(asked, { redirect: "error" }).catch(() => null)
    if (answer?.ok) slug.placeholder = (await answer.json()).slug
  })

  if (tags) {
    const list = document.querySelector("#tag-names")
    const names = [...list.options].map((option) => option.value)
    const comma = form.elements.language.value === "zh" ? "\u3001" : ", "
    // A browser completes the whole field: so each offer begins with what stands there.
    tags.addEventListener("input", () => {
      const [, before, last] = tags.value.match(/^(.*[,;\uff0c\uff1b\u3001]\s*)?(.*)$/s)
      const there = new Set((before ?? "").split(/[,;\uff0c\uff1b\u3001]/).map((name) => name.trim()))
      const fit = names.filter((name) => !there.has(name) && name.toLowerCase().includes(last.trim().toLowerCase()))
      list.replaceChildren(...fit.slice(0, 20).map((name) => new Option("", (before ?? "") + name)))
    })
    tags.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !tags.value.trim() || event.isComposing) return
      event.preventDefault()
      tags.value = tags.value.replace(/[,;\uff0c\uff1b\u3001\s]*$/, comma)
      tags.dispatchEvent(new InputEvent("input", { bubbles: true }))
    })
  }

  if (locked) {
    const show = () => (password.closest(".password").hidden = !locked.checked)
    locked.addEventListener("change", show)
    show()
  }
}
