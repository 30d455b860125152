import ssh2 from 'ssh2'
import { expect, it } from 'vitest'
import { generateKey } from '../../../sandbox-server/sandboxes/ssh/deployment-key.ts'

it('a key is one that both sides can read, each time', () => {
  // Without a look at it, one in some 300 is not.
  for (let count = 0; count < 2000; count++) {
    const { privateKey, publicKey } = generateKey()
    const parsed = ssh2.utils.parseKey(privateKey)
    if (parsed instanceof Error) throw parsed
    expect(publicKey).toBe(`ssh-ed25519 ${parsed.getPublicSSH().toString('base64')}`)
  }
})
