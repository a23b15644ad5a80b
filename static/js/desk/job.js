// What a running job says, looked at every two seconds in place. Nobody's answer, as while the
// server starts again or the database is being replaced, only means to ask once more.
let job = document.querySelector("#job[data-state]")

async function follow() {
  const answer = await fetch(location.href)
  // A restore ends every login, this one too.
  if (answer.redirected) return location.assign(answer.url)
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const fresh = page.querySelector("#job")
  if (!answer.ok || !fresh) throw new Error(answer.status)
  const [log, said] = [job.querySelector(".log"), fresh.querySelector(".log").textContent]
  if (fresh.dataset.state !== job.dataset.state) {
    const focused = job.contains(document.activeElement)
    job.replaceWith(fresh)
    job = fresh
    if (focused) job.querySelector(".log").focus()
  } else if (log.textContent !== said) {
    log.textContent = said
    log.scrollTop = log.scrollHeight
  }
  if (job.dataset.state) again()
}

function again() {
  setTimeout(() => follow().catch(again), 2000)
}

if (job) again()
