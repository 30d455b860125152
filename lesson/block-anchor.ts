/** @returns the id of a block's element, which no heading has, nor another block of the course. */
export function blockAnchor(name: string): string {
  return `run-${name.replace('/', '-')}`
}

/** @returns where a block stands, such as `/dockerfile/#run-dockerfile-build`. */
export function blockAddress(name: string): string {
  return `/${name.slice(0, name.indexOf('/'))}/#${blockAnchor(name)}`
}
