// <online-again every="10">: loads the page again when the connection is back, and every so many seconds if asked.
// Imports nothing, because it runs on pages without an import map.

class OnlineAgain extends HTMLElement {
  #closed
  #timer

  connectedCallback() {
    this.#closed = new AbortController()
    addEventListener("online", again, { signal: this.#closed.signal })
    const seconds = Number(this.getAttribute("every"))
    if (seconds) this.#timer = setTimeout(again, seconds * 1000)
  }

  disconnectedCallback() {
    this.#closed.abort()
    clearTimeout(this.#timer)
  }
}

// A fresh look, never a form sent twice.
function again() {
  location.replace(location.href)
}

customElements.define("online-again", OnlineAgain)
