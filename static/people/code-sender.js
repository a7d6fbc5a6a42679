// <code-sender now>: presses the button inside it by itself, so that the code is on its way as soon as the page is seen.
// A page that is only fetched ahead, or looked at by a scanner, runs no script and sends nothing.

class CodeSender extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute("now")) this.querySelector("form").requestSubmit()
  }
}

customElements.define("code-sender", CodeSender)
