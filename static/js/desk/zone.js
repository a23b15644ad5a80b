// The set-up offers the time zone of the browser, as long as nobody has chosen one.
const field = document.querySelector("input[data-zone]")
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
if (field && [...field.list.options].some((option) => option.value === zone)) field.value = zone
