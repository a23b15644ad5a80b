// Pictures of the text: pasted, dropped, or chosen from the library; and the cover.
const form = document.querySelector("form.write")
const suibi = (window.suibi ??= {})

if (form) {
  const body = form.elements.body
  const cover = form.elements.cover
  const dialog = document.querySelector("dialog.pictures")
  const shelf = dialog.querySelector("ul")
  const trouble = document.createElement("p")
  trouble.className = "wrong"
  trouble.role = "alert"
  body.closest(".both").after(trouble)
  let take = () => {}

  function swap(mark, text) {
    const at = body.value.indexOf(mark)
    if (at < 0) return
    const { selectionStart: from, selectionEnd: to } = body
    const shift = (place) => (place <= at ? place : Math.max(at, place + text.length - mark.length))
    body.setRangeText(text, at, at + mark.length)
    body.setSelectionRange(shift(from), shift(to))
    body.dispatchEvent(new InputEvent("input", { bubbles: true }))
  }

  // A line stands where each will be, so that one goes on writing meanwhile.
  async function bring(files) {
    const marks = files.map((file, at) => `![${form.dataset.sending.replace("{name}", `${at + 1} ${file.name}`)}]()`)
    const before = body.value[body.selectionStart - 1]
    suibi.type(`${before && before !== "\n" ? "\n\n" : ""}${marks.join("\n\n")}\n`)
    await Promise.all(files.map(async (file, at) => {
      try {
        swap(marks[at], (await suibi.upload(file, form)).markdown)
      } catch (error) {
        swap(marks[at], "")
        trouble.textContent = error.message
      }
    }))
  }

  function catchFiles(event, files) {
    if (!files?.length) return
    event.preventDefault()
    trouble.textContent = ""
    bring([...files])
  }

  body.addEventListener("paste", (event) => catchFiles(event, event.clipboardData.files))
  body.addEventListener("drop", (event) => catchFiles(event, event.dataTransfer.files))
  body.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault())

  async function open(then) {
    take = then
    dialog.showModal()
    const page = new DOMParser().parseFromString(await (await fetch(shelf.dataset.library)).text(), "text/html")
    shelf.replaceChildren(...[...page.querySelectorAll(".shelf li")].map((item) => {
      const line = document.createElement("li")
      const button = document.createElement("button")
      const shown = item.querySelector("img")
      button.type = "button"
      button.append(document.importNode(shown, true))
      button.querySelector("img").alt = item.querySelector(".about > a").textContent
      button.addEventListener("click", async () => {
        const one = new DOMParser().parseFromString(await (await fetch(item.querySelector("a").href)).text(), "text/html")
        dialog.close()
        take(one.querySelector("#markdown").value)
      })
      line.append(button)
      return line
    }))
  }

  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close())
  dialog.querySelector("[type=file]").addEventListener("change", async (event) => {
    const files = [...event.target.files]
    event.target.value = ""
    dialog.close()
    try {
      for (const file of files) take((await suibi.upload(file, form)).markdown)
    } catch (error) {
      trouble.textContent = error.message
    }
  })
  suibi.choosePicture = () => open((markdown) => suibi.type(`${markdown}\n`, body))

  if (cover) {
    const shown = form.querySelector(".cover .shown")
    const button = form.querySelector("[data-cover]")
    const root = form.dataset.login.replace(/\/login$/, "")
    const show = () => {
      shown.hidden = !cover.value
      if (cover.value) shown.src = cover.value.startsWith("/") ? root + cover.value : cover.value
    }
    button.hidden = false
    button.addEventListener("click", () => open((markdown) => {
      cover.value = markdown.match(/\]\((.*)\)$/)[1]
      cover.dispatchEvent(new InputEvent("input", { bubbles: true }))
      show()
    }))
    cover.addEventListener("change", show)
  }
}
