// <passkey-sign-in begin complete next>: its button signs in with a passkey.

import { post, runOnClick, toAnswer, toBytes, withBytes } from "people/passkey"

class PasskeySignIn extends HTMLElement {
  #closed

  connectedCallback() {
    this.#closed = new AbortController()
    runOnClick(this, () => this.#signIn(), this.#closed.signal)
  }

  disconnectedCallback() {
    this.#closed.abort()
  }

  async #signIn() {
    const options = await post(this.getAttribute("begin"))
    const publicKey = {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    }
    const credential = await navigator.credentials.get({ publicKey })
    const address = new URL(this.getAttribute("complete"), location.href)
    address.searchParams.set("next", this.getAttribute("next") ?? "")
    return (await post(address, toAnswer(credential))).to
  }
}

customElements.define("passkey-sign-in", PasskeySignIn)
