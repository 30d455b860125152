import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { BoardLook } from '../../protocol/board-messages.ts'
import { BOARD_PATH, BOARD_VERSION } from '../../protocol/limits.ts'
import { CLOSE } from '../../protocol/sentences.ts'
import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import { parsePlan } from '../../sandbox-server/workshops/plan.ts'
import { joinWorkshop, TestBoard } from '../support/board.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { openSocket, Reader, type ReaderTerminal, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

const PLAN = parsePlan('{ title: Docker for beginners, code: blue-42, seats: 3 }', 'blue.yaml')

let engine: EngineUnderTest
let server: TestServer
let ada: Reader
let eve: Reader
let terminal: ReaderTerminal
let board: TestBoard

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver })
  server.workshops.plan('blue', PLAN)
  ada = new Reader(
    server.address,
    await joinWorkshop(server.address, { code: 'blue-42', name: 'Ada' }),
  )
  eve = new Reader(
    server.address,
    await joinWorkshop(server.address, { code: 'blue-42', name: 'Eve' }),
  )
  await eve.client.reach()
  terminal = ada.open('docker-basics/block-1')
  await terminal.run('echo secret')
  board = new TestBoard(server.address, server.hostToken)
  await board.watch('blue')
})

afterAll(async () => {
  board?.[Symbol.dispose]()
  ada?.[Symbol.dispose]()
  eve?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

const looks = () =>
  ada.news.findLast((one): one is { news: 'state'; state: WorkshopState } => one.news === 'state')
    ?.state.looks ?? []

/** All that this board was ever shown of terminals. */
const seen = () => JSON.stringify([...board.screens.values(), ...board.outputs, board.messages])

/** Whatever was sent before has been heard by now. */
async function settled() {
  await board.do('blue', { act: 'lower-hand', seat: 1 })
  await ada.client.exec('true')
}

describe('a board', () => {
  it('shows nothing of a terminal whose reader has not said yes, by any message', async () => {
    board.send({ type: 'view', seats: [1] })
    await board.do('blue', { act: 'look', seat: 1 })
    await until(() => looks().length === 1, 'the question')
    const [{ look }] = looks() as [BoardLook]
    board.send({ type: 'type', look, text: 'touch /tmp/typed\r' })
    await board.do('blue', { act: 'ask-to-type', look })
    await terminal.run('echo more')
    await settled()
    expect(board.look(look)?.state).toBe('asked')
    await board.do('blue', { act: 'end-look', look })
    expect(seen()).not.toContain('secret')
    expect((await ada.client.exec('ls /tmp/typed')).status).not.toBe(0)
  })

  it('of another host neither sees nor types nor ends what one host looks at', async () => {
    const invited = await board.do('blue', { act: 'invite', host: 'Grace' })
    using grace = new TestBoard(server.address, (invited as { answer: string }).answer)
    await grace.watch('blue')
    await grace.do('blue', { act: 'look', seat: 1 })
    await until(() => looks()[0]?.host === 'Grace', 'the question')
    const [{ look, terminal: name }] = looks() as [BoardLook]
    ada.client.tellWorkshop({
      act: 'answer',
      look,
      asked: 'asked',
      terminal: name,
      isAllowed: true,
    })
    await until(() => grace.screens.has(look), 'the screen')
    await grace.do('blue', { act: 'ask-to-type', look })
    ada.client.tellWorkshop({
      act: 'answer',
      look,
      asked: 'type-asked',
      terminal: name,
      isAllowed: true,
    })
    await until(() => grace.look(look)?.state === 'typing', 'leave to type')
    board.send({ type: 'type', look, text: 'touch /tmp/typed\r' })
    expect(await board.do('blue', { act: 'end-look', look })).toMatchObject({ type: 'refused' })
    await terminal.run('echo more')
    await settled()
    expect(seen()).not.toContain('secret')
    expect((await ada.client.exec('ls /tmp/typed')).status).not.toBe(0)
    expect(grace.look(look)?.state).toBe('typing')
    // One whose token is renewed sees nothing more.
    grace[Symbol.dispose]()
    const printed = grace.printed(look)
    await terminal.run('echo later')
    expect(grace.printed(look)).toBe(printed)
    ada.client.tellWorkshop({ act: 'end-look', look })
    await until(() => looks().length === 0, 'the end')
  })
})

describe('a participant', () => {
  it('answers no question and ends no look of another reader', async () => {
    const invited = await board.do('blue', { act: 'invite', host: 'Linus' })
    using linus = new TestBoard(server.address, (invited as { answer: string }).answer)
    await linus.watch('blue')
    await linus.do('blue', { act: 'look', seat: 1 })
    await until(() => looks().length === 1, 'the question')
    const [{ look, terminal: name }] = looks() as [BoardLook]
    eve.client.tellWorkshop({
      act: 'answer',
      look,
      asked: 'asked',
      terminal: name,
      isAllowed: true,
    })
    eve.client.tellWorkshop({ act: 'end-look', look })
    eve.client.tellWorkshop({ act: 'hand', words: 'here' })
    await until(() => board.seats.get(2)?.hand?.words === 'here', 'what Eve said last')
    expect(linus.look(look)?.state).toBe('asked')
    expect(linus.screens.size).toBe(0)
  })

  it.each([
    ['acts', { type: 'do', request: 1, workshop: 'blue', act: { act: 'look', seat: 1 } }],
    ['keys', { type: 'type', look: 1, text: 'x' }],
    ['views', { type: 'view', seats: [1] }],
    ['watches', { type: 'watch', workshop: 'blue' }],
  ])("cannot send a board's %s over its own socket", async (_what, message) => {
    const socket = openSocket(server.address)
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'hello', version: 4, token: eve.token }))
    await once(socket, 'message')
    socket.send(JSON.stringify(message))
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(CLOSE.malformed.code)
  })

  it('is let in to no board by its own token', async () => {
    const address = `${server.address.replace('http', 'ws')}${BOARD_PATH}`
    for (const token of [eve.token, '', 'blue-42']) {
      const socket = new WebSocket(address, { origin: server.address })
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'hello', version: BOARD_VERSION, token }))
      const [code] = (await once(socket, 'close')) as [number]
      expect(code, String(token)).toBeGreaterThanOrEqual(4400)
    }
  })
})
