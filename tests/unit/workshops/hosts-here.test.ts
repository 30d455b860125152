import { expect, it } from 'vitest'
import { HostsHere } from '../../../sandbox-server/workshops/hosts-here.ts'
import { HandedClock } from '../../support/handed-clock.ts'

const MINUTE = 60_000

function here() {
  const clock = new HandedClock()
  const gone: string[] = []
  return { clock, gone, hosts: new HostsHere({ clock, onGone: (host) => gone.push(host) }) }
}

it('waits a minute for a host whose board has closed', async () => {
  const { clock, gone, hosts } = here()
  hosts.boardOpened('Ada')[Symbol.dispose]()
  await clock.advance(MINUTE - 1)
  expect(gone).toEqual([])
  await clock.advance(1)
  expect(gone).toEqual(['Ada'])
})

it('goes on for a host who reloads the board, or has another one', async () => {
  const { clock, gone, hosts } = here()
  const first = hosts.boardOpened('Ada')
  const second = hosts.boardOpened('Ada')
  first[Symbol.dispose]()
  first[Symbol.dispose]()
  await clock.advance(2 * MINUTE)
  second[Symbol.dispose]()
  await clock.advance(MINUTE / 2)
  hosts.boardOpened('Ada')
  await clock.advance(10 * MINUTE)
  expect(gone).toEqual([])
})

it('waits for each host alone, and for nobody once the server stops', async () => {
  const { clock, gone, hosts } = here()
  hosts.boardOpened('Ada')[Symbol.dispose]()
  hosts.boardOpened('Grace')
  await clock.advance(MINUTE)
  expect(gone).toEqual(['Ada'])
  hosts.boardOpened('Ada')[Symbol.dispose]()
  hosts.close()
  expect(clock.timers).toBe(0)
})
