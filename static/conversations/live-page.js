// <live-page socket source departments>: when something of this person or queue changes, draws the parts marked data-live again.

import { fragmentOf } from "app/trusted"
import { watch } from "realtime/socket"

// Milliseconds between two looks of a page, and over which looks after the same event are spread.
const REST = 1_000
const SPREAD = 300

class LivePage extends HTMLElement {
  #closed
  #refreshing = Promise.resolve()
  #timer
  #looked = 0

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    const organisation = location.pathname.match(/^\/org\/([^/]+)\//)?.[1]
    const heard = (frame) => this.#concerns(frame) && this.#soon()
    watch({ list: this.getAttribute("socket"), organisation }, heard, { signal })
    document.addEventListener("visibilitychange", () => document.hidden || this.#soon(), { signal })
    addEventListener("pageshow", (event) => event.persisted && this.#soon(), { signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
    clearTimeout(this.#timer)
  }

  // A message elsewhere in the house moves no number here; who has a conversation may, wherever it is.
  #concerns({ event, departments }) {
    const shown = this.getAttribute("departments")?.split(" ")
    return !shown || event !== "message.sent" || departments.some((each) => shown.includes(each))
  }

  // Several changes in a moment are one look, and looks of many browsers do not fall together; a page
  // nobody sees waits until it is seen.
  #soon() {
    if (document.hidden || this.#timer) return
    const rest = Math.max(0, this.#looked + REST - Date.now())
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#looked = Date.now()
      this.#refreshing = this.#refreshing.then(() => this.#refresh()).catch(console.warn)
    }, rest + SPREAD * (0.5 + Math.random() / 2))
  }

  async #refresh() {
    const response = await fetch(this.getAttribute("source") ?? location.href, { redirect: "manual" })
    if (!response.ok) return
    const fragment = await fragmentOf(response)
    for (const part of fragment.querySelectorAll("[data-live]")) replaceKeepingFocus(part)
  }
}

function replaceKeepingFocus(part) {
  const known = document.getElementById(part.id)
  if (!known || known.isEqualNode(part)) return
  const active = known.contains(document.activeElement) ? document.activeElement : null
  if (active?.matches("input, textarea, button")) return
  const address = active?.getAttribute("href")
  known.replaceWith(part)
  if (address) [...part.querySelectorAll("a")].find((link) => link.getAttribute("href") === address)?.focus()
}

customElements.define("live-page", LivePage)
