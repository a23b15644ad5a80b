// Where a page was refused, begin at what was wrong.
document.querySelector(".flash.error[tabindex]")?.focus()
