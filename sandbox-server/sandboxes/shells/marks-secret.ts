import { createHmac } from 'node:crypto'

/** Bytes of a secret: too many to be guessed while a shell lives. */
const SECRET_BYTES = 16

/**
 * @returns the secret of a shell's marks, by which a page tells them from those that a program prints.
 * Every server of the deployment knows it: it follows from the deployment's key and the shell's id.
 */
export function marksSecret(deploymentKey: string, shell: string): string {
  const digest = createHmac('sha256', deploymentKey).update(`marks of the shell ${shell}`).digest()
  return digest.subarray(0, SECRET_BYTES).toString('base64url')
}
