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
    keepWithPerson(event.target, size)
    for (const button of document.querySelectorAll("text-size button"))
      button.setAttribute("aria-pressed", String(button.value === size))
  }
}

// The server keeps it with the person, for their other devices; here it is already as they want it.
function keepWithPerson(form, size) {
  const body = new FormData(form)
  body.set("size", size)
  fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => undefined)
}

customElements.define("text-size", TextSize)
