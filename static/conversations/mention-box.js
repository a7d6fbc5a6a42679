// <mention-box source>: around a textarea and a list; @ and letters show colleagues, arrows and Enter choose one.

import { fragmentOf } from "app/trusted"

const PAUSE = 150
const BEGUN = /(^|\s)@([^@\n]{0,40})$/u

class MentionBox extends HTMLElement {
  #closed
  #timer
  #asked = 0

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    const field = this.#field
    field.setAttribute("aria-autocomplete", "list")
    field.setAttribute("aria-controls", this.#list.id)
    field.addEventListener("input", () => this.#later(), { signal })
    field.addEventListener("keydown", (event) => this.#press(event), { signal })
    field.addEventListener("blur", () => setTimeout(() => this.#hide(), 150), { signal })
    // The field keeps the focus: a choice is made before it would lose it.
    this.#list.addEventListener("pointerdown", (event) => this.#point(event), { signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
    clearTimeout(this.#timer)
  }

  get #field() {
    return this.querySelector("textarea")
  }

  get #list() {
    return this.querySelector("[role=listbox]")
  }

  #begun() {
    return BEGUN.exec(this.#field.value.slice(0, this.#field.selectionStart))
  }

  #later() {
    clearTimeout(this.#timer)
    if (!this.#begun()) return this.#hide()
    this.#timer = setTimeout(() => this.#ask().catch(console.warn), PAUSE)
  }

  async #ask() {
    const begun = this.#begun()
    if (!begun) return this.#hide()
    const asked = ++this.#asked
    const query = new URLSearchParams({ zoek: begun[2] })
    const response = await fetch(`${this.getAttribute("source")}?${query}`, { redirect: "manual" })
    if (!response.ok || asked !== this.#asked) return
    const options = [...(await fragmentOf(response)).querySelectorAll("[role=option]")]
    for (const option of options) option.id = `${this.#list.id}-${option.id}`
    this.#list.replaceChildren(...options)
    this.#list.hidden = options.length === 0
    if (options.length) this.#choose(options[0])
    else this.#hide()
  }

  #press(event) {
    if (this.#list.hidden || event.isComposing) return
    const options = [...this.#list.children]
    const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true")
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) this.#choose(options.at((here + step) % options.length))
    else if (event.key === "Enter" || event.key === "Tab") this.#insert(options[here])
    else if (event.key === "Escape") this.#hide()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #point(event) {
    const option = event.target.closest("[role=option]")
    if (!option) return
    event.preventDefault()
    this.#insert(option)
  }

  #choose(chosen) {
    for (const option of this.#list.children) option.setAttribute("aria-selected", option === chosen)
    this.#field.setAttribute("aria-activedescendant", chosen.id)
    chosen.scrollIntoView({ block: "nearest" })
  }

  #insert(option) {
    const field = this.#field
    const start = field.selectionStart - this.#begun()[2].length
    field.setRangeText(`${option.dataset.name} `, start, field.selectionStart, "end")
    this.#hide()
    field.dispatchEvent(new Event("input", { bubbles: true }))
    field.focus()
  }

  #hide() {
    this.#list.hidden = true
    this.#field.removeAttribute("aria-activedescendant")
  }
}

customElements.define("mention-box", MentionBox)
