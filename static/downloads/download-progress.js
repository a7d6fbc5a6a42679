// <download-progress making>: while something is being made, looks every two seconds how far it is.

import { fragmentOf } from "app/trusted"

const PAUSE = 2000

class DownloadProgress extends HTMLElement {
  #timer

  connectedCallback() {
    if (this.hasAttribute("making")) this.#timer = setTimeout(() => this.#look(), PAUSE)
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
  }

  async #look() {
    const response = await fetch(location.pathname, { redirect: "manual" }).catch(() => undefined)
    const fresh = response?.ok ? (await fragmentOf(response)).getElementById(this.id) : undefined
    if (fresh && !this.contains(document.activeElement)) this.replaceWith(fresh)
    else if (this.isConnected) this.#timer = setTimeout(() => this.#look(), PAUSE)
  }
}

customElements.define("download-progress", DownloadProgress)
