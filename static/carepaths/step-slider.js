// <step-slider>: a step is drawn along its line by finger, mouse or arrow keys; letting go posts the form inside.
// Escape, or coming back to where it was, leaves it as it is.

// Of one day or hour.
const PIXELS = 20
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }

class StepSlider extends HTMLElement {
  #by = 0
  #closed
  #grip
  #said
  #start = null

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.#grip = this.querySelector("[data-grip]")
    this.#said = this.#grip.textContent.trim()
    this.#describe()
    this.#grip.addEventListener("pointerdown", (event) => this.#take(event), { signal })
    this.#grip.addEventListener("pointermove", (event) => this.#drag(event), { signal })
    this.#grip.addEventListener("pointerup", () => this.#drop(), { signal })
    this.#grip.addEventListener("pointercancel", () => this.#back(), { signal })
    this.#grip.addEventListener("keydown", (event) => this.#press(event), { signal })
    this.#grip.addEventListener("blur", () => this.#back(), { signal })
    if (location.hash === `#${this.dataset.place}`) this.#grip.focus()
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  #describe() {
    const { name, offset, help } = this.dataset
    const slider = { role: "slider", tabindex: 0, "aria-label": name, "aria-valuenow": offset }
    const words = { "aria-valuemin": -17520, "aria-valuemax": 17520, "aria-describedby": help }
    for (const [key, value] of Object.entries({ ...slider, ...words })) this.#grip.setAttribute(key, value)
    this.#show(0)
  }

  #take(event) {
    if (event.button) return
    this.#start = event.clientX
    this.#grip.setPointerCapture(event.pointerId)
  }

  #drag(event) {
    if (this.#start === null) return
    const direction = getComputedStyle(this).direction === "rtl" ? -1 : 1
    const pixels = event.clientX - this.#start
    this.#grip.style.translate = `${pixels}px`
    this.#show(Math.round((pixels * direction) / PIXELS))
  }

  #press(event) {
    if (event.key === "Escape") return this.#back()
    if (event.key === "Enter") return this.#drop()
    if (!(event.key in KEYS)) return
    event.preventDefault()
    this.#show(this.#by + KEYS[event.key])
  }

  #drop() {
    const by = this.#by
    if (!by) return this.#back()
    this.#start = null
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "verschil", value: by })
    const form = this.querySelector("form")
    form.append(field)
    form.requestSubmit()
  }

  #back() {
    this.#start = null
    this.#grip.style.translate = ""
    this.#show(0)
  }

  #show(by) {
    this.#by = by
    const words = by ? this.#words(by) : this.#said
    this.#grip.textContent = words
    this.#grip.setAttribute("aria-valuenow", Number(this.dataset.offset) + by)
    this.#grip.setAttribute("aria-valuetext", by ? `${this.#said}: ${words}` : words)
  }

  #words(by) {
    const number = Math.abs(by)
    const name = `${by < 0 ? "earlier" : "later"}${number === 1 ? "One" : "More"}`
    return this.dataset[name].replace("{n}", number)
  }
}

customElements.define("step-slider", StepSlider)
