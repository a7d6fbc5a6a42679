// <photo-viewer>: opens the pictures of a conversation large, in the dialog inside it; arrows walk through them.

class PhotoViewer extends HTMLElement {
  #closed
  #shown

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.#thread.addEventListener("click", (event) => this.#open(event), { signal })
    this.addEventListener("click", (event) => this.#click(event), { signal })
    this.addEventListener("keydown", (event) => this.#press(event), { signal })
    this.#dialog.addEventListener("close", () => this.#leave(), { signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  get #thread() {
    return this.closest("live-thread")
  }

  get #dialog() {
    return this.querySelector("dialog")
  }

  get #pictures() {
    return [...this.#thread.querySelectorAll("a[data-picture]")]
  }

  #open(event) {
    const link = event.target.closest("a[data-picture]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    this.#show(link)
    this.#dialog.showModal()
  }

  #show(link) {
    const pictures = this.#pictures
    const at = pictures.indexOf(link)
    this.#shown = link
    const image = Object.assign(new Image(), { src: link.href, alt: link.querySelector("img").alt })
    this.querySelector(".photo__stage").replaceChildren(image)
    this.querySelector(".photo__name").textContent = `${link.dataset.name} (${at + 1}/${pictures.length})`
    this.querySelector("[data-keep]").href = `${link.href}?bewaren`
    this.querySelector("[data-step='-1']").disabled = at === 0
    this.querySelector("[data-step='1']").disabled = at === pictures.length - 1
    this.querySelector(".photo__steps").hidden = pictures.length < 2
  }

  #click(event) {
    const step = Number(event.target.closest("[data-step]")?.dataset.step)
    if (step) this.#step(step)
    // The dialog itself is hit only beside what stands in it.
    if (event.target.closest("[data-close]") || event.target === this.#dialog) this.#dialog.close()
  }

  #press(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step) this.#step(document.dir === "rtl" ? -step : step)
  }

  #step(step) {
    const pictures = this.#pictures
    const next = pictures[pictures.indexOf(this.#shown) + step]
    if (next) this.#show(next)
  }

  #leave() {
    this.querySelector(".photo__stage").replaceChildren()
    this.#shown?.focus()
  }
}

customElements.define("photo-viewer", PhotoViewer)
