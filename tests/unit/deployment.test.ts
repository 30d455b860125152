import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimDeployment } from '../../sandbox-server/deployment.ts'

const ROUNDS = 50
const NAME = /^docker-blitz-[0-9a-f]{8}$/

let directory: string
let state: string
const processes: ChildProcess[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-claim-'))
  state = join(directory, 'state')
})

afterEach(async () => {
  for (const child of processes.splice(0)) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  await rm(directory, { recursive: true })
})

/** Another server's process. */
function server(environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = fork(join(import.meta.dirname, '../support/claimant.ts'), {
    env: { ...process.env, ...environment },
  })
  processes.push(child)
  return child
}

/** @returns what it got: the deployment's name, or why not. */
async function claims(child: ChildProcess, path: string | null): Promise<string> {
  const answer = once(child, 'message')
  child.send(path as string)
  return (await answer)[0] as string
}

const refusal = (path: string) =>
  `refused: A server with the state directory ${path} is already running. ` +
  'Stop it, or set another STATE_DIRECTORY.'

describe('a state directory', () => {
  it(`is had by one of two servers that start at once, ${ROUNDS} times`, async () => {
    const [one, other] = [server(), server()]
    for (let round = 0; round < ROUNDS; round++) {
      const path = join(directory, `state-${round}`)
      const answers = await Promise.all([claims(one, path), claims(other, path)])
      const [name, refused] = answers.sort()
      expect(name).toMatch(NAME)
      expect(refused).toBe(refusal(path))
      // The next round begins with both free, as a kept name is claimed again.
      await Promise.all([claims(one, null), claims(other, null)])
    }
  })

  it('is refused to a server with another TMPDIR', async () => {
    expect(await claims(server(), state)).toMatch(NAME)
    expect(await claims(server({ TMPDIR: directory }), state)).toBe(refusal(state))
  })

  it('is refused by another path to it', async () => {
    const path = join(directory, 'link')
    await symlink(state, path)
    expect(await claims(server(), state)).toMatch(NAME)
    expect(await claims(server(), path)).toBe(refusal(path))
  })

  it('is refused within the same process', async () => {
    await using claimed = await claimDeployment(state)
    expect(claimed.name).toMatch(NAME)
    await expect(claimDeployment(state)).rejects.toThrow('is already running')
  })

  it('is free again after SIGKILL, under the same name', async () => {
    const killed = server()
    const name = await claims(killed, state)
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    expect(await claims(server(), state)).toBe(name)
  })

  it('is free again after a server that has stopped, under the same name', async () => {
    const { name } = await claimAndRelease()
    expect((await claimAndRelease()).name).toBe(name)
  })

  it.runIf(process.platform === 'linux')('is refused as a copy of one in use', async () => {
    expect(await claims(server(), state)).toMatch(NAME)
    const copy = join(directory, 'copy')
    await cp(state, copy, { recursive: true })
    const file = join(copy, 'deployment')
    expect(await claims(server(), copy)).toBe(
      `refused: A server with another copy of the state directory ${copy} is already running. ` +
        `Stop it, or remove ${file} to give this one a name of its own.`,
    )
    await rm(file)
    expect(await claims(server(), copy)).toMatch(NAME)
  })

  it('that cannot be made is named, with what to do', async () => {
    await writeFile(state, '')
    await expect(claimDeployment(join(state, 'inside'))).rejects.toThrow(
      `The state directory ${join(state, 'inside')} cannot be used: ENOTDIR`,
    )
  })

  it.each(['claim', 'deployment'])('says what is wrong with its file %s', async (file) => {
    await claimAndRelease()
    await writeFile(join(state, file), 'no such thing!')
    await expect(claimDeployment(state)).rejects.toThrow(join(state))
  })

  it('whose name was cut off by a full disk gets a new one', async () => {
    await claimAndRelease()
    await writeFile(join(state, 'deployment'), '')
    expect((await claimAndRelease()).name).toMatch(NAME)
  })
})

async function claimAndRelease() {
  await using claimed = await claimDeployment(state)
  return { name: claimed.name }
}

describe('a state directory that cannot be had', () => {
  it('is told apart from one that another server has', async () => {
    await using _claim = await claimDeployment(state)
    await expect(claimDeployment(state)).rejects.toMatchObject({ isInUse: true })
    await writeFile(join(directory, 'file'), '')
    await expect(claimDeployment(join(directory, 'file'))).rejects.toMatchObject({
      isInUse: false,
      message: expect.stringContaining('Make it a folder that this user may write'),
    })
  })

  it('for want of room says so', async () => {
    await mkdir(state)
    await symlink('/dev/full', join(state, 'deployment.new'))
    await expect(claimDeployment(state)).rejects.toMatchObject({
      isInUse: false,
      message: expect.stringMatching(
        /ENOSPC.*Make room on its disk, or set another STATE_DIRECTORY\.$/,
      ),
    })
  })
})
