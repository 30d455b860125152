import { describe, expect, it } from 'vitest'
import { usedOf } from '../../../sandbox-server/drivers/docker-engine/engine-machine.ts'
import {
  localRoom,
  memoryUsedBy,
  parseMemoryInfo,
  parseStall,
} from '../../../sandbox-server/drivers/docker-engine/machine-room.ts'

const MIB = 1024 * 1024

const MEMINFO = `MemTotal:       24684096 kB
MemFree:        16611628 kB
MemAvailable:   23404548 kB
Buffers:          298340 kB
`

const PRESSURE = `some avg10=12.50 avg60=1.20 avg300=0.30 total=19283
full avg10=4.25 avg60=0.90 avg300=0.10 total=12873
`

/** A kernel that has these files and no other. */
const kernel = (files: Readonly<Record<string, string>>) => async (path: string) => {
  const text = files[path]
  if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
  return text
}

const VERSION_1 = {
  '/proc/meminfo': MEMINFO,
  '/m/course/memory.limit_in_bytes': `${2048 * MIB}\n`,
  '/m/course/memory.usage_in_bytes': `${600 * MIB}\n`,
  '/m/course/memory.stat': `cache 1\ntotal_cache 2\ntotal_inactive_file ${100 * MIB}\n`,
  '/m/memory.limit_in_bytes': '9223372036854771712\n',
}

const VERSION_2 = {
  '/proc/meminfo': MEMINFO,
  '/proc/pressure/memory': PRESSURE,
  '/c/host.slice/memory.max': `${1024 * MIB}\n`,
  '/c/host.slice/memory.current': `${900 * MIB}\n`,
  '/c/host.slice/memory.stat': `anon 5\ninactive_file ${50 * MIB}\n`,
  '/c/host.slice/course.slice/memory.max': 'max\n',
  '/c/host.slice/course.slice/one/memory.current': `${80 * MIB}\n`,
  '/c/host.slice/course.slice/one/memory.stat': `inactive_file ${30 * MIB}\n`,
}

const ALL = { memoryBytes: 24684096 * 1024, availableBytes: 23404548 * 1024 }

describe('the room of this machine', () => {
  it('is what its kernel calls available', async () => {
    const room = await localRoom({
      sandbox: undefined,
      dataRoot: undefined,
      read: kernel({ '/proc/meminfo': MEMINFO }),
    })
    expect(room).toEqual({ ...ALL, stalled: 0, diskBytes: undefined })
  })

  it('is what a control group of version 1 around all sandboxes leaves', async () => {
    const sandbox = { version: 1, folder: '/m/course/one' } as const
    const room = await localRoom({ sandbox, dataRoot: undefined, read: kernel(VERSION_1) })
    expect(room).toMatchObject({ memoryBytes: 2048 * MIB, availableBytes: 1548 * MIB })
  })

  it('is what one of version 2 leaves, further up, and tells how long all waited', async () => {
    const sandbox = { version: 2, folder: '/c/host.slice/course.slice/one' } as const
    const room = await localRoom({ sandbox, dataRoot: undefined, read: kernel(VERSION_2) })
    expect(room).toMatchObject({ memoryBytes: 1024 * MIB, availableBytes: 174 * MIB })
    expect(room.stalled).toBeCloseTo(0.0425)
  })

  it('is that of the machine where no group has a limit', async () => {
    const files = { '/proc/meminfo': MEMINFO, '/m/memory.limit_in_bytes': '9223372036854771712\n' }
    const sandbox = { version: 1, folder: '/m/one' } as const
    expect(await localRoom({ sandbox, dataRoot: undefined, read: kernel(files) })).toMatchObject(
      ALL,
    )
  })

  it('has the disk of the engine, where that is known', async () => {
    const read = kernel({ '/proc/meminfo': MEMINFO })
    const here = await localRoom({ sandbox: undefined, dataRoot: import.meta.dirname, read })
    expect(here.diskBytes).toBeGreaterThan(0)
    const gone = await localRoom({ sandbox: undefined, dataRoot: '/no/such/folder', read })
    expect(gone.diskBytes).toBeUndefined()
  })

  it('is said to be unknown where the kernel says nothing', () => {
    expect(() => parseMemoryInfo('MemTotal: 12 kB\n')).toThrow('MemAvailable')
    expect(parseStall('nothing')).toBe(0)
  })

  it('is that of this very kernel, too', async () => {
    const room = await localRoom({ sandbox: undefined, dataRoot: undefined })
    expect(room.availableBytes).toBeGreaterThan(0)
    expect(room.availableBytes).toBeLessThanOrEqual(room.memoryBytes)
  })
})

describe('the memory of a sandbox', () => {
  it('leaves out what the kernel can drop at once', async () => {
    const group = { version: 2, folder: '/c/host.slice/course.slice/one' } as const
    expect(await memoryUsedBy(group, kernel(VERSION_2))).toBe(50 * MIB)
  })

  it('of an engine afar is what its statistics say, of either version', () => {
    expect(usedOf({ usage: 100, stats: { total_inactive_file: 30 } as never })).toBe(70)
    expect(usedOf({ usage: 100, stats: { inactive_file: 20 } as never })).toBe(80)
    expect(() => usedOf({})).toThrow('does not say')
  })
})
