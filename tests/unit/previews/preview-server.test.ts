import { describe, expect, it } from 'vitest'
import { FAILURES, type FailureName } from '../../../sandbox-server/previews/failure-page.ts'
import { newSessionId } from '../../../sandbox-server/sessions/session-token.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import { joinWorkshop } from '../../support/board.ts'
import { freePort } from '../../support/free-port.ts'
import { ask, Visitor } from '../../support/previews.ts'
import { Reader } from '../../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

const stranger = newSessionId()

const HOST = 'apps.example.org'

/** The address of a preview at a name of the network, and a ticket for it. */
async function invitation(
  server: TestServer,
  session = stranger,
): Promise<{ base: string; ticket: string }> {
  const { port } = new URL(server.address)
  const name = `8080--${server.passes.keysOf(session, 8080).network}`
  const pass = { session, port: 8080, site: server.address }
  return {
    base: `http://${name}.${HOST}:${port}/`,
    ticket: await server.passes.issue('ticket', pass),
  }
}

async function expectFailure(address: string, name: FailureName, cookie = ''): Promise<void> {
  const answer = await ask(address, { headers: { cookie } })
  expect(answer.status).toBe(FAILURES[name].status)
  expect(answer.text).toContain(FAILURES[name].sentence)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
}

describe('where a preview cannot be shown, one sentence says why', () => {
  it('without live terminals', async () => {
    await using server = await startServer({
      driver: noSandboxes,
      pagesOnly: true,
      previewSites: { host: HOST },
    })
    const { base } = await invitation(server)
    await expectFailure(base, 'off')
  })

  it('at a name that is none', async () => {
    await using server = await startServer({
      driver: noSandboxes,
      previewSites: { host: HOST },
    })
    await expectFailure(server.address.replace('//localhost', `//shop.${HOST}`), 'unknown')
    await expectFailure(server.address.replace('//localhost', '//8080--x.localhost'), 'unknown')
  })

  it('without a cookie, and when the sandbox is gone', async () => {
    await using server = await startServer({ driver: noSandboxes, previewSites: { host: HOST } })
    const { base, ticket } = await invitation(server)
    await expectFailure(base, 'closed')
    const { cookie } = await Visitor.enter(`${base}__blitz/enter?ticket=${ticket}`)
    await expectFailure(base, 'gone', cookie)
  })

  it('at a computer that a seat of a workshop has left', async () => {
    await using server = await startServer({ driver: noSandboxes, previewSites: { host: HOST } })
    const plan = parsePlan('{ title: Docker, code: blue-42, seats: 3 }', 'blue.yaml')
    server.workshops.plan('blue', plan)
    const token = await joinWorkshop(server.address, { code: 'blue-42', name: 'Ada' })
    using page = new Reader(server.address, token)
    await page.client.reach()
    const seat = server.workshops.named('blue').seat(1)
    const { base, ticket } = await invitation(server, seat.session)
    const { cookie } = await Visitor.enter(`${base}__blitz/enter?ticket=${ticket}`)
    // There is no sandbox; the cookie itself is good.
    await expectFailure(base, 'gone', cookie)
    const moved = await server.workshops.move(server.workshops.moveCode(seat))
    using here = new Reader(server.address, moved.token)
    await here.client.reach()
    await expectFailure(base, 'closed', cookie)
  })

  it('at a name under localhost that no session has', async () => {
    await using server = await startServer({ driver: noSandboxes })
    const { local } = server.passes.keysOf(stranger, 8080)
    await expectFailure(server.address.replace('//', `//8080--${local}.`), 'unknown')
  })

  it('and the answer to HEAD has no page in it', async () => {
    await using server = await startServer({ driver: noSandboxes, previewSites: { host: HOST } })
    const { base } = await invitation(server)
    expect(await ask(base, { method: 'HEAD' })).toMatchObject({ status: 403, text: '' })
  })
})

describe('a page that is about to show a preview', () => {
  it('learns that its browser finds this server there, and nothing of the preview', async () => {
    await using server = await startServer({ driver: noSandboxes, previewSites: { host: HOST } })
    const { base } = await invitation(server)
    for (const key of [base, base.replace(/--[0-9a-f]{4}/, '--0000')]) {
      expect(await ask(`${key}__blitz/reach`)).toMatchObject({ status: 204, text: '' })
    }
  })

  it('finds it by the port of a proxy, which hands on to another port of this server', async () => {
    const previewListenPort = await freePort()
    await using server = await startServer({
      driver: noSandboxes,
      // Nothing listens there (tcpmux); a proxy would.
      previewSites: { port: 1 },
      previewListenPort,
    })
    const name = `8080--${server.passes.keysOf(stranger, 8080).network}`
    const behind = `http://localhost:${previewListenPort}/${name}/__blitz/reach`
    expect(await ask(behind)).toMatchObject({ status: 204 })
    await expect(ask(behind.replace(`:${previewListenPort}`, ':1'))).rejects.toThrow()
  })
})
