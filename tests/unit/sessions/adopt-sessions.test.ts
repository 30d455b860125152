import { EventEmitter, on } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { SandboxHandle } from '../../../sandbox-server/drivers/driver.ts'
import type { Sandbox } from '../../../sandbox-server/sandboxes/sandbox.ts'
import { adoptSessions } from '../../../sandbox-server/sessions/adopt-sessions.ts'
import type {
  SessionRecord,
  SessionRecords,
} from '../../../sandbox-server/sessions/session-records.ts'
import type { SessionRegistry } from '../../../sandbox-server/sessions/session-registry.ts'
import { until } from '../../support/reader.ts'

const record = (sandbox: string, course?: string): SessionRecord => ({
  sandbox,
  ...(course !== undefined && { course }),
  endsAt: 0,
  extensionsLeft: 0,
})

/** @param living the sandboxes of each course. @returns whom each was given to, and who was forgotten. */
async function adopt(kept: Record<string, SessionRecord>, living: Record<string, string[]>) {
  const adopted: string[] = []
  const forgotten: string[] = []
  const connected: string[] = []
  await adoptSessions({
    courses: Object.entries(living).map(([name, ids]) => ({
      name,
      driver: { list: async () => ids.map((id) => ({ id }) as SandboxHandle) },
      connect: async ({ id }) => {
        connected.push(`${name} ${id}`)
        throw new Error('No engine has a part in this.')
      },
    })),
    records: {
      read: () => new Map(Object.entries(kept)),
      forget: (session: string) => forgotten.push(session),
    } as unknown as SessionRecords,
    sessions: {
      adopt: (id: string, { course = '' }: SessionRecord, adopting: Promise<unknown>) => {
        adopting.catch(() => {})
        adopted.push(`${id} ${course}`)
      },
    } as unknown as SessionRegistry,
    onFailure() {},
  })
  return { adopted, forgotten, connected }
}

describe('the sandboxes of an earlier server', () => {
  it('are taken over by the courses that they are of', async () => {
    const kept = { ann: record('a', 'git'), bob: record('b', 'docker') }
    const { adopted, connected } = await adopt(kept, { git: ['a'], docker: ['b'] })
    expect(adopted).toEqual(['ann git', 'bob docker'])
    expect(connected).toEqual(['git a', 'docker b'])
  })

  it('are of the one course of a server where the record names none', async () => {
    expect(await adopt({ ann: record('a') }, { '': ['a'] })).toMatchObject({ adopted: ['ann '] })
  })

  it.each([
    ['whose course this server has no more', record('a', 'linux')],
    ['of a server that had one course', record('a')],
    ['that is of another course than the record says', record('a', 'docker')],
    ['that has ended', record('c', 'git')],
  ])('are not taken over: one %s', async (_, kept) => {
    const result = await adopt({ ann: kept }, { git: ['a'], docker: ['b'] })
    expect(result).toEqual({ adopted: [], forgotten: ['ann'], connected: [] })
  })
})

describe('the sandboxes of an earlier server on several machines', () => {
  it('are taken over when their machine comes after the server, and given up when it does not', async () => {
    const there = new Set(['a'])
    const news = new EventEmitter()
    const connected: string[] = []
    const ends = new Map<string, string>()
    const failures: string[] = []
    const end = new AbortController()
    async function* arrivals(): AsyncGenerator<void> {
      try {
        for await (const _ of on(news, 'machine', { signal: end.signal })) yield
      } catch {
        // It is too late for all others.
      }
    }
    const kept = { ann: record('a'), bob: record('b'), eve: record('c'), old: record('d', 'gone') }
    const forgotten: string[] = []
    await adoptSessions({
      courses: [
        {
          name: '',
          driver: { list: async () => [...there].map((id) => ({ id }) as SandboxHandle) },
          connect: async ({ id }) => {
            connected.push(id)
            return {} as Sandbox
          },
        },
      ],
      records: {
        read: () => new Map(Object.entries(kept)),
        forget: (session: string) => forgotten.push(session),
      } as unknown as SessionRecords,
      sessions: {
        adopt: (id: string, _: SessionRecord, adopting: Promise<unknown>) => {
          adopting.then(
            () => ends.set(id, 'adopted'),
            (error: Error) => ends.set(id, error.message),
          )
        },
      } as unknown as SessionRegistry,
      arrivals,
      onFailure: (error) => failures.push((error as Error).message),
    })
    await until(() => connected.length === 1, 'the one that is there')
    expect(forgotten).toEqual(['old'])
    there.add('b')
    news.emit('machine')
    await until(() => ends.has('bob'), 'the one that came later')
    expect([...ends]).toEqual([
      ['ann', 'adopted'],
      ['bob', 'adopted'],
    ])
    end.abort()
    await until(() => ends.has('eve'), 'the end of the wait')
    expect(ends.get('eve')).toBe("A reader's sandbox is on no machine that is there.")
    expect(failures).toEqual(["A reader's sandbox is on no machine that is there."])
    expect(connected).toEqual(['a', 'b'])
  })
})
