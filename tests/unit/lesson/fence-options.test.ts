import { describe, expect, it } from 'vitest'
import { parseFenceOptions } from '../../../lesson/fence-options.ts'

describe('the options of a block', () => {
  it('are read with their values, in quotes of either kind or bare', () => {
    const meta = `run name=stop title='Say "stop"' expect="exact" exit=1 needs="start  list"`
    expect(parseFenceOptions(meta)).toMatchObject({
      name: 'stop',
      title: 'Say "stop"',
      expect: { kind: 'exact' },
      exit: 1,
      needs: ['start', 'list'],
    })
  })

  it('hold what is typed while the commands run', () => {
    const answers = (value: string) => parseFenceOptions(`run answer="${value}"`)?.answers
    expect(answers('[y/N] -> Ctrl+C')).toEqual([{ when: '[y/N]', keys: '\x03' }])
    expect(answers('Username: -> ada; Password: -> any')).toEqual([
      { when: 'Username:', keys: 'ada\r' },
      { when: 'Password:', keys: 'any\r' },
    ])
    expect(answers('Press Enter -> ')).toEqual([{ when: 'Press Enter', keys: '\r' }])
  })

  it('hold patterns with what else has a meaning', () => {
    const options = parseFenceOptions(String.raw`run expect="/^a = (b|c)$/" capture="x=/(\S+)$/"`)
    expect(options?.expect).toEqual({ kind: 'pattern', source: '^a = (b|c)$' })
    expect(options?.capture).toEqual({ name: 'x', pattern: String.raw`(\S+)$` })
  })

  it.each([
    [
      'expect="exakt"',
      'There is no expect="exakt". Did you mean exact? A pattern stands between slashes.',
    ],
    ['expect="/(/"', 'expect: /(/ is not a pattern: '],
    ['exit="never"', 'exit="never" is not an exit status: it takes 0 to 255.'],
    ['exit="256"', 'exit="256" is not an exit status: it takes 0 to 255.'],
    ['answer="yes"', 'answer="yes" is not usable: it takes "what is shown -> what is typed".'],
    ['capture="/x/"', 'capture="/x/" is not usable: it takes "name=/pattern/".'],
    ['capture="x=/[/"', 'capture: /[/ is not a pattern: '],
    ['need="x"', 'There is no option need="x". Did you mean needs?'],
  ])('%s is refused with a sentence', (options, sentence) => {
    expect(() => parseFenceOptions(`run ${options}`)).toThrow(sentence)
  })
})
