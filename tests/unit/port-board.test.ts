import { describe, expect, it } from 'vitest'
import type { PublishedPort } from '../../protocol/messages.ts'
import { PortBoard } from '../../src/page/port-board.ts'

const web: PublishedPort = { port: 8080, container: 'web1' }
const shop: PublishedPort = { port: 9000, container: 'shop' }

/** A page: its blocks join by name, and `shown` says which ports each one shows. */
class Page {
  readonly shown: Record<string, number[]> = {}
  readonly board: PortBoard

  constructor(memory: Map<string, string>) {
    this.board = new PortBoard({
      load: (port) => memory.get(port),
      save: (port, block) => (block ? memory.set(port, block) : memory.delete(port)),
    })
  }

  join(...blocks: string[]): this {
    for (const block of blocks) {
      this.board.join(block, {
        show: (ports) => {
          this.shown[block] = ports.map(({ port }) => port)
        },
      })
    }
    return this
  }
}

describe('a published port', () => {
  it('is shown in the block that ran a command last, and stays there', () => {
    const page = new Page(new Map()).join('a', 'b')
    page.board.used('b')
    page.board.update([web])
    page.board.used('a')
    page.board.update([web, shop])
    expect(page.shown).toEqual({ a: [9000], b: [8080] })
    page.board.update([shop])
    expect(page.shown).toEqual({ a: [9000], b: [] })
    page.board.update([web, shop])
    expect(page.shown).toEqual({ a: [8080, 9000], b: [] })
  })

  it('is in the same block after a reload, whichever comes first', () => {
    const memory = new Map<string, string>()
    const before = new Page(memory).join('a', 'b')
    before.board.used('b')
    before.board.update([web])
    const after = new Page(memory).join('a')
    after.board.update([web])
    after.join('b')
    expect(after.shown).toEqual({ a: [], b: [8080] })
  })

  it('is a guest on another page, and goes home again', () => {
    const memory = new Map<string, string>()
    const home = new Page(memory).join('a')
    home.board.used('a')
    home.board.update([web])
    const other = new Page(memory).join('x', 'y')
    other.board.used('y')
    other.board.update([web])
    other.board.used('x')
    other.board.update([web, shop])
    expect(other.shown).toEqual({ x: [9000], y: [8080] })
    const again = new Page(memory).join('a')
    again.board.update([web])
    expect(again.shown).toEqual({ a: [8080] })
  })

  it('is shown again where it was, after a connection that was lost', () => {
    const page = new Page(new Map()).join('a', 'b')
    page.board.used('a')
    page.board.update([web])
    page.board.lose()
    expect(page.shown).toEqual({ a: [], b: [] })
    page.board.used('b')
    page.board.update([web])
    expect(page.shown).toEqual({ a: [8080], b: [] })
  })
})
