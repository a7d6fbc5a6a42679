// <unsaved-guard>: who leaves the page with a form that was changed and not sent is asked first, by the browser.

class UnsavedGuard extends HTMLElement {
  #closed
  #isChanged = false

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.#isChanged = this.hasAttribute("changed")
    this.addEventListener("input", () => (this.#isChanged = true), { signal })
    this.addEventListener("submit", () => (this.#isChanged = false), { signal })
    window.addEventListener("beforeunload", (event) => this.#isChanged && event.preventDefault(), { signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
  }
}

customElements.define("unsaved-guard", UnsavedGuard)
