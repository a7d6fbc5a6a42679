// <keyboard-shortcuts>: data-key="r" on a link, button or field gives it that key; `?` lists what this page has.

import { cookie, keepCookie } from "app/cookies"

const TYPING = "input, textarea, select, [contenteditable='true']"

class KeyboardShortcuts extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    document.addEventListener("keydown", (event) => this.#press(event), { signal })
    document.addEventListener("click", (event) => this.#asked(event), { signal })
    this.querySelector("[name=shortcuts]")?.addEventListener("change", (event) => this.#switch(event), { signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  #press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (document.querySelector("dialog[open]")) return
    if (event.target.closest?.(TYPING)) return this.#leave(event)
    if (event.key === "?") return this.#list(event)
    if (cookie("shortcuts") === "off") return
    const target = this.#targets().find((element) => element.dataset.key === event.key)
    if (!target) return
    event.preventDefault()
    target.matches(TYPING) ? target.focus() : target.click()
  }

  // Out of a field, so that the keys of the page work again.
  #leave({ key, target }) {
    if (key === "Escape" && cookie("shortcuts") !== "off" && this.#targets().length) target.blur()
  }

  // Only what can be seen can be pressed; the first of two with the same key wins.
  #targets() {
    return [...document.querySelectorAll("[data-key]")].filter((element) => element.checkVisibility())
  }

  #asked(event) {
    if (event.target.closest?.("[data-shortcuts]")) this.#list(event)
  }

  #list(event) {
    const targets = this.#targets()
    if (!targets.length) return
    event.preventDefault()
    const list = this.querySelector("dl")
    const rows = targets.map((element) => row(element.dataset.key, name(element)))
    list.replaceChildren(...rows.flat(), ...row("?", list.dataset.also))
    const choice = this.querySelector("[name=shortcuts]")
    if (choice) choice.checked = cookie("shortcuts") !== "off"
    this.querySelector("dialog").showModal()
  }

  #switch(event) {
    keepCookie("shortcuts", event.target.checked ? "on" : "off")
  }
}

function name(element) {
  return element.dataset.keyName ?? element.getAttribute("aria-label") ?? element.innerText.trim()
}

function row(key, text) {
  const term = document.createElement("dt")
  const cap = document.createElement("kbd")
  const description = document.createElement("dd")
  cap.textContent = key
  term.append(cap)
  description.textContent = text
  return [term, description]
}

customElements.define("keyboard-shortcuts", KeyboardShortcuts)
