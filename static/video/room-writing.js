// <room-writing>: the chat of a room, and captions that somebody types live. What there is to read is in the state that
// our server draws (`#visit-written`); `show` takes it from there.

const REST = 700

class RoomWriting extends HTMLElement {
  #closed
  #known = 0
  #timer
  #isSending = false

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.#room.addEventListener("click", ({ target }) => this.#press(target.closest("[data-control]")), { signal })
    this.querySelector("[data-say-form]").addEventListener("submit", (event) => this.#say(event), { signal })
    this.#caption?.addEventListener("input", () => this.#typed(), { signal })
    this.addEventListener("keydown", (event) => this.#key(event), { signal })
  }

  disconnectedCallback() {
    this.#closed.abort()
    clearTimeout(this.#timer)
  }

  get #room() {
    return this.closest("video-room")
  }

  get #chat() {
    return this.querySelector("[data-chat]")
  }

  get #caption() {
    return this.querySelector("[data-caption-field] input")
  }

  // What was written, as our server draws it.
  show(written) {
    const [lines, captions] = written.children
    const list = this.querySelector("[data-lines]")
    const count = lines.children.length
    if (list.children.length !== count) {
      list.replaceChildren(...[...lines.cloneNode(true).children])
      list.lastElementChild?.scrollIntoView({ block: "nearest" })
    }
    if (count > this.#known && this.#chat.hidden) this.#mark(true)
    this.#known = count
    const region = this.#room.querySelector("[data-captions]")
    if (region.innerHTML !== captions.innerHTML) region.replaceChildren(...[...captions.cloneNode(true).childNodes])
    region.hidden = !region.childElementCount
  }

  #mark(isNew) {
    this.#room.querySelector("[data-control=chat]").toggleAttribute("data-new", isNew)
  }

  #press(control) {
    const name = control?.dataset.control
    if (name === "chat") this.#open(control, this.#chat, this.#chat.querySelector("input[name=tekst]"))
    if (name === "caption") this.#open(control, this.querySelector("[data-caption-field]"), this.#caption)
  }

  #open(control, part, field) {
    part.hidden = !part.hidden
    control.setAttribute("aria-expanded", String(!part.hidden))
    if (part === this.#chat) this.#mark(false)
    if (part.hidden) return control.focus()
    field.focus()
    part.scrollIntoView({ block: "nearest" })
  }

  #key(event) {
    const part = event.target.closest("[data-chat], [data-caption-field]")
    if (event.key === "Escape" && part) this.#room.querySelector(part === this.#chat ? "[data-control=chat]" : "[data-control=caption]").click()
    // A line is said: the next one begins.
    if (event.key === "Enter" && event.target === this.#caption) this.#caption.select()
  }

  async #say(event) {
    event.preventDefault()
    const field = this.#chat.querySelector("input[name=tekst]")
    if (this.#isSending || !field.value.trim()) return
    this.#isSending = true
    const sentence = await this.#post(this.dataset.say, field.value)
    this.#isSending = false
    const place = this.querySelector("[data-unsaid]")
    place.textContent = sentence
    place.hidden = !sentence
    if (!sentence) field.value = ""
    this.#room.refresh()
  }

  // As it is typed, but not with every letter.
  #typed() {
    this.#timer ??= setTimeout(async () => {
      this.#timer = undefined
      await this.#post(this.dataset.caption, this.#caption.value)
    }, REST)
  }

  // Gives the sentence that says why not, if so.
  async #post(address, words) {
    const token = this.#room.querySelector("[name=csrfmiddlewaretoken]").value
    const body = new URLSearchParams({ tekst: words })
    const response = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, body, redirect: "manual" }).catch(() => undefined)
    if (response?.ok) return ""
    const answer = await response?.json().catch(() => undefined)
    return answer?.sentence ?? this.querySelector("[data-unsaid]").dataset.words
  }
}

customElements.define("room-writing", RoomWriting)
