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
    for (const word of ['init', 'join-command', 'status', 'remove']) {
      expect(USAGE).toContain(`npm run swarm -- ${word}`)
    }
  })

  it.each([
    [[], 'Say what to do, such as status.'],
    [['drain'], 'There is no drain. There are init, join-command, status, remove.'],
    [['toString'], 'There is no toString. There are init, join-command, status, remove.'],
    [['init', 'two'], 'init takes no two.'],
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

  it('says in one sentence that no engine answers', async () => {
    const { status, output, errors } = await said('status')
    expect({ status, output }).toEqual({ status: 1, output: '' })
    expect(errors).toMatch(/^DOCKER_HOST.* does not answer: there is no such socket\..*\n$/)
  })
})
