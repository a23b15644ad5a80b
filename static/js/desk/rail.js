// On a phone the menu is a bar that scrolls: begin where one is.
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" })
