// Rows and lists that move: by their buttons without a reload, or dragged by the grip.
function sortable(list, rowOf, moved) {
  let held = null
  const rows = () => [...list.children].filter((row) => rowOf(row))
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".grip") && rows().find((one) => one.contains(event.target))
    if (!row || event.target.closest("ol, fieldset") !== list) return
    event.preventDefault()
    held = row
    held.classList.add("dragged")
    list.setPointerCapture(event.pointerId)
  })
  list.addEventListener("pointermove", (event) => {
    if (!held) return
    for (const row of rows()) {
      if (row === held) continue
      const box = row.getBoundingClientRect()
      const below = held.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING
      const middle = box.top + box.height / 2
      if (below && event.clientY > middle) row.after(held)
      else if (!below && event.clientY < middle) row.before(held)
    }
  })
  const drop = () => {
    if (!held) return
    held.classList.remove("dragged")
    const row = held
    held = null
    moved(row)
  }
  list.addEventListener("pointerup", drop)
  list.addEventListener("pointercancel", drop)
  for (const row of rows()) showGrip(rowOf(row))
}

// Not to be heard: the buttons do the same.
function showGrip(row) {
  const grip = row.querySelector(".grip")
  grip.hidden = false
  grip.ariaHidden = "true"
}

function step(row, deed, like) {
  const other = deed === "up" ? row.previousElementSibling : row.nextElementSibling
  if (!other || !like(other)) return false
  if (deed === "up") other.before(row)
  else other.after(row)
  return true
}

// The tree of categories: each move is kept at once.
const tree = document.querySelector("form[data-order]")
if (tree) {
  const say = tree.querySelector("[data-say]")
  const ends = () => {
    for (const list of tree.querySelectorAll(".order-list")) {
      const items = [...list.children]
      items.forEach((item, at) => {
        const [up, down] = item.querySelector(".order-do").children
        up.disabled = at === 0
        down.disabled = at === items.length - 1
      })
    }
  }
  const keep = async (item) => {
    const items = [...item.parentElement.children]
    const body = new FormData()
    const token = tree.querySelector("[name=csrf_token]")
    body.append("csrf_token", token.value)
    for (const one of items) body.append("id", one.dataset.id)
    ends()
    say.textContent = tree.dataset.order.replace("{place}", items.indexOf(item) + 1).replace("{total}", items.length)
    const answer = await fetch(tree.action, { method: "POST", body }).catch(() => null)
    if (answer?.status !== 204) location.reload()
  }
  for (const list of tree.querySelectorAll(".order-list")) {
    sortable(list, (item) => item.querySelector(".order-row"), keep)
  }
  tree.addEventListener("submit", (event) => {
    const button = event.submitter
    const item = button?.closest("li")
    if (!item) return
    event.preventDefault()
    if (!step(item, button.value.split(" ")[0], () => true)) return
    keep(item)
    if (button.disabled) [...button.parentElement.children].find((one) => one !== button).focus()
    else button.focus()
  })
}

// Rows of a form: nothing is kept before the form is sent.
for (const field of document.querySelectorAll("[data-rows]")) {
  const isRow = (row) => row.matches(".edit-row")
  const rows = () => [...field.children].filter(isRow)
  const changed = () => field.dispatchEvent(new Event("input", { bubbles: true }))
  const blank = rows().at(-1).cloneNode(true)
  sortable(field, (row) => isRow(row) && row, changed)
  const add = () => {
    const row = blank.cloneNode(true)
    for (const input of row.querySelectorAll("input")) input.value = ""
    showGrip(row)
    rows().at(-1).after(row)
    return row
  }
  field.addEventListener("click", (event) => {
    const button = event.target.closest("button")
    if (!button) return
    event.preventDefault()
    const deed = button.value.split(" ")[0]
    const row = button.closest(".edit-row")
    if (deed === "add") add().querySelector("input").focus()
    else if (deed === "remove") {
      const next = row.nextElementSibling?.matches(".edit-row") ? row.nextElementSibling : row.previousElementSibling
      if (rows().length === 1) add()
      row.remove()
      ;(next?.matches(".edit-row") ? next : rows()[0]).querySelector("input").focus()
    } else {
      step(row, deed, isRow)
      button.focus()
    }
    changed()
  })
}

// The menu as it is being made.
const preview = document.querySelector("[data-preview]")
if (preview) {
  const usual = preview.cloneNode(true)
  const started = document.querySelector('[name="menu-label"]')?.value !== ""
  document.querySelector("[data-rows=menu]").addEventListener("input", (event) => {
    const labels = [...event.currentTarget.querySelectorAll("[name=menu-label]")].map((input) => input.value.trim()).filter(Boolean)
    if (!labels.length && started) return preview.replaceChildren()
    if (!labels.length) return preview.replaceChildren(...usual.cloneNode(true).children)
    preview.replaceChildren(...labels.map((label) => {
      const item = document.createElement("li")
      item.textContent = label
      return item
    }))
  })
}
