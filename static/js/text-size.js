// <text-size>: changes the size of text at once; without script its form does the same through the server.

import { keepCookie } from "app/cookies"

class TextSize extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.#choose(event))
  }

  #choose(event) {
    const size = event.submitter?.value
    if (!size) return
    event.preventDefault()
    document.documentElement.dataset.textSize = size
    keepCookie("text_size", size)
    for (const button of document.querySelectorAll("text-size button"))
      button.setAttribute("aria-pressed", String(button.value === size))
  }
}

customElements.define("text-size", TextSize)
