import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Settings of this machine's kernel that decide about user namespaces; absent where unknown. */
export interface HostSettings {
  /** How many user namespaces one user may have. */
  readonly maximumUserNamespaces?: number | undefined
  /** Debian's switch: 0 leaves user namespaces to root. */
  readonly unprivilegedUserNamespaces?: number | undefined
  /** Ubuntu's switch, since 23.10: 1 leaves them to programs whose AppArmor profile says so. */
  readonly restrictedByAppArmor?: number | undefined
}

/** @param root where the machine's file system is. */
export async function readHostSettings(root = '/'): Promise<HostSettings> {
  const [maximumUserNamespaces, unprivilegedUserNamespaces, restrictedByAppArmor] =
    await Promise.all(
      [
        'user/max_user_namespaces',
        'kernel/unprivileged_userns_clone',
        'kernel/apparmor_restrict_unprivileged_userns',
      ].map((name) => readNumber(join(root, 'proc/sys', name))),
    )
  return { maximumUserNamespaces, unprivilegedUserNamespaces, restrictedByAppArmor }
}

async function readNumber(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, 'utf8'))
  } catch {
    // A kernel without that switch.
    return undefined
  }
}
