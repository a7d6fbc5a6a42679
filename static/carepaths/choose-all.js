// <choose-all>: the box with data-all ticks, or unticks, every other box inside, and says how they stand together.

class ChooseAll extends HTMLElement {
  #closed

  connectedCallback() {
    const all = this.querySelector("[data-all]")
    if (!all) return
    this.#closed = new AbortController()
    this.addEventListener("change", (event) => this.#follow(all, event.target), { signal: this.#closed.signal })
    this.#show(all)
  }

  disconnectedCallback() {
    this.#closed?.abort()
  }

  get #others() {
    return [...this.querySelectorAll("input[type='checkbox']:not([data-all])")]
  }

  #follow(all, changed) {
    if (changed === all) for (const each of this.#others) each.checked = all.checked
    this.#show(all)
  }

  #show(all) {
    const ticked = this.#others.filter((each) => each.checked).length
    all.checked = ticked === this.#others.length
    all.indeterminate = ticked > 0 && !all.checked
  }
}

customElements.define("choose-all", ChooseAll)
