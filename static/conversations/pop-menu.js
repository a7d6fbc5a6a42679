// <pop-menu>: a <details> as a menu: the focus goes in, Escape and a click elsewhere close it.

class PopMenu extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.querySelector("details").addEventListener("toggle", () => this.#toggled(), { signal })
    this.addEventListener("keydown", (event) => this.#press(event), { signal })
    document.addEventListener("click", (event) => this.contains(event.target) || this.close(), { signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  get #details() {
    return this.querySelector("details")
  }

  close() {
    if (this.#details) this.#details.open = false
  }

  #toggled() {
    if (this.#details.open) this.#details.querySelector("select, textarea, [data-find], .pop__panel a, .pop__panel button")?.focus()
  }

  #press(event) {
    if (event.key === "Escape" && this.#details.open) {
      event.stopPropagation()
      this.close()
      this.#details.querySelector("summary").focus()
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#step(event)
  }

  #step(event) {
    const choices = [...this.#details.querySelectorAll(".menu a, .menu button")]
    const here = choices.indexOf(document.activeElement)
    if (here < 0) return
    event.preventDefault()
    choices.at((here + (event.key === "ArrowDown" ? 1 : -1)) % choices.length)?.focus()
  }
}

customElements.define("pop-menu", PopMenu)
