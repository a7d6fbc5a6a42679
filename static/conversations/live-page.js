// <live-page socket source>: when something of this person or queue changes, draws the parts marked data-live again.

import { fragmentOf } from "app/trusted"
import { watch } from "realtime/socket"

class LivePage extends HTMLElement {
  #closed
  #refreshing = Promise.resolve()
  #timer

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    const organisation = location.pathname.match(/^\/org\/([^/]+)\//)?.[1]
    watch({ list: this.getAttribute("socket"), organisation }, () => this.#soon(), { signal })
    document.addEventListener("visibilitychange", () => document.hidden || this.#soon(), { signal })
    addEventListener("pageshow", (event) => event.persisted && this.#soon(), { signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
    clearTimeout(this.#timer)
  }

  // Several changes in a moment are one look; a page nobody sees waits until it is seen.
  #soon() {
    clearTimeout(this.#timer)
    if (document.hidden) return
    this.#timer = setTimeout(() => {
      this.#refreshing = this.#refreshing.then(() => this.#refresh()).catch(console.warn)
    }, 200)
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
