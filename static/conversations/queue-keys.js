// <queue-keys>: its two buttons (keys `j` and `k`) walk through the list inside it; Enter opens, as on every link.

class QueueKeys extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    this.addEventListener("click", (event) => this.#step(event), { signal: this.#closed.signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  #step(event) {
    const step = Number(event.target.closest("[data-step]")?.dataset.step)
    const links = [...this.querySelectorAll("a.list__item")]
    if (!step || !links.length) return
    const focused = links.indexOf(document.activeElement)
    const here = focused >= 0 ? focused : links.findIndex((link) => link.hasAttribute("aria-current"))
    links[Math.min(Math.max(here + step, 0), links.length - 1)].focus()
  }
}

customElements.define("queue-keys", QueueKeys)
