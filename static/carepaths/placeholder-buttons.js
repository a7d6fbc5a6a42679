// <placeholder-buttons>: a button with data-insert puts {name} where one was typing last, in any field of the form.

class PlaceholderButtons extends HTMLElement {
  #field = null

  connectedCallback() {
    this.#field = this.querySelector("textarea")
    this.closest("form")?.addEventListener("focusin", (event) => this.#remember(event.target))
    this.addEventListener("click", (event) => this.#insert(event.target.closest("[data-insert]")))
  }

  #remember(field) {
    if (field.matches("textarea, input[type='text']")) this.#field = field
  }

  #insert(button) {
    if (!button || !this.#field) return
    const field = this.#field
    field.focus()
    field.setRangeText(`{${button.dataset.insert}}`, field.selectionStart, field.selectionEnd, "end")
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

customElements.define("placeholder-buttons", PlaceholderButtons)
