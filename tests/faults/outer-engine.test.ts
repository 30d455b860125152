import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FoundEngine, findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { ensureSandboxImage } from '../../sandbox-server/images/image.ts'
import { atSomeMoment } from '../support/chance.ts'
import { TEST_IMAGE } from '../support/engine.ts'
import { EngineApart } from '../support/engine-apart.ts'
import { FaultyHouse } from '../support/faults.ts'
import { amount } from '../support/length.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { until } from '../support/reader.ts'

let apart: EngineApart

beforeAll(async () => {
  apart = await EngineApart.make()
  const { docker } = await findEngine(process.env)
  const image = await ensureSandboxImage(docker, TEST_IMAGE)
  const { engine } = await apart.start()
  const loaded = await engine.docker.loadImage(await docker.getImage(image).get())
  await text(loaded)
  await apart.stop()
})

afterAll(() => apart?.[Symbol.asyncDispose]())

/** Starts the engine with those words. @returns it, how to kill it and start it again, and to stop it. */
async function begin(...words: string[]) {
  const started: { engine: FoundEngine } = await apart.start({ words })
  return {
    docker: started.engine.docker,
    async restart() {
      await apart.kill()
      await apart.start({ words })
    },
    [Symbol.asyncDispose]: () => apart.stop(),
  }
}

describe('an engine that is killed and started again', () => {
  it('with live-restore, costs a reader neither the shell nor a byte', async () => {
    await using host = await begin('--live-restore')
    await using house = await FaultyHouse.open(host.docker)
    const print = await NumberedPrint.begin(house.reader, 'faults/prints')
    for (let count = 0; count < amount(2, 20); count++) {
      await print.more()
      await host.restart()
    }
    await print.expectWhole()
  })

  it('without live-restore, ends the sandbox, which is said, and the next Run starts one', async () => {
    await using host = await begin()
    await using house = await FaultyHouse.open(host.docker)
    const { reader } = house
    for (let count = 0; count < amount(2, 10); count++) {
      const print = await NumberedPrint.begin(reader, 'faults/prints')
      await print.more()
      await host.restart()
      await until(() => reader.statuses.at(-1)?.state === 'gone', 'the news')
      expect(reader.statuses.at(-1)).toEqual({ state: 'gone', reason: 'lost' })
      await until(() => print.terminal.error !== undefined, 'the words in the terminal')
    }
    expect(await reader.open('faults/fresh').run('true')).toBe(0)
  })

  it('in the middle of starts and ends, leaves no sandbox that nobody has', async () => {
    await using host = await begin()
    await using house = await FaultyHouse.open(host.docker)
    const { reader } = house
    for (let count = 0; count < amount(2, 10); count++) {
      const terminal = reader.open(`faults/begins-${count}`)
      await atSomeMoment(3000)
      if (count % 2 === 1) reader.client.reset()
      await host.restart()
      await until(
        () => terminal.prompts > 0 || terminal.error !== undefined,
        'a shell, or why there is none',
      )
    }
    expect(await reader.open('faults/fresh').run('true')).toBe(0)
    await until(async () => (await house.sandboxes()) === 1, 'the one sandbox alone')
  })
})
