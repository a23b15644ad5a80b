// Keys of the queue: j k move, x chooses, a s d decide, u undoes.
const queue = document.querySelector("#queue")
const undo = document.querySelector(".flash .undo button")

if (queue) {
  const all = [...queue.querySelectorAll(".told-one")]
  const every = queue.querySelector(".every")
  const boxes = all.map((one) => one.querySelector("input[name=id]"))
  every.addEventListener("change", () => boxes.forEach((box) => (box.checked = every.checked)))
  queue.addEventListener("change", () => (every.checked = boxes.every((box) => box.checked)))

  // A decision loads the list again: whoever goes down it by keyboard goes on where that was.
  const place = "queue"
  const before = Number(sessionStorage.getItem(place) ?? 0)
  sessionStorage.removeItem(place)
  const at = () => all.indexOf(document.activeElement?.closest(".told-one"))
  const go = (step) => all[Math.max(0, Math.min(all.length - 1, at() + step))].focus()
  // Those chosen, or the one in focus.
  const decide = (deed) => {
    const chosen = boxes.some((box) => box.checked)
    const one = all[at()]
    if (!chosen && !one) return
    const button = document.createElement("button")
    button.name = "do"
    button.value = chosen ? deed : `${deed} ${one.dataset.id}`
    button.hidden = true
    queue.append(button)
    sessionStorage.setItem(place, Math.max(0, at()))
    queue.requestSubmit(button)
  }
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    x: () => at() >= 0 && boxes[at()].click(),
    a: () => decide("approve"),
    s: () => decide("spam"),
    d: () => decide("remove"),
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return
    keys[event.key]?.()
  })
  all[Math.min(before, all.length - 1)].focus({ preventScroll: !before })
}

if (undo) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "u" && !event.ctrlKey && !event.metaKey && !event.target.matches("input:not([type=checkbox]), textarea")) undo.click()
  })
}
