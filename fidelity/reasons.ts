export interface Reason {
  /** In sentences for the page. */
  readonly because: string
}

/** Why a sandbox prints something else than a plain engine. */
export const REASONS = {
  disk: {
    because:
      'A sandbox has a disk of its own, with a limit. What does not fit is refused, and the sandbox goes on.',
  },
  'layers-there': {
    because:
      'The layers of the catalogue are in every sandbox already, so a pull finds them instead of downloading them.',
  },
  'limits-of-sandbox': {
    because: 'A sandbox has a limit of processes and of memory, which so many containers reach.',
  },
  'own-network': {
    because:
      'The engine in a sandbox has a network of its own, between its containers and the sandbox. A container of the host network has the ports of that one, and programs of the sandbox are at 10.0.2.2 instead of the gateway. The engine hears of a port that such a program has from the program that publishes ports, and says so in its words.',
  },
  privileged: {
    because: 'A sandbox has no privileges to give away. Its engine refuses a privileged container.',
  },
  rootless: {
    because: 'The engine in a sandbox runs as the reader and not as root, and says so.',
  },
  'rootless-device': {
    because:
      'The engine in a sandbox cannot make devices. It shows a container those of the sandbox, under their own names alone.',
  },
  'rootless-owner': {
    because:
      'The engine in a sandbox runs as the reader. What root of a container writes in a folder belongs to the reader, and other users of a container are other users outside.',
  },
} as const satisfies Record<string, Reason>

export type ReasonName = keyof typeof REASONS
