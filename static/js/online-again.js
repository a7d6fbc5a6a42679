// <online-again every="10" probe="/address">: loads the page again when the connection is back. Every so many
// seconds it looks whether `probe` answers, or, without one, just tries. Imports nothing: its pages have no map.

class OnlineAgain extends HTMLElement {
  #closed
  #timer

  connectedCallback() {
    this.#closed = new AbortController()
    addEventListener("online", again, { signal: this.#closed.signal })
    this.#timer = setInterval(() => this.#look(), Number(this.getAttribute("every")) * 1000)
  }

  disconnectedCallback() {
    this.#closed.abort()
    clearInterval(this.#timer)
  }

  async #look() {
    const probe = this.getAttribute("probe")
    if (!probe) return again()
    const { signal } = this.#closed
    const answer = await fetch(probe, { cache: "no-store", signal }).catch(() => undefined)
    if (answer?.ok) again()
  }
}

// A fresh look, never a form sent twice.
function again() {
  location.replace(location.href)
}

customElements.define("online-again", OnlineAgain)
