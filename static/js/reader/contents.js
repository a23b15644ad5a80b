// Contents that follow the reading, in the empty space beside a long article.
const contents = document.querySelector("#contents")
const side = document.querySelector(".side")

if (contents && side) {
  const follow = document.createElement("nav")
  follow.className = "follow"
  follow.setAttribute("aria-label", contents.dataset.follow)
  follow.append(contents.querySelector("ol").cloneNode(true))
  side.append(follow)
  const links = [...follow.querySelectorAll("a")]
  const heads = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))))
  let waiting = false
  const look = () => {
    waiting = false
    // The last heading above the upper third is the one being read.
    const at = heads.findLastIndex((head) => head && head.getBoundingClientRect().top < innerHeight / 3)
    links.forEach((link, number) => {
      if (number === at) link.setAttribute("aria-current", "location")
      else link.removeAttribute("aria-current")
    })
  }
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(look)
    waiting = true
  }, { passive: true })
  // By then the style sheet is there.
  requestAnimationFrame(look)
}
