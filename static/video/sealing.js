// What the page says of the encryption of a call: one word in its bar, and more behind it.

const NAMES = { off: "SealOff", busy: "SealBusy", on: "SealOn", alone: "SealOn", cannot: "SealCannot" }

export function showSealing(room, { mode, numbers }) {
  const place = room.querySelector(".room__sealed")
  const words = room.querySelector("template[data-sentences]").content
  const sentence = (name) => words.querySelector(`[data-name="${name}"]`).textContent
  place.dataset.sealing = mode
  place.querySelector("[data-seal-words]").textContent = sentence(NAMES[mode])
  place.querySelector("[data-seal-more]").textContent = sentence(mode === "alone" ? "SealAlone" : `${NAMES[mode]}More`)
  const spoken = place.querySelector("[data-seal-numbers]")
  spoken.textContent = numbers ?? ""
  spoken.hidden = !numbers
}
