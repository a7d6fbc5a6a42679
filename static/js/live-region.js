// <live-region>: says a short text to a screen reader. Any module calls announce(text); the text comes from the page.

const region = () => document.querySelector("live-region")

export function announce(text) {
  const target = region()
  if (!target || !text) return
  target.textContent = ""
  // A text equal to the last one is only read again when the region was empty in between.
  setTimeout(() => (target.textContent = text), 60)
}

class LiveRegion extends HTMLElement {}

customElements.define("live-region", LiveRegion)
