import { describe, expect, it } from 'vitest'
import {
  askProxies,
  proxyEnvironment,
  proxyTrouble,
  proxyVariables,
} from '../../../sandbox-server/common/outbound-proxy.ts'
import { proxyCheck } from '../../../sandbox-server/doctor/proxy-check.ts'
import { OutboundProxy } from '../../support/outbound-proxy.ts'

/** A port at which nothing listens (tcpmux). */
const NOWHERE = '127.0.0.1:1'

describe("the proxy of a host's network", () => {
  it.each([
    ['is none', {}, {}],
    ['is none where exceptions alone are named', { NO_PROXY: 'localhost' }, {}],
    [
      'is named in both cases, and with a scheme',
      { HTTP_PROXY: 'proxy:3128' },
      { HTTP_PROXY: 'http://proxy:3128', http_proxy: 'http://proxy:3128' },
    ],
    [
      'is the one in lower case where both are there',
      { HTTPS_PROXY: 'http://one:1', https_proxy: 'http://other:2', NO_PROXY: 'a,b' },
      {
        HTTPS_PROXY: 'http://other:2',
        https_proxy: 'http://other:2',
        NO_PROXY: 'a,b',
        no_proxy: 'a,b',
      },
    ],
  ])('%s: %o', (_, environment, variables) => {
    expect(proxyVariables(environment)).toEqual(variables)
    expect(proxyEnvironment(environment)).toEqual(
      Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    )
  })

  it('that answers is good, and its password is told to nobody', async () => {
    await using proxy = await OutboundProxy.open()
    const secret = proxy.address.replace('//', '//ada:secret@')
    expect(proxyCheck(await askProxies({ HTTPS_PROXY: secret }))).toEqual([
      { name: 'Proxy', state: 'good', found: `HTTPS_PROXY: ${proxy.address}` },
    ])
    expect(await proxyTrouble({ HTTPS_PROXY: secret })).toBe(undefined)
  })

  it.each([
    [`http://ada:secret@${NOWHERE}`, `http://${NOWHERE}`, 'ECONNREFUSED'],
    ['http://', 'no address', 'it cannot be read'],
  ])('%s is told in one sentence', async (value, address, trouble) => {
    const sentence =
      `HTTP_PROXY names ${address}, where no proxy answers (${trouble}). ` +
      'Correct HTTP_PROXY, such as http://proxy.example.org:3128, or unset it.'
    expect(await proxyTrouble({ HTTP_PROXY: value })).toBe(sentence)
    expect(proxyCheck(await askProxies({ HTTP_PROXY: value }))).toEqual([
      { name: 'Proxy', state: 'note', found: 'does not answer', advice: sentence },
    ])
  })
})
