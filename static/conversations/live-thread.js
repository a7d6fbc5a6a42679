// <live-thread source read conversation>: keeps a conversation complete while it is open, with what waits in the outbox.
//
// Everything that is new comes as HTML from `source`, by the last number, the last note and how far the other
// side has read. Each <li> has an id, its moment (`data-at`) and a version: unknown ones are put in their
// place, changed ones replaced. Messages that are not on the server yet stand at the end.

import { announce } from "app/live-region"
import { fragmentOf } from "app/trusted"
import { Pending } from "conversations/pending"
import { Presence } from "conversations/presence"
import { watch } from "realtime/socket"

class LiveThread extends HTMLElement {
  #closed
  #pending
  #refreshing = Promise.resolve()
  #reported = 0

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.#pending = new Pending(this, { signal, refresh: () => this.refresh() })
    const [conversation, organisation, guest] = ["conversation", "organisation", "guest"].map((name) => this.getAttribute(name))
    watch({ conversation, organisation, guest, after: () => this.#knownNumber() }, () => this.refresh(), { signal })
    // Notes, and who has it, are not in the numbers of a conversation; its department hears of those.
    const changed = (frame) => frame.conversation === conversation && this.refresh()
    if (organisation && !guest) watch({ list: "queue", organisation }, changed, { signal })
    if (organisation && !guest) new Presence(this, { conversation, signal })
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh(), { signal })
    this.#reportRead()
    this.#stayAtThePlace(signal)
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  get list() {
    return this.querySelector("ol.messages")
  }

  // News, a reconnect and one's own message all take this path, one at a time.
  refresh() {
    this.#refreshing = this.#refreshing.then(() => this.#fetchNews()).catch(console.warn)
    return this.#refreshing
  }

  async #fetchNews() {
    const query = new URLSearchParams(location.search)
    query.set("na", this.#knownNumber())
    query.set("gelezen", this.querySelector("[data-read-number]")?.dataset.readNumber ?? 0)
    query.set("sinds", this.#lastNote())
    const response = await fetch(`${this.getAttribute("source")}?${query}`, { redirect: "manual" })
    // Not ours to read any more: the page says so itself.
    if (response.status === 404) return location.reload()
    if (!response.ok) return
    const fragment = await fragmentOf(response)
    const atEnd = this.#isAtEnd()
    const isOld = this.#isOld
    const news = [...fragment.querySelectorAll("li[id]")].filter((item) => !isOld || document.getElementById(item.id))
    const fresh = news.filter((item) => this.#place(item))
    for (const part of fragment.querySelectorAll("[data-live]")) replacePart(part)
    this.#said(fresh)
    if (atEnd && fresh.length) this.#toTheEnd()
    this.#reportRead()
  }

  // Returns whether the item was not there before.
  #place(item) {
    const known = document.getElementById(item.id)
    if (known && known.dataset.version === item.dataset.version && !known.dataset.key) return false
    if (known && !known.dataset.key) {
      if (known.contains(document.activeElement)) return false
      known.replaceWith(item)
      return false
    }
    known?.remove()
    const later = [...this.list.children].find((each) => !each.dataset.at || each.dataset.at > item.dataset.at)
    this.list.insertBefore(item, later ?? null)
    return !known
  }

  // While later messages are not on the screen, what is new is not put below the older ones: there would be a hole.
  get #isOld() {
    return Boolean(this.querySelector("#later a"))
  }

  #knownNumber() {
    return this.#isOld ? Number(this.getAttribute("last")) : this.#lastNumber()
  }

  #lastNumber() {
    return Math.max(0, ...[...this.list.querySelectorAll("[data-number]")].map((item) => Number(item.dataset.number)))
  }

  #lastNote() {
    const notes = [...this.list.querySelectorAll("[data-note]")].map((item) => item.dataset.note)
    return notes.sort().at(-1) ?? this.list.querySelector("[data-at]")?.dataset.at ?? ""
  }

  // The log itself is read by a screen reader; elsewhere on the page one hears that something came.
  #said(fresh) {
    const seen = this.querySelector("[name=seen]")
    if (seen && !this.querySelector("message-form textarea")?.value) seen.value = this.#lastNumber()
    const others = fresh.filter((item) => item.matches(".message:not(.message--own)"))
    if (others.length) announce(this.querySelector("[data-words]")?.dataset.new)
  }

  #reportRead() {
    const number = this.#lastNumber()
    if (document.hidden || number <= this.#reported) return
    const body = new URLSearchParams({ nummer: number })
    const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" }
    fetch(this.getAttribute("read"), { method: "POST", body, headers, redirect: "manual" })
      .then((response) => response.ok && (this.#reported = number))
      .catch(() => {})
  }

  #scroller() {
    const box = this.querySelector("[role=log]")
    return box.scrollHeight > box.clientHeight + 4 && getComputedStyle(box).overflowY !== "visible"
      ? box
      : document.scrollingElement
  }

  #isAtEnd() {
    const box = this.#scroller()
    return this.#end() - box.scrollTop - box.clientHeight < 160
  }

  // A page grows and shrinks while it opens (forms that fold, photos, fonts): until somebody reads on, the place stays.
  #stayAtThePlace(signal) {
    const observer = new ResizeObserver(() => this.#toThePlace())
    const stop = () => observer.disconnect()
    for (const sign of ["wheel", "touchmove", "pointerdown", "keydown"])
      addEventListener(sign, stop, { once: true, passive: true, signal })
    signal.addEventListener("abort", stop)
    observer.observe(this)
    observer.observe(this.list)
    this.#toThePlace()
  }

  // Where reading goes on: the first that was not read, the beginning of an old stretch, or the end.
  #toThePlace() {
    const unread = document.getElementById("first-unread")
    if (unread) unread.scrollIntoView({ block: "center" })
    else if (this.#isOld && !location.hash) this.list.firstElementChild?.scrollIntoView({ block: "center" })
    else this.#toTheEnd()
  }

  #toTheEnd() {
    if (location.hash) return
    const box = this.#scroller()
    box.scrollTop = this.#end() - box.clientHeight
  }

  // How far down the conversation ends; on a narrow screen more about the patient stands below it.
  #end() {
    const box = this.#scroller()
    if (box !== document.scrollingElement) return box.scrollHeight
    return this.getBoundingClientRect().bottom + box.scrollTop
  }

  // Called for one's own message: it is always brought into view.
  showEnd() {
    this.#toTheEnd()
  }
}

// A part that is being used (a menu open in it, the focus in it) waits for the next time.
function replacePart(part) {
  const known = document.getElementById(part.id)
  if (!known || known.isEqualNode(part)) return
  if (known.querySelector("details[open]") || known.contains(document.activeElement)) return
  known.replaceWith(part)
}

customElements.define("live-thread", LiveThread)
