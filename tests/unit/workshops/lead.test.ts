import { describe, expect, it } from 'vitest'
import type { WorkshopNews, WorkshopState } from '../../../protocol/workshop-messages.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import { joinWorkshop, TestBoard } from '../../support/board.ts'
import { Reader, until } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'

const PLAN = parsePlan(
  '{ title: Docker for beginners, code: blue-42, seats: 30, presence: true }',
  'blue.yaml',
)

async function blueWorkshop() {
  const server = await startServer({ driver: noSandboxes })
  server.workshops.plan('blue', PLAN)
  return server
}

type Server = Awaited<ReturnType<typeof blueWorkshop>>

async function participant({ address }: Server, name: string): Promise<Reader> {
  const reader = new Reader(address, await joinWorkshop(address, { code: 'blue-42', name }))
  await reader.client.reach()
  await until(() => reader.news.length > 0, 'the state of the workshop')
  return reader
}

/** A page of the host's own, and the host's board, which knows it. */
async function hostOf({ address, hostToken }: Server) {
  const page = new Reader(address)
  page.client.stay()
  await until(() => page.token !== undefined, "the host's token")
  const board = new TestBoard(address, hostToken)
  await board.watch('blue')
  board.send({ type: 'terminals', reader: page.token as string })
  await until(() => stateOf(page)?.role === 'host', 'the role of a host')
  return {
    page,
    board,
    [Symbol.dispose]() {
      page[Symbol.dispose]()
      board[Symbol.dispose]()
    },
  }
}

function stateOf({ news }: Reader): WorkshopState | undefined {
  return news.flatMap((one) => (one.news === 'state' ? [one.state] : [])).at(-1)
}

function told<Kind extends WorkshopNews['news']>({ news }: Reader, kind: Kind) {
  return news.filter((one) => one.news === kind)
}

describe('a host who leads', () => {
  it('is followed to where the own page is, and no longer after that', async () => {
    await using server = await blueWorkshop()
    using reader = await participant(server, 'Bea')
    using host = await hostOf(server)
    const position = { chapter: 'docker-basics', block: 'docker-basics/block-3' }
    host.page.client.tellWorkshop({ act: 'at', position, isSeen: true })
    await host.board.do('blue', { act: 'lead', isLeading: true })
    await until(() => stateOf(reader)?.followed?.block === position.block, 'the place')
    await until(() => host.board.workshop?.leading === 'Host', 'who leads, on the board')
    // A tab in the background leads nobody away.
    host.page.client.tellWorkshop({ act: 'at', position: { chapter: 'other' }, isSeen: false })
    host.page.client.tellWorkshop({ act: 'at', position: { chapter: 'images' }, isSeen: true })
    await until(() => stateOf(reader)?.followed?.chapter === 'images', 'the next place')
    expect(reader.news).not.toContainEqual(
      expect.objectContaining({
        state: expect.objectContaining({ followed: { chapter: 'other' } }),
      }),
    )
    await host.board.do('blue', { act: 'lead', isLeading: false })
    await until(() => stateOf(reader)?.followed === null, 'the end')
  })

  it('can show nothing that is not a terminal of the own session', async () => {
    await using server = await blueWorkshop()
    using host = await hostOf(server)
    const show = { act: 'show', terminal: 'dock/shell' } as const
    expect(await host.board.do('blue', show)).toMatchObject({
      type: 'refused',
      sentence:
        'You have no terminal dock/shell here. Open it on a page of the course in this browser, and show it then.',
    })
  })

  it('is a reader like any other on the own pages when another browser says so', async () => {
    await using server = await blueWorkshop()
    using page = new Reader(server.address)
    page.client.stay()
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    board.send({ type: 'terminals', reader: 'forged' })
    await until(() => board.messages.some(({ type }) => type === 'terminals'), 'the answer')
    page.client.tellWorkshop({ act: 'show', terminal: 'dock/shell' })
    await until(() => told(page, 'none').length > 0, 'that it is in no workshop')
    expect(stateOf(page)).toBeUndefined()
  })
})

describe('a participant', () => {
  it('can neither show a terminal nor lead', async () => {
    await using server = await blueWorkshop()
    using reader = await participant(server, 'Bea')
    using other = await participant(server, 'Cem')
    reader.client.tellWorkshop({ act: 'show', terminal: 'dock/shell' })
    reader.client.tellWorkshop({ act: 'follow', isWanted: true })
    reader.client.tellWorkshop({ act: 'hand', words: 'after that' })
    await until(() => stateOf(reader)?.hand !== null, 'what was said after it')
    expect(stateOf(other)).toMatchObject({ showing: null, followed: null })
    expect([...server.workshops.all][0]?.actions).toEqual([])
  })

  it('is told how many are at each block, without names', async () => {
    await using server = await blueWorkshop()
    using bea = await participant(server, 'Bea')
    using cem = await participant(server, 'Cem')
    using dev = await participant(server, 'Dev')
    const block = 'docker-basics/block-1'
    for (const reader of [bea, cem, dev]) {
      const position = { chapter: 'docker-basics', block }
      reader.client.tellWorkshop({ act: 'at', position, isSeen: true })
    }
    const isTold = (reader: Reader) =>
      told(reader, 'presence').some((news) => news.news === 'presence' && news.here[block] === 3)
    await until(() => [bea, cem, dev].every(isTold), 'three at the block')
  })
})
