import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BoardLook } from '../../protocol/board-messages.ts'
import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import { parsePlan } from '../../sandbox-server/workshops/plan.ts'
import { joinWorkshop, TestBoard } from '../support/board.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { Reader, type ReaderTerminal, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

const PLAN = parsePlan('{ title: Docker for beginners, code: blue-42, seats: 2 }', 'blue.yaml')

let engine: EngineUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver })
  server.workshops.plan('blue', PLAN)
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

function stateOf(reader: Reader): WorkshopState | undefined {
  return reader.news.findLast((one) => one.news === 'state')?.state
}

/** The reader says yes to the question that the page shows. */
async function sayYes(reader: Reader, asked: 'asked' | 'type-asked') {
  const question = () => stateOf(reader)?.looks[0]
  await until(() => question()?.state === asked, 'the question')
  const { look, terminal } = question() as BoardLook
  reader.client.tellWorkshop({ act: 'answer', look, asked, terminal, isAllowed: true })
  return look
}

async function shows(terminal: ReaderTerminal, text: string) {
  await until(() => terminal.text.includes(text), text)
}

it('a host sees a thumbnail, looks and types with consent, and nothing once that has ended', async () => {
  using board = new TestBoard(server.address, server.hostToken)
  await board.watch('blue')
  const token = await joinWorkshop(server.address, {
    code: 'blue-42',
    name: 'Ada',
    hasThumbnail: true,
  })
  using ada = new Reader(server.address, token)
  const terminal = ada.open('docker-basics/block-1')
  await terminal.run('cd /tmp; echo thumb$((40 + 2))')
  board.send({ type: 'view', seats: [1] })
  await until(() => board.rows(1).includes('thumb42'), 'the thumbnail')

  await board.do('blue', { act: 'look', seat: 1 })
  const look = await sayYes(ada, 'asked')
  await until(() => board.screens.get(look)?.text.includes('thumb42') === true, 'the screen')
  expect(board.screens.get(look)).toMatchObject({ columns: 80, rows: 24 })
  await terminal.run('echo seen$((40 + 2))')
  await until(() => board.printed(look).includes('seen42'), 'what followed')

  board.send({ type: 'type', look, text: 'echo early\r' })
  await board.do('blue', { act: 'ask-to-type', look })
  await sayYes(ada, 'type-asked')
  await until(() => board.look(look)?.state === 'typing', 'the second yes')
  board.send({ type: 'type', look, text: 'echo host$((40 + 2))\r' })
  await shows(terminal, 'host42')
  await until(() => board.printed(look).includes('host42'), 'what the host typed')
  await terminal.run('echo reader$((40 + 2))')
  expect(terminal.text).toContain('reader42')
  expect(terminal.text).not.toContain('early')

  ada.client.tellWorkshop({ act: 'end-look', look })
  await until(() => board.look(look)?.state === 'ended-by-reader', 'the end')
  const printed = board.printed(look)
  board.send({ type: 'type', look, text: 'echo late\r' })
  await terminal.run('echo after$((40 + 2))')
  await board.do('blue', { act: 'lower-hand', seat: 1 })
  expect(board.printed(look)).toBe(printed)
  expect(terminal.text).not.toContain('late')
  expect(server.workshops.records.typedTo('blue', 1)).toMatchObject([
    { look, text: 'echo host$((40 + 2))' },
  ])

  ada.client.tellWorkshop({ act: 'thumbnail', isAllowed: false })
  await until(() => board.rows(1).length === 0, 'the end of the thumbnail')
})
