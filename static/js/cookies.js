// Small wishes of this browser (size of text, shortcuts on or off). Nothing about a person.

const YEAR = 365 * 24 * 60 * 60

export function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))
  return found && decodeURIComponent(found.slice(name.length + 1))
}

export function keepCookie(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : ""
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`
}
