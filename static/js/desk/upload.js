// Files on their way to the library, two at a time, with progress.
//
// suibi.upload(file, from, progress) is for any script of the desk. `from` is the element with the
// `uploading()` attributes of admin/media/_parts.html, in or around a form with the token;
// `progress` is called with 0 to 1. It resolves to { url, markdown, width, height, name, page },
// and rejects with an Error whose message is a sentence for the writer.
const suibi = (window.suibi ??= {})
const MOST = 2
const waiting = []
let sending = 0

suibi.upload = (file, from, progress = () => {}) =>
  new Promise((resolve, reject) => {
    waiting.push({ file, from, progress, resolve, reject })
    next()
  })

function next() {
  if (sending >= MOST || !waiting.length) return
  const one = waiting.shift()
  sending += 1
  send(one).then(one.resolve, one.reject).finally(() => {
    sending -= 1
    next()
  })
}

function send({ file, from, progress }) {
  const words = from.dataset
  const say = (sentence) => new Error(sentence.replace("{name}", file.name))
  if (file.size > Number(words.largest)) return Promise.reject(say(words.tooLarge))
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const body = new FormData()
    body.append("csrf_token", (from.closest("form") ?? document).querySelector("[name=csrf_token]").value)
    body.append("file", file, file.name)
    request.open("POST", words.upload)
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    request.onerror = () => reject(say(words.undelivered))
    request.onload = () => {
      if (request.status === 201) resolve(request.response)
      else if (request.status === 401) reject(say(words.closed))
      else if (request.response?.error) reject(new Error(request.response.error))
      else reject(say(request.status < 500 ? words.closed : words.undelivered))
    }
    request.send(body)
  })
}

// The library itself: files start on their way as soon as they are chosen, dropped or pasted.
const form = document.querySelector("form.uploads")

async function take(files) {
  const list = form.querySelector(".sending")
  list.hidden = false
  const sent = [...files].map(async (file) => {
    const line = document.createElement("li")
    const bar = document.createElement("progress")
    line.textContent = bar.ariaLabel = file.name
    bar.max = 1
    line.append(bar)
    list.append(line)
    try {
      await suibi.upload(file, form, (part) => (bar.value = part))
      line.remove()
    } catch (error) {
      line.textContent = error.message
      line.className = "wrong"
    }
  })
  await Promise.all(sent)
  list.hidden = !list.children.length
  // Without network the shelf stays as it was.
  await refresh().catch(() => {})
}

// What is ticked stays so: only new files join the shelf.
async function refresh() {
  const answer = await fetch(location.href)
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const fresh = page.querySelector("#library")
  const ticked = [...document.querySelectorAll("#library [name=id]:checked")]
  if (!fresh) return
  for (const { value } of ticked) {
    fresh.querySelector(`[name=id][value="${value}"]`)?.toggleAttribute("checked", true)
  }
  document.querySelector("#library").replaceWith(fresh)
  offer()
}

function offer() {
  const button = document.querySelector("[data-choose]")
  if (!button) return
  button.hidden = false
  button.addEventListener("click", () => {
    const boxes = [...button.form.elements.id.length ? button.form.elements.id : [button.form.elements.id]]
    const all = boxes.every((box) => box.checked)
    for (const box of boxes) box.checked = !all
  })
}

if (form) {
  const input = form.querySelector("[type=file]")
  const holds = (event) => event.dataTransfer?.types.includes("Files")
  let over = 0
  form.querySelector(".dropping").hidden = false
  form.querySelector("button").hidden = true
  input.addEventListener("change", () => {
    take(input.files)
    input.value = ""
  })
  addEventListener("dragenter", (event) => form.classList.toggle("over", holds(event) && ++over > 0))
  addEventListener("dragleave", (event) => holds(event) && --over < 1 && form.classList.remove("over"))
  addEventListener("dragover", (event) => holds(event) && event.preventDefault())
  addEventListener("drop", (event) => {
    if (!holds(event)) return
    event.preventDefault()
    over = 0
    form.classList.remove("over")
    take(event.dataTransfer.files)
  })
  addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) take(event.clipboardData.files)
  })
}
offer()
