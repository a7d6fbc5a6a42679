// <case-composers>: answer, note, task or call, one at a time; `/` at the start of an answer opens the standard replies.

class CaseComposers extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    for (const tab of this.#tabs()) tab.addEventListener("click", () => this.#show(tab, true), { signal })
    this.addEventListener("keydown", (event) => this.#press(event), { signal })
    this.addEventListener("click", (event) => this.#insert(event), { signal })
    this.addEventListener("input", (event) => this.#find(event), { signal })
    this.#show(this.#first(), false)
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  #tabs() {
    return [...this.querySelectorAll("[role=tab]")]
  }

  // What was refused, or a note that was begun, stands open again.
  #first() {
    const [answer, ...others] = this.#tabs()
    const isNote = (tab) => tab.id === "tab-note" && this.#panel(tab).querySelector("textarea").value
    return others.find((tab) => "open" in this.#panel(tab).dataset || isNote(tab)) ?? answer
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
    if (focus) this.#panel(chosen).querySelector("textarea, input:not([type=hidden]), select")?.focus()
  }

  #press(event) {
    if (event.target.matches("[role=tab]") && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      const tabs = this.#tabs()
      const step = event.key === "ArrowRight" ? 1 : -1
      const other = tabs.at((tabs.indexOf(event.target) + step) % tabs.length)
      this.#show(other, false)
      other.focus()
    }
    const details = this.querySelector("[data-replies]")
    if (event.key === "/" && details && event.target.matches("#panel-reply textarea") && !event.target.value) {
      event.preventDefault()
      details.open = true
    }
    if (event.target.matches("[data-find]")) this.#pick(event, details)
  }

  #pick(event, details) {
    const [first] = details.querySelectorAll("a[data-text]:not([hidden])")
    if (event.key === "ArrowDown") first?.focus()
    else if (event.key === "Enter") first?.click()
    else return
    event.preventDefault()
  }

  // Letters after `/` narrow the list; Enter takes the first that is left.
  #find(event) {
    if (!event.target.matches("[data-find]")) return
    const words = event.target.value.toLowerCase().split(/\s+/)
    for (const link of this.querySelectorAll("a[data-text]")) {
      const text = link.textContent.toLowerCase()
      link.hidden = !words.every((word) => text.includes(word))
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
