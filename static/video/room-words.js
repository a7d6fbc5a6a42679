// What the page of a video visit says: refusals, a line that is away, how good it is, and how long the visit lasts.

import { announce } from "app/live-region"

export class RoomWords {
  #room

  constructor(room) {
    this.#room = room
  }

  sentence(name) {
    return this.#part("template[data-sentences]").content.querySelector(`[data-name="${name}"]`)?.textContent ?? ""
  }

  refuse(name) {
    this.say(name ? this.sentence(name) || this.sentence("NotFoundError") : "")
  }

  say(refusal) {
    const place = this.#part("[data-refusal]")
    place.textContent = refusal
    place.hidden = !refusal
  }

  showState(state) {
    const wasAway = this.#room.dataset.line === "away"
    this.#room.dataset.line = state
    this.#notice()
    if (state === "good" && wasAway) announce(this.sentence("Back"))
    if (state === "good") this.say("")
  }

  // There is room for sound alone: on the way up, as the page measures it, or down, as the worker says.
  showThin(part) {
    Object.assign(this.#thin, part)
    this.#notice()
  }

  #thin = { up: false, down: false }

  #notice() {
    const isAway = this.#room.dataset.line === "away"
    const isThin = this.#thin.up || this.#thin.down
    const words = isAway ? this.sentence("Again") : isThin ? this.sentence("Thin") : ""
    const notice = this.#part("[data-notice]")
    if (notice.textContent !== words) notice.textContent = words
    notice.hidden = !words
  }

  showQuality(quality) {
    const bars = this.#part(".room__bar .room__bars")
    bars.dataset.quality = quality
    bars.setAttribute("aria-label", bars.dataset[quality])
  }

  tick() {
    const clock = this.#part(".room__clock")
    const since = Date.parse(clock.dataset.since)
    if (!since) return
    const seconds = Math.max(0, Math.floor((Date.now() - since) / 1_000))
    clock.textContent = [Math.floor(seconds / 60), seconds % 60].map((each) => String(each).padStart(2, "0")).join(":")
  }

  #part(selector) {
    return this.#room.querySelector(selector)
  }
}
