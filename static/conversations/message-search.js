// <message-search>: sends the search by fetch, so that going back from a message shows what was found again.
//
// The words stand in the history of this tab alone, never in an address.

import { announce } from "app/live-region"
import { fragmentOf } from "app/trusted"

class MessageSearch extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    this.addEventListener("submit", (event) => this.#submit(event), { signal: this.#closed.signal })
    const words = history.state?.searched
    if (words && !this.querySelector("[data-stretch]")) {
      this.#form.elements.words.value = words
      this.#send(this.#form)
    }
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  get #form() {
    return this.querySelector("form[role=search]")
  }

  get #found() {
    return this.querySelector("[data-found]")
  }

  #submit(event) {
    const form = event.target
    if (form === this.#form && form.elements.words.value.trim().length < 2) return
    event.preventDefault()
    if (form === this.#form) history.replaceState({ searched: form.elements.words.value }, "")
    this.#send(form)
  }

  async #send(form) {
    const isFurther = form.matches("[data-further]")
    this.#found.ariaBusy = "true"
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" })
      const stretch = response.ok && (await fragmentOf(response)).querySelector("[data-stretch]")
      if (!stretch) return form.submit()
      if (isFurther) form.replaceWith(stretch)
      else this.#found.replaceChildren(stretch)
      announce(stretch.querySelector("[role=status]").textContent.trim())
      if (isFurther) (stretch.querySelector("a, button") ?? this.#form.elements.words).focus()
    } catch {
      form.submit()
    } finally {
      this.#found.ariaBusy = "false"
    }
  }
}

customElements.define("message-search", MessageSearch)
