import type { Case } from '../case.ts'
import { usual } from '../machine-wish.ts'

/** Hosts that people have and that cannot be played yet, and why. */
export const MISSING_CASES: readonly Case[] = [
  {
    name: 'bare-server',
    what: 'docs/bare-server.md, word by word',
    wish: usual('trixie'),
    missing: 'needs Caddy with a certificate of its own, and npm ci in emulation',
  },
  {
    name: 'selinux',
    what: "SELinux enforcing, with Debian's policy",
    wish: usual('trixie'),
    missing:
      "needs a system with container-selinux; in Debian's policy container_engine_t is the engine itself",
  },
  {
    name: 'arm64',
    what: '64-bit ARM, emulated',
    wish: usual('trixie'),
    missing: 'needs node_modules and a sandbox image of that processor',
  },
  {
    name: 'ubuntu',
    what: "Ubuntu's restriction of user namespaces by AppArmor",
    wish: usual('trixie'),
    missing: "needs Ubuntu's kernel: it is a patch of Ubuntu's, which Debian does not have",
  },
]
