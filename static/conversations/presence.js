// Who of the team looks at the same conversation, or writes an answer to it. Shown to colleagues only.

import { tell } from "realtime/socket"

const STILL_WRITING = 5_000

export class Presence {
  #conversation
  #others = new Map()
  #thread
  #timer

  constructor(thread, { conversation, signal }) {
    this.#thread = thread
    this.#conversation = conversation
    document.addEventListener("line:presence", ({ detail }) => this.#heard(detail), { signal })
    document.addEventListener("line:state", ({ detail }) => detail.isOpen || this.#forgetAll(), { signal })
    document.addEventListener("visibilitychange", () => this.#look(), { signal })
    thread.addEventListener("input", (event) => this.#wrote(event), { signal })
    thread.addEventListener("message:typed", () => this.#look(), { signal })
    this.#look()
  }

  #look() {
    clearTimeout(this.#timer)
    tell(this.#conversation, document.hidden ? "away" : "looking")
  }

  #wrote(event) {
    if (!event.target.matches("textarea")) return
    tell(this.#conversation, "writing")
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look(), STILL_WRITING)
  }

  #heard({ conversation, person, label, state }) {
    if (conversation !== this.#conversation) return
    if (state === "away") this.#others.delete(person)
    else this.#others.set(person, { label, state })
    this.#show()
  }

  #forgetAll() {
    this.#others.clear()
    this.#show()
  }

  #show() {
    const place = this.#thread.querySelector("[data-presence]")
    const sentences = [...this.#others.values()].map(({ label, state }) =>
      (state === "writing" ? place.dataset.writing : place.dataset.looking).replace("{name}", label),
    )
    place.textContent = sentences.join(" · ")
  }
}
