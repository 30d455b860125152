import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { WorkshopState } from '../../../protocol/workshop-messages.ts'
import { FIRST_HOST, renewHostToken } from '../../../sandbox-server/workshops/host-tokens.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import { boardPlan } from '../../../sandbox-server/workshops/plan-text.ts'
import { RecordsError } from '../../../sandbox-server/workshops/records/records-error.ts'
import { joinWorkshop, TestBoard } from '../../support/board.ts'
import { Reader, until } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'

const PLAN = parsePlan('{ title: Docker for beginners, code: blue-42, seats: 30 }', 'blue.yaml')

async function blueWorkshop() {
  const server = await startServer({ driver: noSandboxes })
  server.workshops.plan('blue', PLAN)
  return server
}

/** A page of a participant: the state that it shows, and the messages that it was told. */
async function pageOf(address: string, token: string) {
  const reader = new Reader(address, token)
  await reader.client.reach()
  await until(() => reader.news.length > 0, 'the state of the workshop')
  return {
    reader,
    get state(): WorkshopState | undefined {
      const states = reader.news.flatMap((one) => (one.news === 'state' ? [one.state] : []))
      return states.at(-1)
    },
  }
}

describe('a workshop', () => {
  it('is joined by its code, and shown on the board within a second', async () => {
    await using server = await blueWorkshop()
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    const token = await joinWorkshop(server.address, { code: 'BLUE42', name: 'Ada' })
    const ada = await pageOf(server.address, token)
    using _ = ada.reader
    expect(ada.state).toMatchObject({ title: 'Docker for beginners', name: 'Ada', phase: 'open' })
    await until(() => board.seats.get(1)?.presence === 'here', 'the tile')
    expect(board.seats.get(1)).toMatchObject({ name: 'Ada', hand: null })
  })

  it('keeps how long each block was in view, without the time in which nobody looked', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, { code: 'BLUE42', name: 'Ada' })
    const { reader } = await pageOf(server.address, token)
    const visits = () =>
      server.workshops.records.writes
        .all('SELECT block, left_at FROM visits ORDER BY at, rowid')
        .map(({ block, left_at }) => `${block}: ${left_at === null ? 'there' : 'left'}`)
    const at = (block: string, isSeen: boolean) =>
      reader.client.tellWorkshop({
        act: 'at',
        position: { chapter: 'basics', block: `basics/${block}` },
        isSeen,
      })
    at('one', true)
    at('one', true)
    at('two', true)
    await until(() => visits().length === 2, 'the visits')
    expect(visits()).toEqual(['basics/one: left', 'basics/two: there'])
    at('two', false)
    await until(() => visits()[1] === 'basics/two: left', 'the hidden tab')
    at('two', true)
    await until(() => visits().length === 3, 'the tab that is shown again')
    reader[Symbol.dispose]()
    await until(() => visits()[2] === 'basics/two: left', 'the closed page')
  })

  it('shows a raised hand to the host, who lowers it, and answers to all', async () => {
    await using server = await blueWorkshop()
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    const token = await joinWorkshop(server.address, { code: 'blue-42', name: 'Ada' })
    const ada = await pageOf(server.address, token)
    using _ = ada.reader
    ada.reader.client.tellWorkshop({ act: 'hand', words: 'It says permission denied' })
    await until(() => board.seats.get(1)?.hand !== null && board.seats.has(1), 'the hand')
    expect(board.seats.get(1)?.hand?.words).toBe('It says permission denied')
    await board.do('blue', { act: 'lower-hand', seat: 1 })
    await until(() => ada.state?.hand === null, 'the hand to be lowered')
    await board.do('blue', { act: 'message', to: 'all', text: 'Coffee at ten.' })
    await until(() => ada.reader.news.some(({ news }) => news === 'message'), 'the message')
    expect(ada.reader.news.at(-1)).toMatchObject({ from: 'Host', text: 'Coffee at ten.' })
  })

  it('covers the pages of those whom the host chose, and no others, also after a restart', async () => {
    const groups = parsePlan(
      '{ title: Blue, code: BLUE42, seats: 9, groups: [{ group: Left }, { group: Right }] }',
      'blue.yaml',
    )
    const directory = await mkdtemp(join(tmpdir(), 'blitz-workshop-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    {
      await using server = await startServer({ driver: noSandboxes, stateDirectory: directory })
      server.workshops.plan('blue', groups)
      using board = new TestBoard(server.address, server.hostToken)
      await board.watch('blue')
      const join = async (name: string, group: string) => {
        const token = await joinWorkshop(server.address, { code: 'BLUE42', name, group })
        return pageOf(server.address, token)
      }
      const [ada, bo] = [await join('Ada', 'Left'), await join('Bo', 'Right')]
      using _ = ada.reader
      using __ = bo.reader
      const covers = () => [ada.state?.blank, bo.state?.blank]
      await board.do('blue', { act: 'blank', to: { seats: [2] }, words: 'You, please' })
      await until(() => bo.state?.blank === 'You, please', 'the cover of one')
      expect(covers()).toEqual([null, 'You, please'])
      await board.do('blue', { act: 'blank', to: { group: 'Left' }, words: 'Left, please' })
      await until(() => ada.state?.blank === 'Left, please', 'the cover of a group')
      expect(covers()).toEqual(['Left, please', null])
      await until(() => board.workshop?.blank?.words === 'Left, please', 'what the board shows')
      expect(board.workshop?.blank?.to).toEqual({ group: 'Left' })
      // Whoever comes into the group is covered, and whoever leaves it is not.
      await board.do('blue', { act: 'group', seat: 2, group: 'Left' })
      await board.do('blue', { act: 'group', seat: 1, group: 'Right' })
      await until(() => ada.state?.blank === null, 'the end of the cover')
      expect(covers()).toEqual([null, 'Left, please'])
    }
    await using later = await startServer({ driver: noSandboxes, stateDirectory: directory })
    later.workshops.plan('blue', groups)
    const workshop = later.workshops.named('blue')
    const states = [1, 2].map((seat) => workshop.stateFor(workshop.seat(seat)).blank)
    expect(states).toEqual([null, 'Left, please'])
    workshop.setBlank(undefined)
    expect(workshop.stateFor(workshop.seat(2)).blank).toBeNull()
  })

  it('says on every board which host has done what', async () => {
    await using server = await blueWorkshop()
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    const invited = await board.do('blue', { act: 'invite', host: 'Grace' })
    using second = new TestBoard(server.address, (invited as { answer: string }).answer)
    await second.watch('blue')
    await second.do('blue', { act: 'chapters', chapters: ['docker-basics'] })
    await until(() => board.actions.length === 2, 'the second action')
    expect(board.actions.map(({ host, act }) => [host, act.act])).toEqual([
      ['Host', 'invite'],
      ['Grace', 'chapters'],
    ])
    await until(() => board.workshop?.chapters?.[0] === 'docker-basics', 'the chapters')
  })

  it('is made and changed on the board, and outlives the server as a file', async () => {
    await using server = await startServer({ driver: noSandboxes })
    using board = new TestBoard(server.address, server.hostToken)
    const plan = { ...boardPlan(PLAN), title: 'Docker for Monday' }
    expect(await board.do('monday', { act: 'plan', isNew: true, plan })).toMatchObject({
      type: 'done',
    })
    await board.watch('monday')
    expect(board.workshop).toMatchObject({ title: 'Docker for Monday', seats: 30, code: 'BLUE-42' })
    const fewer = { ...plan, seats: 12 }
    await board.do('monday', { act: 'plan', isNew: false, plan: fewer })
    await until(() => board.workshop?.seats === 12, 'the seats')
    const none = { ...plan, seats: 0 }
    expect(await board.do('monday', { act: 'plan', isNew: false, plan: none })).toMatchObject({
      type: 'refused',
      field: 'seats',
    })
    const again = await board.do('monday', { act: 'plan', isNew: true, plan })
    expect(again).toMatchObject({ type: 'refused', field: 'name' })
  })

  it('that is made on the board takes no name of a wrong plan, or of records that are kept', async () => {
    const stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-workshop-'))
    onTestFinished(() => rm(stateDirectory, { recursive: true }))
    await using server = await startServer({ driver: noSandboxes, stateDirectory })
    const file = join(stateDirectory, 'workshops', 'docker.yaml')
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, 'seats: many # of Monday\n')
    server.workshops.records.keepPlan('spring', { ...PLAN, code: 'RED-42' })
    using board = new TestBoard(server.address, server.hostToken)
    for (const name of ['docker', 'spring']) {
      const plan = { ...boardPlan(PLAN), title: name }
      expect(await board.do(name, { act: 'plan', isNew: true, plan })).toMatchObject({
        type: 'refused',
        field: 'name',
      })
    }
    expect(await readFile(file, 'utf8')).toBe('seats: many # of Monday\n')
    expect([...server.workshops.all]).toEqual([])
  })

  it('closes a board whose token was renewed', async () => {
    await using server = await blueWorkshop()
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    renewHostToken(server.workshops.records, FIRST_HOST, Date.now())
    await until(() => board.closed !== undefined, 'the end of the board')
    expect(board.closed).toBe(4401)
  })

  it('shows and does nothing for the pages of a host whose token was renewed while no board was open', async () => {
    await using server = await blueWorkshop()
    const { records, hostPages } = server.workshops
    const workshop = server.workshops.named('blue')
    using page = new Reader(server.address)
    await page.client.reach()
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    board.send({ type: 'terminals', ...(page.token !== undefined && { reader: page.token }) })
    await until(() => hostPages.ownerOf(page.session) !== undefined, 'the page of a host')
    board[Symbol.dispose]()
    // The host's own board is open before the one with the old token is given up.
    using own = new TestBoard(server.address, renewHostToken(records, FIRST_HOST, Date.now()))
    await own.watch('blue')
    await own.do('blue', { act: 'lead', isLeading: true })
    const position = { chapter: 'docker-basics' }
    page.client.tellWorkshop({ act: 'at', position, isSeen: true })
    page.client.tellWorkshop({ act: 'show', terminal: null })
    await until(() => page.news.some(({ news }) => news === 'none'), 'what is said to any reader')
    expect(workshop.lead.followed).toBe(null)
    expect(own.actions.map(({ act }) => act.act)).toEqual(['lead'])
    expect(hostPages.ownerOf(page.session)).toBeUndefined()
  })

  it('ends what a host shows, and where the host leads, when the board is closed by a new token', async () => {
    await using server = await blueWorkshop()
    const workshop = server.workshops.named('blue')
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    await board.do('blue', { act: 'lead', isLeading: true })
    expect(workshop.lead.leading).toBe(FIRST_HOST)
    renewHostToken(server.workshops.records, FIRST_HOST, Date.now())
    await until(() => board.closed !== undefined, 'the end of the board')
    expect(workshop.lead.leading).toBe(null)
  })

  it('takes no further host whom readers and the log would take for another', async () => {
    await using server = await blueWorkshop()
    using board = new TestBoard(server.address, server.hostToken)
    const invite = (host: string) => board.do('blue', { act: 'invite', host })
    expect(await invite('Grace')).toMatchObject({ type: 'done' })
    for (const [typed, name] of [
      ['grace ', 'Grace'],
      ['Host\u00a0', 'Host'],
      ['command line', 'Command line'],
    ] as const) {
      expect(await invite(typed)).toMatchObject({
        type: 'refused',
        sentence: `There is a host ${name} already. Take another name.`,
      })
    }
    expect(await invite(' Ada  Lovelace ')).toMatchObject({ type: 'done' })
    expect(server.workshops.records.hosts().map(({ name }) => name)).toContain('Ada Lovelace')
  })

  it('takes the tile of a reader who is deleted from the boards that are open', async () => {
    await using server = await blueWorkshop()
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    for (const name of ['Ada', 'Ben']) await joinWorkshop(server.address, { code: 'BLUE42', name })
    await until(() => board.seats.size === 2, 'the tiles')
    const workshop = server.workshops.named('blue')
    const told = board.messages.length
    server.workshops.forget({ workshop, seat: workshop.seat(1) })
    await until(() => board.seats.size === 1, 'the tile that is gone')
    expect(JSON.stringify(board.messages.slice(told))).not.toContain('Ada')
  })

  it('lets a reader who has told too much end the thumbnails', async () => {
    await using server = await blueWorkshop()
    const reader = { code: 'BLUE42', name: 'Ada', hasThumbnail: true }
    const ada = await pageOf(server.address, await joinWorkshop(server.address, reader))
    using _ = ada.reader
    const tell = (isAllowed: boolean) =>
      ada.reader.client.tellWorkshop({ act: 'thumbnail', isAllowed })
    const seat = server.workshops.named('blue').seat(1)
    while (seat.acts.take(1));
    tell(false)
    await until(() => ada.state?.hasThumbnail === false, 'the end of the thumbnails')
    expect(seat.hasThumbnail).toBe(false)
  })

  it('keeps what a reader tells, and no more of a program that tells without end', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, { code: 'BLUE42', name: 'Ada' })
    const ada = await pageOf(server.address, token)
    using _ = ada.reader
    for (let block = 0; block < 900; block++) {
      ada.reader.client.tellWorkshop({ act: 'ran', block: `one/block-${block}`, state: 'done' })
    }
    const seat = server.workshops.named('blue').seat(1)
    await until(() => seat.blocks.size >= 400, 'what is kept')
    expect(seat.blocks.has('one/block-399')).toBe(true)
    expect(seat.blocks.size).toBeLessThan(900)
  })

  it('keeps what the course has, and few names that a page has made up', async () => {
    const pages = await mkdtemp(join(tmpdir(), 'blitz-pages-'))
    onTestFinished(() => rm(pages, { recursive: true }))
    const summary = [{ blocks: [{ name: 'one/first' }], tasks: [{ name: 'one/task-count' }] }]
    await writeFile(join(pages, 'summary.json'), JSON.stringify(summary))
    await writeFile(join(pages, '404.html'), '')
    await using server = await startServer({ driver: noSandboxes, pages })
    server.workshops.plan('blue', PLAN)
    const token = await joinWorkshop(server.address, { code: 'BLUE42', name: 'Ada' })
    const { reader } = await pageOf(server.address, token)
    using _ = reader
    for (let block = 0; block < 50; block++) {
      reader.client.tellWorkshop({ act: 'ran', block: `made-up/block-${block}`, state: 'done' })
      reader.client.tellWorkshop({ act: 'task', task: `made-up/task-${block}`, isDone: true })
    }
    reader.client.tellWorkshop({ act: 'ran', block: 'one/first', state: 'done' })
    reader.client.tellWorkshop({ act: 'task', task: 'one/task-count', isDone: true })
    const seat = server.workshops.named('blue').seat(1)
    await until(() => seat.tasks.has('one/task-count'), 'what the course has')
    expect(seat.blocks.get('one/first')).toBe('done')
    expect([seat.blocks.size, seat.tasks.size]).toEqual([21, 21])
  })

  it('goes on where a page closes and what is kept can no longer be written', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, { code: 'BLUE42', name: 'Ada' })
    const ada = await pageOf(server.address, token)
    const position = { chapter: 'docker-basics' }
    ada.reader.client.tellWorkshop({ act: 'at', position, isSeen: true })
    const seat = server.workshops.named('blue').seat(1)
    await until(() => seat.isLooking, 'the place')
    vi.spyOn(server.workshops.records, 'leave').mockImplementation(() => {
      throw new RecordsError('workshops.db is damaged.')
    })
    ada.reader.leave()
    await until(() => server.faults.length > 0, 'the fault')
    await joinWorkshop(server.address, { code: 'BLUE42', name: 'Bo' })
  })

  it('asks for no thumbnail where its plan shows none, whatever a reader has said', async () => {
    await using server = await startServer({ driver: noSandboxes })
    server.workshops.plan('blue', { ...PLAN, thumbnails: 'off' })
    const reader = { code: 'BLUE42', name: 'Ada', hasThumbnail: true }
    const ada = await pageOf(server.address, await joinWorkshop(server.address, reader))
    using _ = ada.reader
    expect(ada.state).toMatchObject({ asksThumbnail: false, hasThumbnail: false })
  })

  it('refuses a board without a host token', async () => {
    await using server = await blueWorkshop()
    using board = new TestBoard(server.address, 'guessed')
    await until(() => board.closed !== undefined, 'the refusal')
    expect(board.closed).toBe(4401)
  })
})
