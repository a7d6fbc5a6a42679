// <file-adder add largest most>: photos and files before they are sent: chosen, on their way, being checked, added.
//
// Each goes up by itself, one after the other, and is looked at by the server; only what says "added" goes with
// the message. A photo chosen without a connection is refused with its reason and can be tried again; the text
// of the message is not touched by any of it. With `question` they go with a question that is not asked yet, by an
// ordinary form; who it is about may still change there, and then they go up once more. `isBusy`, `sayBusy()`, `take()` and `putBack()` are for <message-form>.

import { announce } from "app/live-region"
import { state, upload, remove } from "conversations/uploading"

class FileAdder extends HTMLElement {
  #closed
  #queue = Promise.resolve()
  #files = new Map()
  #taken = []

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    const area = this.closest("form")
    this.addEventListener("click", (event) => this.#click(event), { signal })
    this.addEventListener("change", (event) => this.#chosen(event), { signal })
    area.addEventListener("paste", (event) => this.#given(event, event.clipboardData), { signal })
    area.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault(), { signal })
    area.addEventListener("drop", (event) => this.#given(event, event.dataTransfer), { signal })
    if (this.hasAttribute("question")) {
      area.addEventListener("submit", (event) => this.#holdBack(event), { signal })
      area.addEventListener("change", ({ target }) => target.name === "patient" && this.#about(target.value), { signal })
    }
    for (const item of this.#items) if (["received", "checking"].includes(item.dataset.state)) this.#follow(item)
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  get #list() {
    return this.querySelector(".adder__list")
  }

  get #items() {
    return [...this.#list.children]
  }

  get isBusy() {
    return this.#items.some((item) => ["sending", "received", "checking"].includes(item.dataset.state))
  }

  sayBusy() {
    this.#say(this.dataset.busy)
  }

  // The files of a message that leaves the composer now. What was refused did not go along, and goes on saying so
  // until it is put away or something else is chosen.
  take() {
    this.#say("")
    this.#taken = this.#items.filter((item) => item.dataset.state === "ready")
    for (const item of this.#taken) item.remove()
    for (const item of this.#items) item.toggleAttribute("data-left-behind", item.dataset.state === "refused")
    return this.#taken.map((item) => item.dataset.id)
  }

  putBack() {
    this.#list.append(...this.#taken)
  }

  #holdBack(event) {
    if (!this.isBusy) return
    event.preventDefault()
    this.sayBusy()
  }

  #about(patient) {
    const before = this.getAttribute("add")
    this.setAttribute("add", before.replace(/[^/]+(?=\/files\/$)/, patient))
    for (const item of this.#items) {
      if (item.dataset.id) remove(before, item.dataset.id)
      if (!this.#files.has(item)) item.remove()
      else this.#again(item)
    }
  }

  #again(item) {
    item.querySelector("[name=files]")?.remove()
    delete item.dataset.id
    this.#files.get(item).client_id = crypto.randomUUID()
    this.#send(item)
  }

  #given(event, source) {
    const files = [...(source?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    this.#add(files)
  }

  #chosen(event) {
    if (!event.target.matches("[data-input]")) return
    const files = [...event.target.files]
    event.target.value = ""
    this.#add(files)
  }

  #add(files) {
    this.#say("")
    for (const item of this.querySelectorAll("[data-left-behind]")) item.remove()
    const room = Number(this.getAttribute("most")) - this.#items.filter((item) => item.dataset.state !== "refused").length
    if (files.length > room) this.#say(this.dataset.tooMany)
    for (const file of files.slice(0, Math.max(room, 0))) this.#begin(file)
  }

  #begin(file) {
    const item = document.importNode(this.querySelector("template[data-item]").content, true).querySelector("li")
    item.querySelector(".adder__name").textContent = file.name
    item.querySelector("[data-remove]").setAttribute("aria-label", this.dataset.away.replace("{name}", file.name))
    this.#list.append(item)
    if (file.size > Number(this.getAttribute("largest"))) return this.#refuse(item, this.dataset.tooLarge)
    this.#files.set(item, { file, client_id: crypto.randomUUID() })
    this.#send(item)
  }

  #send(item) {
    item.dataset.state = "sending"
    item.querySelector("[data-again]").hidden = true
    this.#progress(item, 0)
    this.#queue = this.#queue.then(() => this.#upload(item)).catch(console.warn)
  }

  async #upload(item) {
    if (!item.isConnected) return
    const { file, client_id } = this.#files.get(item)
    const add = this.getAttribute("add")
    const answer = await upload(add, file, client_id, {
      signal: this.#closed.signal,
      question: this.getAttribute("question"),
      progress: (percent) => this.#progress(item, percent),
    })
    if (add !== this.getAttribute("add")) return answer.id && remove(add, answer.id)
    if (answer.reason) return this.#hold(item, this.dataset[answer.reason])
    if (answer.sentence) return this.#refuse(item, answer.sentence)
    item.dataset.id = answer.id
    if (!item.isConnected) return remove(add, answer.id)
    await this.#show(item, answer)
  }

  // Asked again, a little later each time, until the server has looked at it.
  async #follow(item, pause = 300) {
    const { id } = item.dataset
    await new Promise((resolve) => setTimeout(resolve, pause))
    if (!item.isConnected || item.dataset.id !== id) return
    const answer = await state(this.getAttribute("add"), id)
    if (item.dataset.id !== id) return
    if (answer.gone) return item.remove()
    return answer.id ? this.#show(item, answer, pause) : this.#follow(item, Math.min(pause * 1.5, 5000))
  }

  async #show(item, answer, pause) {
    item.dataset.state = answer.state
    item.querySelector("progress")?.remove()
    if (answer.state === "refused") {
      remove(this.getAttribute("add"), item.dataset.id) // it was told; nobody needs it any more
      return this.#refuse(item, answer.why)
    }
    if (answer.state === "ready") return this.#added(item, answer)
    this.#state(item, this.dataset.checking)
    return this.#follow(item, pause ? Math.min(pause * 1.5, 5000) : 300)
  }

  #added(item, { id, name, thumbnail }) {
    item.querySelector(".adder__name").textContent = name
    this.#state(item, this.dataset.added)
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "files", value: id })
    item.prepend(field)
    if (thumbnail) item.querySelector(".adder__picture").replaceChildren(Object.assign(new Image(), { src: thumbnail, alt: "" }))
    this.#say("")
    announce(`${name}: ${this.dataset.added}`)
  }

  #hold(item, sentence) {
    item.dataset.state = "held"
    item.querySelector("progress")?.setAttribute("hidden", "")
    item.querySelector("[data-again]").hidden = false
    this.#state(item, sentence)
    announce(sentence)
  }

  #refuse(item, sentence) {
    item.dataset.state = "refused"
    item.querySelector("progress")?.remove()
    this.#state(item, sentence)
    announce(sentence)
  }

  #progress(item, percent) {
    const bar = item.querySelector("progress")
    if (!bar) return
    bar.hidden = false
    bar.value = percent
    this.#state(item, percent < 100 ? this.dataset.sending.replace("{percent}", percent) : this.dataset.checking)
  }

  #state(item, text) {
    item.querySelector(".adder__state").textContent = text
  }

  #say(text) {
    this.querySelector(".adder__notice").textContent = text
  }

  #click(event) {
    const button = event.target.closest("[data-choose], [data-remove], [data-again]")
    if (!button) return
    if (button.dataset.choose) {
      this.querySelector("details").open = false
      this.querySelector(`[data-input="${button.dataset.choose}"]`).click()
    } else if (button.matches("[data-again]")) {
      this.#send(button.closest("li"))
    } else {
      event.preventDefault()
      this.#remove(button.closest("li"))
    }
  }

  #remove(item) {
    const next = item.nextElementSibling ?? item.previousElementSibling
    item.remove()
    if (item.dataset.id) remove(this.getAttribute("add"), item.dataset.id)
    this.#say("")
    const focus = next?.querySelector("[data-remove]") ?? this.closest("form").querySelector("textarea")
    focus.focus()
  }
}

customElements.define("file-adder", FileAdder)
