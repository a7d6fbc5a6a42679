// The pictures of a call: one tile for each person, and one for a shared screen. Whoever is pinned is large.

export class Tiles {
  #list
  #template
  #pinned = ""
  #tiles = new Map()

  constructor(list, template) {
    this.#list = list
    this.#template = template
    list.addEventListener("click", ({ target }) => this.#pin(target.closest("[data-pin]")?.dataset.pin))
  }

  // shown: [{ key, name, stream, isSelf, isMuted, hasPicture, line, isThin, isInterpreter }]; `line` is good, fair or poor.
  draw(shown) {
    const keys = new Set(shown.map(({ key }) => key))
    for (const [key, tile] of this.#tiles) {
      if (keys.has(key)) continue
      tile.remove()
      this.#tiles.delete(key)
    }
    for (const each of shown) this.#drawOne(each)
    this.#arrange(shown)
  }

  #drawOne({ key, name, stream, isSelf, isMuted, hasPicture, line, isThin, isInterpreter }) {
    const tile = this.#tiles.get(key) ?? this.#make(key)
    const video = tile.querySelector("video")
    if (video.srcObject !== stream) video.srcObject = stream
    video.muted = Boolean(isSelf)
    tile.classList.toggle("tile--self", Boolean(isSelf))
    tile.classList.toggle("tile--muted", Boolean(isMuted))
    tile.classList.toggle("tile--dark", !hasPicture)
    tile.classList.toggle("tile--interpreter", Boolean(isInterpreter))
    tile.classList.toggle("tile--thin", Boolean(isThin))
    const bars = tile.querySelector(".tile__bars")
    bars.hidden = !line
    if (line) {
      bars.dataset.quality = line
      bars.setAttribute("aria-label", bars.dataset[line])
    }
    tile.querySelector("bdi").textContent = name
    tile.querySelector(".tile__avatar").textContent = initials(name)
    tile.querySelector(".tile__pin .visually-hidden").textContent = ` ${name}`
  }

  #make(key) {
    const tile = this.#template.content.cloneNode(true).firstElementChild
    tile.dataset.tile = key
    tile.querySelector(".tile__pin").dataset.pin = key
    this.#tiles.set(key, tile)
    this.#list.append(tile)
    return tile
  }

  #pin(key) {
    if (!key) return
    this.#pinned = this.#pinned === key ? "" : key
    this.#arrange()
  }

  #arrange(shown) {
    if (shown) this.#order = shown
    const screen = this.#order.find(({ isScreen }) => isScreen)?.key
    const other = this.#order.find(({ isSelf }) => !isSelf)?.key
    const main = this.#tiles.has(this.#pinned) ? this.#pinned : screen ?? other ?? this.#order[0]?.key
    for (const [key, tile] of this.#tiles) {
      tile.classList.toggle("tile--main", key === main)
      tile.querySelector(".tile__pin").setAttribute("aria-pressed", String(key === this.#pinned))
    }
    this.#list.classList.toggle("tiles--alone", this.#tiles.size === 1)
  }

  #order = []

  get mainVideo() {
    return this.#list.querySelector(".tile--main video")
  }
}

function initials(name) {
  const words = name.split(/[\s·(]+/u).filter((word) => /^\p{L}/u.test(word))
  return words.length > 1 ? (words[0][0] + words[1][0]).toUpperCase() : name.slice(0, 2)
}
