import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { mostSeatsAtOnce, plansIn } from '../../../sandbox-server/workshops/seats-at-once.ts'

const HOUR = 3_600_000

describe('the seats that workshops have at one time', () => {
  const plan = (seats: number, opens: number, closes: number, prepare = 0) => {
    return { seats, opens: opens * HOUR, closes: closes * HOUR, prepare }
  }

  it('are those of the workshops that overlap, with the time in which they are prepared', () => {
    expect(mostSeatsAtOnce([], 0)).toBe(0)
    expect(mostSeatsAtOnce([plan(30, 1, 3), plan(20, 3, 5)], 0)).toBe(30)
    expect(mostSeatsAtOnce([plan(30, 1, 3), plan(20, 3, 5, 15)], 0)).toBe(50)
    expect(mostSeatsAtOnce([plan(30, 1, 4), plan(20, 2, 3), plan(25, 3, 4)], 0)).toBe(55)
  })

  it('are not those of a workshop that is over, and always those of one without times', () => {
    expect(mostSeatsAtOnce([plan(30, 1, 3), { seats: 5, prepare: 0 }], 4 * HOUR)).toBe(5)
    expect(mostSeatsAtOnce([plan(30, 1, 3), { seats: 5, prepare: 0 }], 2 * HOUR)).toBe(35)
  })
})

describe('the plans of a state directory', () => {
  it('are read without anything being made, and wrong ones are left out', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'blitz-plans-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    expect(plansIn(directory)).toEqual([])
    expect(await readdir(directory)).toEqual([])
    await mkdir(join(directory, 'workshops'))
    await writeFile(join(directory, 'workshops/good.yaml'), 'title: Good\nseats: 4\n')
    await writeFile(join(directory, 'workshops/wrong.yaml'), 'title: Wrong\nseats: none\n')
    expect(plansIn(directory).map(({ title }) => title)).toEqual(['Good'])
  })
})
