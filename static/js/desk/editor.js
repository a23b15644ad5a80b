// The toolbar and the keys of the editor. All it types goes through insertText, so that undo knows it.
const form = document.querySelector("form.write")
const body = form?.elements.body
const suibi = (window.suibi ??= {})

suibi.type = (text, field = body) => {
  field.focus()
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end")
    field.dispatchEvent(new InputEvent("input", { bubbles: true }))
  }
}

// Marks around what is chosen; taken off where they stand already.
function wrap(mark, end = mark) {
  const { selectionStart: from, selectionEnd: to, value } = body
  const chosen = value.slice(from, to)
  if (value.slice(from - mark.length, from) === mark && value.slice(to, to + end.length) === end) {
    body.setSelectionRange(from - mark.length, to + end.length)
    suibi.type(chosen)
    body.setSelectionRange(from - mark.length, to - mark.length)
    return
  }
  suibi.type(mark + chosen + end)
  body.setSelectionRange(from + mark.length, to + mark.length)
}

// The lines that hold what is chosen, each changed; what changed all back is taken off.
function lines(change, known) {
  const { value } = body
  const from = value.lastIndexOf("\n", body.selectionStart - 1) + 1
  const end = value.indexOf("\n", body.selectionEnd)
  const to = end < 0 ? value.length : end
  const old = value.slice(from, to).split("\n")
  const off = old.every((line) => known.test(line))
  body.setSelectionRange(from, to)
  suibi.type(old.map((line, at) => (off ? line.replace(known, "") : change(line, at))).join("\n"))
}

function link() {
  const from = body.selectionStart
  const chosen = body.value.slice(from, body.selectionEnd)
  const address = /^(https?:\/\/|\/)\S+$/.test(chosen)
  suibi.type(address ? `[](${chosen})` : `[${chosen}]()`)
  const at = address || !chosen ? from + 1 : from + chosen.length + 3
  body.setSelectionRange(at, at)
}

function block(text) {
  const { selectionStart: from, value } = body
  const before = from && value[from - 1] !== "\n" ? "\n\n" : ""
  suibi.type(before + text)
}

function full() {
  const on = document.body.classList.toggle("full")
  form.querySelector("[data-deed=full]").ariaPressed = String(on)
  body.focus()
}

const deeds = {
  bold: () => wrap("**"),
  italic: () => wrap("*"),
  heading: () => lines((line) => `## ${line.replace(/^#+\s*/, "")}`, /^##\s/),
  quote: () => lines((line) => `> ${line}`, /^>\s?/),
  list: () => lines((line) => `- ${line}`, /^[-*]\s/),
  steps: () => lines((line, at) => `${at + 1}. ${line}`, /^\d+\.\s/),
  code: () => (body.value.slice(body.selectionStart, body.selectionEnd).includes("\n") ? wrap("```\n", "\n```") : wrap("`")),
  table: () => block("|  |  |\n|---|---|\n|  |  |\n"),
  picture: () => suibi.choosePicture?.(),
  link,
  full,
}

if (form) {
  const bar = form.querySelector(".toolbar")
  const buttons = [...bar.querySelectorAll("button")]
  bar.hidden = false
  bar.addEventListener("click", (event) => deeds[event.target.closest("button")?.dataset.deed]?.())
  // One stop for Tab, arrows within, as a toolbar is expected to be.
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const at = buttons.indexOf(document.activeElement)
    const next = buttons[(at + step + buttons.length) % buttons.length]
    buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1))
    next.focus()
  })
  const keys = { b: "bold", i: "italic", k: "link" }
  addEventListener("keydown", (event) => {
    if (event.isComposing) return
    if (event.key === "Escape" && document.body.classList.contains("full") && !document.querySelector("dialog[open]")) full()
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    if (event.key === "s") {
      event.preventDefault()
      form.requestSubmit(form.querySelector("button[value=save]"))
    } else if (event.target === body && keys[event.key]) {
      event.preventDefault()
      deeds[keys[event.key]]()
    }
  })
}
