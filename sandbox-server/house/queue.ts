/** Who waits: readers of one address share its turn; without an address each has a turn of its own. */
export interface Waiter {
  readonly address: string | undefined
}

/**
 * A queue that is fair by address: it goes round by round, and in each round every address that waits
 * has one turn, in the order of arrival. Who comes to a queue joins the round that it is in, so that
 * a room behind one address takes every second place at most from a reader who comes alone.
 */
export class Queue<Member extends Waiter> {
  /** In the order of arrival, with the round in which each came. */
  readonly #members = new Map<Member, number>()
  /** The round in which an address has its next turn. */
  readonly #next = new Map<string, number>()
  /** Of the member that was served last. */
  #round = 0

  get length(): number {
    return this.#members.size
  }

  add(member: Member): void {
    const { address } = member
    this.#members.set(member, this.#round)
    if (address !== undefined && !this.#next.has(address)) this.#next.set(address, this.#round)
  }

  /** Takes out who gets a seat. */
  serve(member: Member): void {
    const turn = this.#ranked().find((one) => one.member === member)?.turn
    if (turn === undefined) return
    this.#round = turn
    if (member.address !== undefined) this.#next.set(member.address, turn + 1)
    this.remove(member)
  }

  /** Takes out who leaves. @returns whether it was in the queue. */
  remove(member: Member): boolean {
    const { address } = member
    const wasThere = this.#members.delete(member)
    if (address !== undefined && this.countOf(address) === 0) this.#next.delete(address)
    return wasThere
  }

  /** How many of an address wait. */
  countOf(address: string): number {
    return [...this.#members.keys()].filter((member) => member.address === address).length
  }

  /** Everybody, in the order in which they get a seat. */
  inOrder(): Member[] {
    return this.#ranked().map(({ member }) => member)
  }

  #ranked(): { readonly member: Member; readonly turn: number }[] {
    const turns = new Map(this.#next)
    const ranked = [...this.#members].map(([member, round]) => {
      if (member.address === undefined) return { member, turn: round }
      const turn = turns.get(member.address) ?? round
      turns.set(member.address, turn + 1)
      return { member, turn }
    })
    return ranked.sort((one, other) => one.turn - other.turn)
  }
}
