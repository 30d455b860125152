import { expect, it } from 'vitest'
import { parsePlan } from '../../sandbox-server/workshops/plan.ts'
import { joinWorkshop } from '../support/board.ts'
import { BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const CODE = 'BLUE42'
const BLOCK = 'welcome/first'

const site = useLiveSite()

it('tells the host what a participant ran, by Run and by hand, and how it ended', async () => {
  const { server, browser } = site
  const plan = parsePlan(`{ title: Blue, code: ${CODE}, seats: 2, records: commands }`, 'b.yaml')
  server.workshops.plan('blue', plan)
  const token = await joinWorkshop(server.address, { code: CODE, name: 'Grace' })
  const localStorage = [
    { name: 'blitz-token', value: token },
    { name: 'blitz-workshop', value: '{"workshop":"blue","title":"Blue","name":"Grace"}' },
  ]
  await using reader = await BrowserReader.open(browser, {
    storageState: { cookies: [], origins: [{ origin: server.address, localStorage }] },
  })
  const acts: { state: string; status?: number; command?: string }[] = []
  reader.page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string' || !payload.includes('"act":"ran"')) return
      const { state, status, command } = JSON.parse(payload).act
      acts.push({ state, status, command })
    }),
  )
  await reader.page.goto(`${server.address}/welcome/`)
  const block = reader.block(BLOCK)
  await block.run()
  const [seat] = server.workshops.ofCode(CODE).seats
  await until(() => seat?.blocks.get(BLOCK) === 'done', 'a block that is done')
  await block.type('ls /nowhere\n')
  await until(() => seat?.blocks.get(BLOCK) === 'failed', 'a block that has failed')
  // The page tells the command once its output has been read, which a reload would cut short.
  await until(() => acts.some(({ command }) => command === 'ls /nowhere'), 'the command of it')
  await reader.page.reload()
  await block.shows('/nowhere')
  await block.type('true\n')
  await until(() => seat?.blocks.get(BLOCK) === 'done', 'the next command')
  await until(() => acts.some(({ command }) => command === 'true'), 'what the page has sent')
  // The history that the page got with the reload is not told again.
  expect(acts.filter(({ command }) => command !== undefined).slice(-2)).toEqual([
    { state: 'failed', status: 2, command: 'ls /nowhere' },
    { state: 'done', status: 0, command: 'true' },
  ])
  expect(reader.errors).toEqual([])
})
