import { describe, expect, it } from 'vitest'
import { CoursePools } from '../../../sandbox-server/house/course-pools.ts'
import { Seats } from '../../../sandbox-server/house/seats.ts'
import { poolOfPromises } from '../../support/pool-of-promises.ts'

/** A house of two courses on a machine that holds `maximum` sandboxes, `warm` of each kept ready. */
function houseOfTwo(maximum: number, { warm = 0, perAddress = 100 } = {}) {
  const bounds = { minimum: warm, maximum: warm }
  const poolFor = (name: string) =>
    poolOfPromises({
      maximum,
      warm: bounds,
      elsewhere: () => pools.aliveElsewhere(name),
      isNeededElsewhere: () => seats.isAwaitedBeside(name),
    })
  const git = poolFor('git')
  const docker = poolFor('docker')
  const pools: CoursePools = new CoursePools(
    new Map([
      ['git', git.pool],
      ['docker', docker.pool],
    ]),
  )
  const seats: Seats = new Seats(pools, perAddress)
  const come = (course: string, address?: string) => {
    const arrived = { sandbox: undefined as string | undefined }
    const { signal } = new AbortController()
    seats
      .take({ course, address, signal, onPlace() {}, onStep() {} })
      .then(({ id }) => {
        arrived.sandbox = id
      })
      .catch(() => {})
    return arrived
  }
  const settle = async () => {
    await git.settle()
    await docker.settle()
  }
  return { git, docker, pools, seats, come, settle }
}

describe('a reader', () => {
  it('gets a sandbox of the course that the page is of, and of no other', async () => {
    const { git, docker, come, settle } = houseOfTwo(4)
    const reader = come('git')
    await settle()
    git.starts[0]?.succeed()
    await settle()
    expect(docker.starts).toEqual([])
    expect(reader.sandbox).toBe(git.starts[0]?.id)
  })

  it('waits where the machine is full of sandboxes of another course', async () => {
    const { git, docker, seats, come, settle } = houseOfTwo(1)
    const first = come('docker')
    await settle()
    docker.starts[0]?.succeed()
    await settle()
    const second = come('git')
    await settle()
    expect([seats.waiting, git.starts.length]).toEqual([1, 0])
    docker.lose(first.sandbox as string)
    await settle()
    git.starts[0]?.succeed()
    await settle()
    expect(second.sandbox).toBe(git.starts[0]?.id)
  })

  it('gets the room of a sandbox that another course keeps ready for nobody', async () => {
    const { git, docker, pools, come, settle } = houseOfTwo(1, { warm: 1 })
    docker.pool.refill()
    await settle()
    docker.starts[0]?.succeed()
    await settle()
    expect(pools.ready).toBe(1)
    const reader = come('git')
    await settle()
    expect(docker.removed).toEqual([docker.starts[0]?.id])
    expect(docker.starts).toHaveLength(1)
    git.starts[0]?.succeed()
    await settle()
    expect(reader.sandbox).toBe(git.starts[0]?.id)
  })

  it('gets it also where that one was still starting', async () => {
    const { git, docker, come, settle } = houseOfTwo(1, { warm: 1 })
    docker.pool.refill()
    await settle()
    const reader = come('git')
    await settle()
    expect(git.starts).toEqual([])
    docker.starts[0]?.succeed()
    await settle()
    git.starts[0]?.succeed()
    await settle()
    expect(reader.sandbox).toBe(git.starts[0]?.id)
  })

  it('has no more seats by coming to several courses from one address', async () => {
    const { git, docker, seats, come, settle } = houseOfTwo(10, { perAddress: 1 })
    come('git', 'a')
    come('docker', 'a')
    come('docker', 'b')
    await settle()
    expect([git.starts.length, docker.starts.length, seats.waiting]).toEqual([1, 1, 1])
  })
})

describe('the house of several courses', () => {
  it('counts what all of them have', async () => {
    const { git, docker, pools, come, settle } = houseOfTwo(5)
    come('git')
    come('docker')
    await settle()
    expect([pools.starting, pools.taken, pools.further]).toEqual([2, 0, 3])
    git.starts[0]?.succeed()
    docker.starts[0]?.fail()
    await settle()
    expect([...pools.takenSandboxes()].map(({ id }) => id)).toEqual([git.starts[0]?.id])
    expect(pools.lastStart).toBe('failed')
  })

  it('gives up what nobody has of the course that has most of it', async () => {
    const { git, docker, pools, settle } = houseOfTwo(10, { warm: 1 })
    git.pool.expect(2)
    docker.pool.refill()
    await settle()
    for (const { succeed } of [...git.starts, ...docker.starts]) succeed()
    await git.clock.advance(1000)
    for (const { succeed } of git.starts) succeed()
    await settle()
    expect([git.pool.ready, docker.pool.ready]).toEqual([2, 1])
    expect(await pools.giveUpReady()).toBe(true)
    expect([git.removed.length, docker.removed.length]).toEqual([1, 0])
  })
})
