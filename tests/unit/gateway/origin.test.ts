import { describe, expect, it } from 'vitest'
import { isOriginAllowed } from '../../../sandbox-server/gateway/origin.ts'

describe('the origin of a socket', () => {
  it.each([
    ['http://localhost:8000', 'localhost:8000', undefined, true],
    ['http://127.0.0.1:8000', '127.0.0.1:8000', undefined, true],
    ['http://192.168.1.20:8000', '192.168.1.20:8000', undefined, true],
    ['http://[::1]:8000', '[::1]:8000', undefined, true],
    ['https://blitz.example.org', 'blitz.example.org', ['https://blitz.example.org'], true],
    ['https://blitz.example.org', 'localhost:8000', ['https://blitz.example.org'], true],
    // As some proxies write the host.
    ['https://[2001:db8::1]', '[2001:DB8::1]:443', undefined, true],
    ['http://localhost', 'localhost:80', undefined, true],
    ['https://192.168.1.20', '192.168.1.20:80', undefined, false],
    [undefined, 'localhost:8000', undefined, false],
    ['http://localhost:8000', undefined, undefined, false],
    ['http://localhost:8000', 'localhost:8000/', undefined, false],
    ['http://localhost:8000', 'x@localhost:8000', undefined, false],
    ['null', 'localhost:8000', undefined, false],
    ['https://evil.example', 'localhost:8000', undefined, false],
    ['http://localhost:9000', 'localhost:8000', undefined, false],
    // Whoever owns a name can point it at this machine (DNS rebinding).
    ['http://evil.example:8000', 'evil.example:8000', undefined, false],
    ['http://blitz.example.org', 'localhost:8000', ['https://blitz.example.org'], false],
    ['foo://localhost:8000', 'localhost:8000', undefined, false],
    ['ftp://localhost:8000', 'localhost:8000', undefined, false],
    ['chrome-extension://localhost:8000', 'localhost:8000', undefined, false],
    ['http://localhost:8000/', 'localhost:8000', undefined, false],
    ['http://somebody@localhost:8000', 'localhost:8000', undefined, false],
    ['https://blitz.example.org.evil.example', 'x', ['https://blitz.example.org'], false],
  ])('%s on host %s with %s allowed: %s', (origin, host, allowed, verdict) => {
    expect(isOriginAllowed(origin, host, allowed)).toBe(verdict)
  })
})
