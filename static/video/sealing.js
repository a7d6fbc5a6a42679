// What the page says of the encryption of a call: one word in its bar, and more behind it.

const NAMES = { off: "SealOff", busy: "SealBusy", on: "SealOn", alone: "SealOn", cannot: "SealCannot", broken: "SealBroken" }

export function showSealing(room, { mode, numbers, seats = [] }) {
  const place = room.querySelector(".room__sealed")
  const words = room.querySelector("template[data-sentences]").content
  const sentence = (name) => words.querySelector(`[data-name="${name}"]`).textContent
  place.dataset.sealing = mode
  place.querySelector("[data-seal-words]").textContent = sentence(NAMES[mode])
  place.querySelector("[data-seal-more]").textContent = sentence(mode === "alone" ? "SealAlone" : `${NAMES[mode]}More`)
  const spoken = place.querySelector("[data-seal-numbers]")
  spoken.textContent = numbers ?? ""
  spoken.hidden = !numbers
  const isBroken = mode === "broken"
  const names = seats.map((seat) => room.querySelector(`#visit-people [data-seat="${seat}"]`)?.textContent ?? "")
  const who = place.querySelector("[data-seal-who]")
  who.replaceChildren(...names.filter(Boolean).map(line))
  who.hidden = !names.length
  place.querySelector("[data-control=anew]").hidden = !isBroken
  // Who does not see somebody looks for why.
  if (isBroken) place.open = true
}

function line(name) {
  const made = document.createElement("li")
  made.textContent = name.trim()
  return made
}
