// What the outbox still holds of one conversation, shown at the end of its thread.

import { announce } from "app/live-region"
import { carry } from "conversations/new-question"
import { again, drop, listen, waiting } from "conversations/outbox"

export class Pending {
  #thread
  #refresh

  constructor(thread, { signal, refresh }) {
    this.#thread = thread
    this.#refresh = refresh
    thread.addEventListener("message:typed", ({ detail }) => this.#typed(detail), { signal })
    thread.addEventListener("click", (event) => this.#click(event), { signal })
    listen((event) => event.conversation === this.#conversation && this.#hear(event), { signal })
    this.draw()
  }

  get #conversation() {
    return this.#thread.getAttribute("conversation")
  }

  get #words() {
    return this.#thread.querySelector("[data-words]").dataset
  }

  // In the same frame as the key press, before the disk has answered.
  #typed(value) {
    this.#show(value, "")
    this.#thread.showEnd()
  }

  async #hear(event) {
    if (event.name === "sent") {
      this.#notice("")
      announce(this.#words.sent)
      await this.#refresh()
    }
    if (event.name === "held") this.#notice(event.reason === "sign-in" ? this.#words.signIn : this.#words.offline, event)
    await this.draw()
  }

  async draw() {
    const entries = await waiting(this.#conversation)
    const keep = new Set(entries.map(({ value }) => `message-${value.client_id}`))
    for (const item of this.#thread.list.querySelectorAll("[data-key]"))
      if (item.dataset.key && !keep.has(item.id)) item.remove()
    for (const { key, value } of entries) this.#show(value, key)
    if (!entries.length) this.#notice("")
  }

  #show(value, key) {
    const known = document.getElementById(`message-${value.client_id}`)
    if (known && known.dataset.key === undefined) return
    const item = this.#item(value)
    item.id = `message-${value.client_id}`
    item.dataset.key = key
    known ? known.replaceWith(item) : this.#thread.list.append(item)
  }

  #item({ text, failed, extra }) {
    const template = this.#thread.querySelector(failed ? "template[data-failed]" : "template[data-pending]")
    const item = document.importNode(template.content, true).querySelector("li")
    item.querySelector(".message__text").textContent = text || (extra?.files ? this.#words.files : "")
    if (failed) {
      item.querySelector(".message__why").textContent = failed.sentence
      item.querySelector("[data-anyway]").hidden = !failed.isCrossed
      item.querySelector("[data-again]").hidden = failed.isCrossed
      const asNew = item.querySelector("[data-new-question]")
      if (asNew) asNew.hidden = failed.status !== 409 || failed.isCrossed
    }
    return item
  }

  async #click(event) {
    const asNew = event.target.closest("[data-new-question]")
    if (asNew) return this.#askAnew(event, asNew)
    const button = event.target.closest("[data-again], [data-anyway], [data-remove]")
    const key = button?.closest("li")?.dataset.key
    if (!key) return
    if (button.matches("[data-remove]")) drop(key)
    else again(key, button.matches("[data-anyway]") ? { anyway: true } : {})
    this.#thread.querySelector("message-form textarea")?.focus()
  }

  async #askAnew(event, link) {
    event.preventDefault()
    const item = link.closest("li")
    await carry(item.querySelector(".message__text").textContent, link.dataset.newQuestion)
    await drop(item.dataset.key)
    location.assign(link.href)
  }

  #notice(text, event) {
    const notice = this.#thread.querySelector("#outbox-notice")
    if (!notice) return
    notice.hidden = !text
    if (notice.querySelector("p").textContent !== text) notice.querySelector("p").textContent = text
    notice.querySelector("a").hidden = event?.reason !== "sign-in"
  }
}
