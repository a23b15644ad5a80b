// What only a hand has use for comes with its first sign: a move, a touch, a key, a scroll.
const signs = ["pointermove", "touchstart", "keydown", "focusin", "scroll"]

const load = () => {
  signs.forEach((sign) => removeEventListener(sign, load))
  for (const part of document.querySelectorAll("[data-script]")) {
    const script = document.createElement("script")
    script.src = part.dataset.script
    document.head.append(script)
  }
}
signs.forEach((sign) => addEventListener(sign, load, { passive: true }))
