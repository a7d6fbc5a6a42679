// <message-form send conversation>: sends the form inside it through the outbox, so that nothing typed is lost.

import { add } from "conversations/outbox"

class MessageForm extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.addEventListener("submit", (event) => this.#submit(event), { signal })
    this.addEventListener("keydown", (event) => this.#press(event), { signal })
    this.addEventListener("input", () => this.#grow(), { signal })
    this.#grow()
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  get #field() {
    return this.querySelector("textarea")
  }

  // Ctrl or Cmd with Enter sends; Enter alone is a new line, as everywhere on a phone.
  #press(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    event.preventDefault()
    this.querySelector("form").requestSubmit(this.querySelector("[data-instead]"))
  }

  async #submit(event) {
    // A button that does something else with the words than sending them now.
    if (event.submitter?.hasAttribute("formaction")) return
    event.preventDefault()
    const form = event.target
    const adder = this.querySelector("file-adder")
    if (adder?.isBusy) return adder.sayBusy()
    const text = this.#field.value.trim()
    const files = adder?.take() ?? []
    if (!text && !files.length) return this.#field.focus()
    const value = {
      url: this.getAttribute("send"),
      conversation: this.getAttribute("conversation"),
      client_id: crypto.randomUUID(),
      text,
      typed_at: new Date().toISOString(),
      extra: { ...this.#extra(form), ...(files.length ? { files } : {}) },
    }
    // In the same frame the words leave the field and stand in the thread; if the disk refuses they come back.
    this.dispatchEvent(new CustomEvent("message:typed", { bubbles: true, detail: value }))
    this.#field.value = ""
    this.#grow()
    try {
      await add(value)
      for (const tick of form.querySelectorAll("[data-extra]")) tick.checked = false
      form.dispatchEvent(new CustomEvent("draft:sent", { bubbles: true }))
    } catch {
      form.client_id.value = value.client_id
      this.#field.value = text
      adder?.putBack()
      form.submit()
    }
  }

  #extra(form) {
    const seen = form.elements.namedItem("seen")
    const ticked = [...form.querySelectorAll("[data-extra]:checked")].map(({ name }) => [name, true])
    return { ...(seen ? { seen: Number(seen.value) } : {}), ...Object.fromEntries(ticked) }
  }

  #grow() {
    const field = this.#field
    if (!field || CSS.supports("field-sizing", "content")) return
    field.rows = Math.min(8, Math.max(1, field.value.split("\n").length))
  }
}

customElements.define("message-form", MessageForm)
