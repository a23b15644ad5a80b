// Buttons that copy what stands in a field: <button data-copy="its id" data-done="Copied" hidden>.
for (const button of navigator.clipboard ? document.querySelectorAll("button[data-copy]") : []) {
  const field = document.getElementById(button.dataset.copy)
  const words = button.textContent
  button.hidden = false
  button.addEventListener("click", async () => {
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
      button.textContent = button.dataset.done
      setTimeout(() => (button.textContent = words), 2000)
    } catch {}
  })
}
