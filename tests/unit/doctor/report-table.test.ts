import { describe, expect, it } from 'vitest'
import { reportTable, verdict } from '../../../sandbox-server/doctor/report-table.ts'

const plain = (_colour: string, text: string) => text

describe('the table', () => {
  it('keeps to 80 columns, commands excepted, and ends with the verdict', () => {
    const command = `sudo apparmor_parser -Kr /${'folder/'.repeat(12)}docker-blitz-sandbox`
    const text = reportTable(
      {
        liveTerminals: false,
        checks: [
          { name: 'Node', state: 'good', found: '26.10.0' },
          {
            name: 'AppArmor',
            state: 'note',
            found: 'on; only root sees whether the profile of sandboxes is loaded, says this text',
            advice: `Load it:\n  ${command}`,
          },
          { name: 'Probe', state: 'bad', found: 'The sandbox could not be started' },
        ],
      },
      plain,
    )
    expect(text).toBe(
      [
        'good  Node             26.10.0',
        'note  AppArmor         on; only root sees whether the profile of sandboxes is',
        '                       loaded, says this text',
        '                       -> Load it:',
        `                         ${command}`,
        'bad   Probe            The sandbox could not be started',
        '',
        'Live terminals will not work here.',
        'The site starts without them, with recorded output.',
      ].join('\n'),
    )
  })

  it('has colours where they are asked for', () => {
    const checks = [{ name: 'Node', state: 'good', found: '26' }] as const
    const text = reportTable(
      { liveTerminals: true, checks },
      (colour, text) => `<${colour}>${text}`,
    )
    expect(text.split('\n')).toEqual([
      '<green>good  Node             26',
      '',
      `<bold>${verdict({ liveTerminals: true, checks })}`,
    ])
  })
})
