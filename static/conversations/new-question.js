// <new-question from to>: a closed conversation leads to a new question, and what was typed here goes along.

import { get, put, remove } from "app/sealed-store"

const STORE = "drafts"

export async function carry(text, to) {
  await put(STORE, to, text)
}

class NewQuestion extends HTMLElement {
  connectedCallback() {
    this.#look().catch(console.warn)
  }

  async #look() {
    const [from, to] = [this.getAttribute("from"), this.getAttribute("to")]
    const text = await get(STORE, from)
    if (!text) return
    this.querySelector("[data-kept]").hidden = false
    this.querySelector("a").addEventListener("click", async (event) => {
      event.preventDefault()
      const href = event.currentTarget.href
      await carry(text, to)
      await remove(STORE, from)
      location.assign(href)
    })
  }
}

customElements.define("new-question", NewQuestion)
