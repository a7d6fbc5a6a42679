// <case-composers>: answer or note, one at a time; `/` at the start of an answer opens the standard replies.

class CaseComposers extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    for (const tab of this.#tabs()) tab.addEventListener("click", () => this.#show(tab, true), { signal })
    this.addEventListener("keydown", (event) => this.#press(event), { signal })
    this.addEventListener("click", (event) => this.#insert(event), { signal })
    const note = this.querySelector("#panel-note textarea")
    this.#show(note?.value ? this.#tabs()[1] : this.#tabs()[0], false)
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  #tabs() {
    return [...this.querySelectorAll("[role=tab]")]
  }

  #panel(tab) {
    return this.querySelector(`#${tab.getAttribute("aria-controls")}`)
  }

  #show(chosen, focus) {
    for (const tab of this.#tabs()) {
      tab.setAttribute("aria-selected", tab === chosen)
      tab.tabIndex = tab === chosen ? 0 : -1
      this.#panel(tab).hidden = tab !== chosen
    }
    if (focus) this.#panel(chosen).querySelector("textarea").focus()
  }

  #press(event) {
    if (event.target.matches("[role=tab]") && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      const other = this.#tabs().find((tab) => tab !== event.target)
      this.#show(other, false)
      other.focus()
    }
    const details = this.querySelector("[data-replies]")
    if (event.key === "/" && details && event.target.matches("#panel-reply textarea") && !event.target.value) {
      event.preventDefault()
      details.open = true
    }
  }

  #insert(event) {
    const link = event.target.closest("a[data-text]")
    if (!link) return
    event.preventDefault()
    const field = this.querySelector("#panel-reply textarea")
    field.value = field.value ? `${field.value}\n${link.dataset.text}` : link.dataset.text
    link.closest("details").open = false
    field.dispatchEvent(new Event("input", { bubbles: true }))
    field.focus()
  }
}

customElements.define("case-composers", CaseComposers)
