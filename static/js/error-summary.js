// <error-summary>: takes the focus when a form came back with errors, so that everybody hears them first.

class ErrorSummary extends HTMLElement {
  connectedCallback() {
    this.focus({ preventScroll: false })
    this.addEventListener("click", (event) => this.#toField(event))
  }

  #toField(event) {
    const link = event.target.closest("a[href^='#']")
    const field = link && document.getElementById(link.hash.slice(1))
    if (!field) return
    event.preventDefault()
    field.focus()
  }
}

customElements.define("error-summary", ErrorSummary)
