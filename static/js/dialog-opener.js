// <dialog-opener dialog="some-id">: the button inside opens that <dialog>; closing gives the focus back.

class DialogOpener extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    this.addEventListener("click", (event) => this.#open(event), { signal: this.#closed.signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  #open(event) {
    if (!event.target.closest("button, a")) return
    const dialog = document.getElementById(this.getAttribute("dialog"))
    if (!dialog) return
    event.preventDefault()
    dialog.showModal()
  }
}

customElements.define("dialog-opener", DialogOpener)
