// <draft-keeper key="conversation-…">: keeps the unsent text of the field inside it, through reload and lost session.

import { get, put, remove } from "app/sealed-store"

const STORE = "drafts"
const PAUSE = 250

class DraftKeeper extends HTMLElement {
  #closed
  #timer

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.addEventListener("input", () => this.#later(), { signal })
    this.addEventListener("draft:sent", () => this.forget(), { signal })
    document.addEventListener("visibilitychange", () => this.#keep(), { signal })
    this.#restore().catch(console.warn)
  }

  disconnectedCallback() {
    this.#closed.abort()
    clearTimeout(this.#timer)
  }

  get #field() {
    return this.querySelector("textarea")
  }

  get #key() {
    return this.getAttribute("key")
  }

  #later() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#keep(), PAUSE)
  }

  #keep() {
    const text = this.#field?.value ?? ""
    const kept = text.trim() ? put(STORE, this.#key, text) : remove(STORE, this.#key)
    return kept.catch(console.warn)
  }

  async #restore() {
    const text = await get(STORE, this.#key)
    if (!text || !this.#field || this.#field.value) return
    if (alreadySent(text)) return this.forget()
    this.#field.value = text
    this.#field.dispatchEvent(new Event("input", { bubbles: true }))
  }

  // The text was sent, by script or by the form: there is nothing to keep.
  forget() {
    clearTimeout(this.#timer)
    return remove(STORE, this.#key).catch(console.warn)
  }
}

// After an ordinary form post the page comes back with the message in it.
function alreadySent(text) {
  const sent = [...document.querySelectorAll(".message__text")].slice(-20)
  return sent.some((element) => element.textContent.trim() === text.trim())
}

customElements.define("draft-keeper", DraftKeeper)
