import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempDisposable, readdir, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { readCall, USAGE } from '../../../tools/swarm/call.ts'
import { run } from '../../../tools/swarm/run.ts'

/** What a host sees of a call that needs no engine. */
async function said(...words: string[]) {
  const [output, errors] = [new PassThrough(), new PassThrough()]
  const status = await run(words, {
    environment: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    output,
    errors,
    signal: new AbortController().signal,
    showing: (_, work) => work(() => {}),
  })
  output.end()
  errors.end()
  return { status, output: await text(output), errors: await text(errors) }
}

describe('npm run swarm', () => {
  it('prints its help, which names every word', async () => {
    expect(await said('--help')).toEqual({ status: 0, output: USAGE, errors: '' })
    for (const word of ['init', 'join-command', 'status', 'remove', 'certificates']) {
      expect(USAGE).toContain(`npm run swarm -- ${word}`)
    }
  })

  it.each([
    [[], 'Say what to do, such as status.'],
    [['drain'], 'There is no drain. There are init, join-command, status, remove, certificates.'],
    [
      ['toString'],
      'There is no toString. There are init, join-command, status, remove, certificates.',
    ],
    [['init', 'two'], 'init takes no two.'],
    [['certificates'], 'certificates takes a folder: npm run swarm -- certificates FOLDER.'],
    [['certificates', 'one', 'two'], 'certificates takes no two.'],
    [['init', '--json'], 'init takes no --json.'],
    [['status', '--renew'], 'status takes no --renew.'],
    [['status', '--jsn'], "Unknown option '--jsn'."],
    [
      ['remove', '--stack', 'a b'],
      'A stack is not called "a b": it takes letters, digits, - and _.',
    ],
  ])('%j is a wrong call, which one sentence names', async (words, sentence) => {
    expect(await said(...words)).toEqual({
      status: 2,
      output: '',
      errors: `${sentence} See npm run swarm -- --help.\n`,
    })
  })

  it('names the stack of the documentation where the call names none', () => {
    expect(readCall(['status'])).toMatchObject({ word: 'status', stack: 'docker-blitz' })
    expect(readCall(['status', '--stack', 'spring'])).toMatchObject({ stack: 'spring' })
  })

  it('writes certificates for machines in no Swarm, each role apart, and never over others', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'blitz-certificates-'))
    const words = ['certificates', join(folder.path, 'made')]
    expect(await said(...words)).toMatchObject({ status: 0, errors: '' })
    const read = (...names: string[]) => readFile(join(folder.path, 'made', ...names), 'utf8')
    expect(await readdir(join(folder.path, 'made/node'))).toEqual([
      'authority.pem',
      'node-key.pem',
      'node.pem',
    ])
    expect(await read('server/authority.pem')).toBe(await read('node/authority.pem'))
    const key = join(folder.path, 'made/server/server-key.pem')
    expect((await stat(key)).mode & 0o777).toBe(0o600)
    const before = await read('server/server-key.pem')
    expect(
      new X509Certificate(await read('server/server.pem')).checkPrivateKey(
        createPrivateKey(before),
      ),
    ).toBe(true)
    const again = await said(...words)
    expect(again).toMatchObject({ status: 1, output: '' })
    expect(again.errors).toBe(
      `${join(folder.path, 'made/server')} is there already, and is left as it is. Name another folder, or remove it first.\n`,
    )
    expect(await read('server/server-key.pem')).toBe(before)
  })

  it('says in one sentence that no engine answers', async () => {
    const { status, output, errors } = await said('status')
    expect({ status, output }).toEqual({ status: 1, output: '' })
    expect(errors).toMatch(/^DOCKER_HOST.* does not answer: there is no such socket\..*\n$/)
  })
})
