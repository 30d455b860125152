import { describe, expect, it } from 'vitest'
import { type ReadersMeasure, readersCheck } from '../../../sandbox-server/doctor/readers-check.ts'

const MIB = 1024 * 1024
const GIB = 1024 * MIB

const MEASURE: ReadersMeasure = {
  room: { memoryBytes: 16 * GIB, availableBytes: 14 * GIB, stalled: 0, diskBytes: undefined },
  sandboxBytes: 40 * MIB,
  containerSeconds: 0.3,
  cpus: 4,
  maximum: undefined,
  reserveBytes: undefined,
}

const check = (measure: Partial<ReadersMeasure> = {}) => readersCheck({ ...MEASURE, ...measure })

describe('how many readers a machine holds', () => {
  it('says the number, what ends first, and what would give more', () => {
    expect(check()).toEqual({
      name: 'Readers',
      state: 'good',
      found:
        'this machine holds about 260 at work; memory ends first\n' +
        'memory: about 260 (48 MiB each, 1.6 GiB stay free)\n' +
        'processors: about 800 (a block every 30 s each)',
      advice: 'For more readers: every further GiB of memory holds about 21.',
    })
  })

  it('is bounded by slow processors', () => {
    const { found, advice } = check({ cpus: 1, containerSeconds: 0.6 })
    expect(found).toContain('about 100 at work; processors end first')
    expect(advice).toBe('For more readers: every further processor holds about 100.')
  })

  it('is bounded by what the host sets', () => {
    const { found, advice } = check({ maximum: 25 })
    expect(found).toContain('about 25 at work; MAXIMUM_SANDBOXES lets no more in')
    expect(advice).toContain('set MAXIMUM_SANDBOXES higher')
  })

  it('is compared with the seats of the workshops that are planned', () => {
    const held = check({ workshopSeats: 200 })
    expect(held.found).toContain('\nworkshops: 200 seats at one time are planned')
    expect([held.state, check({ workshopSeats: 300 }).state]).toEqual(['good', 'note'])
  })

  it('follows the memory that a sandbox was measured to take, and the reserve that is set', () => {
    expect(check({ sandboxBytes: 128 * MIB }).found).toContain('about 100 at work')
    expect(check({ reserveBytes: 6 * GIB }).found).toContain('about 170 at work')
  })

  it('of an engine that says only what memory it has goes by nine tenths of it', () => {
    const room = { ...MEASURE.room, availableBytes: undefined }
    expect(check({ room }).found).toContain('about 270 at work')
  })

  it('is one on the smallest machine', () => {
    const room = { ...MEASURE.room, memoryBytes: GIB, availableBytes: 100 * MIB }
    expect(check({ room }).found).toContain('holds about 1 at work; memory ends first')
  })
})
