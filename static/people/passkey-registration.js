// <passkey-registration begin complete>: its button makes a passkey on this device and keeps it with the account.

import { post, runOnClick, toAnswer, toBytes, withBytes } from "people/passkey"

class PasskeyRegistration extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    runOnClick(this, () => this.#register(), this.#closed.signal)
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  async #register() {
    const options = await post(this.getAttribute("begin"))
    const publicKey = {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    }
    const credential = await navigator.credentials.create({ publicKey })
    return (await post(this.getAttribute("complete"), toAnswer(credential))).to
  }
}

customElements.define("passkey-registration", PasskeyRegistration)
