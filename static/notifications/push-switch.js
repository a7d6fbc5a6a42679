// <push-switch key keep>: shows whether this browser takes notifications, and turns them on from its button.

import { workerAddress } from "app/trusted"

class PushSwitch extends HTMLElement {
  #closed
  #id
  #known

  async connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.querySelector("button").addEventListener("click", () => this.#turnOn(), { signal })
    document.addEventListener("submit", (event) => this.#forget(event), { signal })
    this.#known = this.#state()
    this.#show(await this.#known)
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  async #state() {
    if (!("PushManager" in window && "serviceWorker" in navigator && "Notification" in window))
      return navigator.standalone === false ? "install" : "unknown"
    if (Notification.permission === "denied") return "blocked"
    const worker = await navigator.serviceWorker.getRegistration()
    const known = await worker?.pushManager.getSubscription()
    if (!known || Notification.permission !== "granted") return "off"
    // Told again each time: whoever signed in here last is the one this browser tells.
    return (await this.#keep(known)) ? "on" : "off"
  }

  async #turnOn() {
    const button = this.querySelector("button")
    button.disabled = true
    try {
      const answer = await Notification.requestPermission()
      if (answer !== "granted") return this.#show(answer === "denied" ? "blocked" : "off")
      await navigator.serviceWorker.register(workerAddress, { updateViaCache: "none" })
      const worker = await navigator.serviceWorker.ready
      const options = { userVisibleOnly: true, applicationServerKey: this.getAttribute("key") }
      const address = await this.#keep(await subscribe(worker, options))
      if (!address) throw new Error("not kept")
      location.assign(address)
    } catch {
      this.#show("off", "failed")
    } finally {
      button.disabled = false
    }
  }

  // Returns where to go on, or nothing when the server did not take it.
  async #keep(subscription) {
    const response = await fetch(this.getAttribute("keep"), {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": this.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify(subscription),
    })
    if (!response.ok) return
    const { to, id } = await response.json()
    this.#id = id
    for (const mark of document.querySelectorAll(`[data-this="${id}"]`)) mark.hidden = false
    return to
  }

  // Turned off on the device itself: else it would be told to the server again at the next look at this page.
  async #forget(event) {
    const forgotten = event.submitter?.dataset.forget
    if (!forgotten) return
    event.preventDefault()
    try {
      // A press may come before the server said which of its lines is this browser.
      await this.#known
      if (forgotten !== this.#id) return
      const worker = await navigator.serviceWorker.ready
      await (await worker.pushManager.getSubscription())?.unsubscribe()
    } finally {
      event.target.submit()
    }
  }

  #show(...states) {
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = !states.includes(part.dataset.when)
  }
}

// A browser that subscribed under an older key of ours must let go of that first.
async function subscribe(worker, options) {
  try {
    return await worker.pushManager.subscribe(options)
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error
    await (await worker.pushManager.getSubscription())?.unsubscribe()
    return worker.pushManager.subscribe(options)
  }
}

customElements.define("push-switch", PushSwitch)
