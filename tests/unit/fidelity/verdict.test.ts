import { describe, expect, it } from 'vitest'
import { normalize } from '../../../fidelity/normalize.ts'
import type { Outcome } from '../../../fidelity/side.ts'
import { isFailure, judge } from '../../../fidelity/verdict.ts'

const printed = (stdout: string, stderr = '', status = 0): Outcome => ({ stdout, stderr, status })
const ONE = { name: 'one', what: 'prints a word', script: 'echo word' }

const judged = (sandbox: Outcome, plain: Outcome, one: object = {}) =>
  judge({ ...ONE, ...one }, { sandbox, plain: [plain] }).verdict

describe('what a sandbox and a plain engine print', () => {
  it.each([
    ['standard output', printed('a\n'), printed('b\n')],
    ['standard error', printed('', 'a\n'), printed('', 'b\n')],
    ['the exit status', printed(''), printed('', '', 125)],
    ['the stream', printed('a\n'), printed('', 'a\n')],
    ['the address of a container', printed('172.17.0.2\n'), printed('10.0.2.2\n')],
    ['the size of an image', printed('2.02MB\n'), printed('2.03MB\n')],
  ])('is different where %s is', (_, sandbox, plain) => {
    expect(judged(sandbox, plain)).toBe('different')
  })

  it('is explained by a reason, and asks for its end where it is the same', () => {
    const reason = { differs: 'layers-there' }
    expect(judged(printed('a'), printed('b'), reason)).toBe('explained')
    expect(judged(printed('a'), printed('a'), reason)).toBe('needless')
  })

  it('cannot be compared where two runs on the plain engine differ', () => {
    const runs = { sandbox: printed('a'), plain: [printed('a'), printed('b')] }
    expect(judge(ONE, runs).verdict).toBe('unsteady')
  })

  it('fails the suite where it is different, unsteady, or explained in vain', () => {
    expect(['different', 'needless', 'unsteady'].map((one) => isFailure(one as never))).toEqual([
      true,
      true,
      true,
    ])
    expect(isFailure('same') || isFailure('explained')).toBe(false)
  })
})

describe('what no two runs have in common', () => {
  it.each([
    ['an id', 'f7d2a1b4c5d6', 'aa00bb11cc22'],
    ['a digest', `sha256:${'a1'.repeat(32)}`, `sha256:${'b2'.repeat(32)}`],
    ['a time', '2026-11-29T18:00:00.123456789Z', '2026-11-30T01:00:00Z'],
    ['an age', 'Up 2 seconds', 'Up About a minute'],
    ['how long a step took', '#5 DONE 0.3s', '#5 DONE 12.0s'],
    ['a port that the engine chose', '0.0.0.0:32768->80/tcp', '0.0.0.0:49153->80/tcp'],
    ['the width of a column', 'NAME   IMAGE', 'NAME       IMAGE'],
    [
      'the order of containers that start together',
      'a\n Container x  Started\n Container y  Started',
      'a\n Container y  Started\n Container x  Started',
    ],
  ])('is left out: %s', (_, one, other) => {
    expect(normalize(printed(one))).toEqual(normalize(printed(other)))
  })

  it.each([
    ['words', 'defaced facade', 'decade accede'],
    ['a port that was asked for', '0.0.0.0:8080->80/tcp', '0.0.0.0:8081->80/tcp'],
    ['an amount of memory', '67108864', '33554432'],
  ])('stays: %s', (_, one, other) => {
    expect(normalize(printed(one))).not.toEqual(normalize(printed(other)))
  })

  it('is the order and the number of the steps of a build', () => {
    const one =
      '#1 [internal] load\n#2 [1/2] FROM\n#1 DONE 0.1s\n#3 [2/2] RUN echo hi\n#3 0.20 hi\n'
    const other =
      '#1 [1/2] FROM\n#2 [internal] load\n#4 [2/2] RUN echo hi\n#4 1.75 hi\n#2 DONE 3.0s\n'
    expect(normalize(printed(one))).toEqual(normalize(printed(other)))
    expect(normalize(printed(one)).stdout).toContain('[2/2] RUN echo hi\nhi\n')
  })
})
