import { expect, it } from 'vitest'
import { noSandboxes, startServer } from '../../support/server.ts'

const course = (name: string) => ({ name, driver: noSandboxes, hasEngine: true })

it.each([
  ['/host/', '/docker/host/'],
  ['/join', '/docker/join/'],
  ['/report/?workshop=blue', '/docker/report/?workshop=blue'],
])('where a server has several courses, %s leads to the first one: %s', async (path, to) => {
  await using server = await startServer({
    driver: noSandboxes,
    courses: [course('docker'), course('git')],
  })
  const { status, headers } = await fetch(server.address + path, { redirect: 'manual' })
  expect(status).toBe(302)
  expect(headers.get('location')).toBe(to)
})

it('where a server has one course, its own pages answer', async () => {
  await using server = await startServer({ driver: noSandboxes })
  expect((await fetch(`${server.address}/host/`, { redirect: 'manual' })).status).toBe(404)
})
