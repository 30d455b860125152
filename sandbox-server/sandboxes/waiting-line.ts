/** Who waits: readers of one address share its turn; without an address each has a turn of its own. */
export interface Waiter {
  readonly address: string | undefined
}

/**
 * A line that is fair by address: every address has a turn before any has a second one, and among
 * those the one who came first is first. A room behind one address so takes every second place at
 * most from a reader who comes alone.
 */
export class WaitingLine<Member extends Waiter> {
  /** In the order of arrival. */
  readonly #members = new Set<Member>()

  get length(): number {
    return this.#members.size
  }

  add(member: Member): void {
    this.#members.add(member)
  }

  /** @returns whether it was in the line. */
  remove(member: Member): boolean {
    return this.#members.delete(member)
  }

  /** How many of an address wait. */
  countOf(address: string): number {
    return [...this.#members].filter((member) => member.address === address).length
  }

  /** Everybody, in the order in which they get a seat. */
  inOrder(): Member[] {
    const turns = new Map<string, number>()
    const ranked = [...this.#members].map((member) => {
      if (member.address === undefined) return { member, turn: 0 }
      const turn = turns.get(member.address) ?? 0
      turns.set(member.address, turn + 1)
      return { member, turn }
    })
    return ranked.sort((one, other) => one.turn - other.turn).map(({ member }) => member)
  }
}
