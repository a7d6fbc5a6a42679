// <read-back edge="earlier|later">: the link inside it, pressed or scrolled to, puts more messages into the list beside it.
//
// The answer holds messages and the next two links. What stands on the screen stays where it is.

import { fragmentOf } from "app/trusted"

class ReadBack extends HTMLElement {
  #closed
  #busy = false

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.addEventListener("click", (event) => this.#press(event), { signal })
    const near = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && this.#more(), { rootMargin: "300px" })
    near.observe(this)
    signal.addEventListener("abort", () => near.disconnect())
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  get #link() {
    return this.querySelector("a")
  }

  get #log() {
    return this.closest("[role=log]")
  }

  #press(event) {
    if (!event.target.closest("a") || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    this.#more()
  }

  async #more() {
    if (this.#busy || !this.#link) return
    this.#busy = true
    this.#log.ariaBusy = "true"
    try {
      const response = await fetch(this.#link.dataset.part, { redirect: "manual" })
      if (response.ok) this.#put(await fragmentOf(response))
    } catch (error) {
      console.warn(error) // the link is still there to press
    } finally {
      this.#log.ariaBusy = "false"
      this.#busy = false
    }
  }

  #put(fragment) {
    const hadFocus = this.contains(document.activeElement)
    const list = this.#log.querySelector("ol.messages")
    const isEarlier = this.getAttribute("edge") === "earlier"
    const anchor = isEarlier ? list.querySelector(".message") : null
    const before = anchor?.getBoundingClientRect().top
    const fresh = [...fragment.querySelectorAll("ol > li")]
    // The day that stood on top goes: the same day begins further up now.
    if (isEarlier) for (const item of fresh) document.getElementById(item.id)?.remove()
    if (isEarlier) list.prepend(...fresh)
    else list.append(...fresh.filter((item) => !document.getElementById(item.id)))
    this.replaceChildren(...fragment.querySelector(`#${this.id}`).childNodes)
    if (anchor) this.#scroller().scrollTop += anchor.getBoundingClientRect().top - before
    if (hadFocus) (this.#link ?? this.#log).focus()
    if (!isEarlier && !this.#link) this.closest("live-thread")?.refresh()
  }

  #scroller() {
    const box = this.#log
    const scrolls = box.scrollHeight > box.clientHeight + 4 && getComputedStyle(box).overflowY !== "visible"
    return scrolls ? box : document.scrollingElement
  }
}

customElements.define("read-back", ReadBack)
