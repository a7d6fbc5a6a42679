// <team-bell source data-came>: how much waits for this member, and a word when something came back by itself.

import { announce } from "app/live-region"
import { fragmentOf } from "app/trusted"
import { watch } from "realtime/socket"

const PAUSE = 3_000

class TeamBell extends HTMLElement {
  #closed
  #timer
  #total

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    const organisation = location.pathname.match(/^\/org\/([^/]+)\//)?.[1]
    if (!organisation) return
    watch({ list: "queue", organisation }, () => this.#later(), { signal })
    document.addEventListener("visibilitychange", () => document.hidden || this.#later(), { signal })
    this.#refresh()
  }

  disconnectedCallback() {
    this.#closed.abort()
    clearTimeout(this.#timer)
  }

  // A busy queue changes all the time; once in a few seconds is enough for a number.
  #later() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#refresh()
    }, PAUSE)
  }

  async #refresh() {
    const response = await fetch(this.getAttribute("source"), { redirect: "manual" }).catch(() => undefined)
    if (!response?.ok) return
    const fragment = await fragmentOf(response)
    const total = Number(fragment.querySelector("[data-total]")?.dataset.total ?? 0)
    this.replaceChildren(...fragment.children)
    if (total > (this.#total ?? total)) this.#ring()
    this.#total = total
  }

  // On the screen and, where the member allowed it, beside other windows. Never what it is about.
  #ring() {
    announce(this.dataset.came)
    if (!document.hidden || globalThis.Notification?.permission !== "granted") return
    new Notification(document.title, { body: this.dataset.came, tag: "team-work" })
  }
}

customElements.define("team-bell", TeamBell)
