import { describe, expect, it } from 'vitest'
import { LimitNotices, parseSample } from '../../../sandbox-server/sessions/life/limit-notices.ts'
import { noticeSentence } from '../../../src/page/sandbox-sentences.ts'

const MINUTE = 60_000
const MIB = 1024 * 1024
const LIMITS = { memory: 1536 * MIB, processes: 1024, disk: 1024 * MIB }
const CALM = { kills: 0, refusals: 0, used: 0, memoryUsed: 0, names: 0, ...LIMITS }
const used = (part: number) => ({ ...CALM, used: part * LIMITS.disk })

describe('the notices of limits', () => {
  it.each([
    ['nothing happens', [CALM, CALM], []],
    ['a program was ended', [CALM, { ...CALM, kills: 1 }], ['memory']],
    [
      'programs are ended again',
      [CALM, { ...CALM, kills: 1 }, { ...CALM, kills: 3 }],
      ['memory', 'memory'],
    ],
    ['it was before anybody watched', [{ ...CALM, kills: 2, refusals: 7 }], []],
    ['a process did not start', [CALM, { ...CALM, refusals: 40 }], ['processes']],
    ['the disk fills', [CALM, used(0.89), used(0.9), used(0.95)], ['disk']],
    ['the disk is full from the start', [used(0.97)], ['disk']],
    ['the disk stays about as full', [used(0.91), used(0.85), used(0.92)], ['disk']],
    ['the disk is roomy in between', [used(0.91), used(0.5), used(0.92)], ['disk', 'disk']],
    [
      'names of the internet are asked for, again and again',
      [CALM, { ...CALM, names: 2 }, { ...CALM, names: 9 }],
      ['network'],
    ],
    [
      'names were asked for before anybody watched, and the engine began anew',
      [{ ...CALM, names: 2 }, CALM, { ...CALM, names: 1 }],
      ['network'],
    ],
    ['the disk could not be measured', [{ ...CALM, disk: 0 }], []],
  ])('when %s', (_, samples, codes) => {
    const notices = new LimitNotices()
    const told = samples.flatMap((sample, index) => notices.next(sample, index * MINUTE))
    expect(told.map(({ code }) => code)).toEqual(codes)
  })

  it('come once in some seconds, however often a limit is hit', () => {
    const notices = new LimitNotices()
    const codes = Array.from({ length: 1000 }, (_, index) =>
      notices.next({ ...CALM, kills: index, refusals: index }, index * 20),
    ).flatMap((told) => told.map(({ code }) => code))
    // 20 s in all.
    expect(codes).toEqual(['memory', 'processes', 'memory', 'processes'])
  })

  it('say which limit and what to do', () => {
    const sentences = [
      { code: 'memory', used: LIMITS.memory, limit: LIMITS.memory } as const,
      { code: 'processes', used: 1024, limit: 1024 } as const,
      { code: 'disk', used: 1003 * MIB, limit: LIMITS.disk } as const,
      { code: 'disk', used: 61 * MIB, limit: 64 * MIB } as const,
      { code: 'output', used: MIB, limit: MIB } as const,
      { code: 'network', used: 0, limit: 0 } as const,
    ].map(noticeSentence)
    expect(sentences[0]).toMatch(/all of its 1\.5 GiB of memory.*Stop containers/)
    expect(sentences[1]).toMatch(/as it can have, 1024,.*Stop containers/)
    expect(sentences[2]).toMatch(/^Disk 0\.98 GiB of 1 GiB: docker system prune/)
    expect(sentences[3]).toMatch(/^Disk 61 MiB of 64 MiB:/)
    expect(sentences[4]).toMatch(/to 1 MiB a second\. Stop, or Ctrl\+C/)
    expect(sentences[5]).toMatch(
      /^Your sandbox has no internet, .*the Docker Hub of this server\.$/,
    )
  })
})

describe('a sample', () => {
  it.each([
    [
      'kills=1 refusals=2 memory=3 processes=4 used=5 disk=6 memory-used=7\r',
      { kills: 1, disk: 6, memoryUsed: 7, names: 0 },
    ],
    [
      'kills=1 refusals=2 memory=3 processes=4 used=5 disk=6 memory-used=7 names=8',
      { memoryUsed: 7, names: 8 },
    ],
    ['kills=1', undefined],
    ['kills=x refusals=2 memory=3 processes=4 used=5 disk=6 memory-used=7', undefined],
    ['', undefined],
    [`kills=${'9'.repeat(400)} refusals=2 memory=3 processes=4 used=5 disk=6`, undefined],
  ])('%j', (line, sample) => {
    if (sample) expect(parseSample(line)).toMatchObject(sample)
    else expect(parseSample(line)).toBeUndefined()
  })
})
