interface Needing {
  /** `chapter/name`. */
  readonly name: string
  /** Full names, as `name`. */
  readonly needs: readonly string[]
}

/**
 * All blocks that must have run before, needs of needs included.
 * @param blocks in the order of the course, which is that of the result.
 * @param isMet where it is true of a name, that block is left out, and what it needs with it.
 */
export function needsOf<Item extends Needing>(
  blocks: readonly Item[],
  needs: readonly string[],
  isMet: (name: string) => boolean = () => false,
): readonly Item[] {
  const known = new Map(blocks.map((block) => [block.name, block]))
  const found = new Set<string>()
  const collect = (names: readonly string[]): void => {
    for (const name of names) {
      if (found.has(name) || isMet(name)) continue
      found.add(name)
      collect(known.get(name)?.needs ?? [])
    }
  }
  collect(needs)
  return blocks.filter(({ name }) => found.has(name))
}
