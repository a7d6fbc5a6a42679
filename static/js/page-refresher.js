// <page-refresher every="2">: a page about work that goes on looks again by itself, for as long as this is in it.

class PageRefresher extends HTMLElement {
  #timer

  connectedCallback() {
    this.#timer = setTimeout(() => location.reload(), Number(this.getAttribute("every")) * 1000)
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
  }
}

customElements.define("page-refresher", PageRefresher)
