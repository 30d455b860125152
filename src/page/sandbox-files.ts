import { SandboxFiles } from '../../protocol/sandbox-files.ts'
import { pageClient } from './page-client.ts'

/** The files of the reader's sandbox. */
export const sandboxFiles = new SandboxFiles((command, options) =>
  pageClient.exec(command, options),
)
