import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inside } from '../support/attacks.ts'
import { atSomeMoment } from '../support/chance.ts'
import { FaultyHouse } from '../support/faults.ts'
import { amount } from '../support/length.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { until } from '../support/reader.ts'

/** Until the page knows; milliseconds. */
const NOTICED_MILLISECONDS = 5000

let house: FaultyHouse

beforeEach(async () => {
  house = await FaultyHouse.open()
})

afterEach(() => house[Symbol.asyncDispose]())

const trouble = () => {
  const status = house.reader.statuses.at(-1)
  return status?.state === 'ready' ? status.trouble : undefined
}

/** How many processes there are of each program that an engine consists of; a shim is a container. */
async function parts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of [
    'blitz-rootless',
    'slirp4netns',
    'dockerd',
    'containerd',
    'containerd-shim',
  ]) {
    counts[name] = await house.count(name)
  }
  return counts
}

describe('the engine of a sandbox', () => {
  it.each(['dockerd', 'containerd', 'blitz-rootless', 'slirp4netns'])(
    'whose %s is killed in the middle of commands says so, and starts again',
    async (program) => {
      const { reader } = house
      const print = await NumberedPrint.begin(reader, 'faults/prints')
      expect((await inside(reader, 'docker image tag alpine:latest mine:1')).status).toBe(0)
      const whole = await parts()
      for (let count = 0; count < amount(1, 7); count++) {
        const block = reader.open(`faults/block-${count}`)
        const ran = block.run('docker container run --rm alpine:latest sleep 1000')
        await until(
          async () => (await inside(reader, 'docker container ls --quiet')).output !== '',
          'the container',
        )
        const busy = reader.open(`faults/busy-${count}`)
        const enough = `/tmp/enough-${count}`
        const looped = busy.run(`until [ -e ${enough} ]; do docker image ls; done > /dev/null 2>&1`)
        await atSomeMoment(300)
        expect(await house.kill('learner', '--exact', program)).toBe(0)
        await until(() => trouble() === 'engine', 'the words', NOTICED_MILLISECONDS)
        // Each command that was under way ends, with the words of docker itself.
        expect(await ran).not.toBe(0)
        await until(() => trouble() === undefined, 'the end of the trouble')
        await inside(reader, `touch ${enough}`)
        await looped
        const after = await inside(reader, 'docker run --rm mine:1 echo up')
        expect(after).toEqual({ status: 0, output: 'up' })
        expect((await inside(reader, 'docker container ls --all --quiet')).output).toBe('')
        // Nothing of the one before is left.
        expect(await parts()).toEqual(whole)
      }
      await print.expectWhole()
    },
  )
})
