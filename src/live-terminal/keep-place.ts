import { pageClient } from './page-client.ts'

// A command that does nothing waits for the sandbox as a shell would. Where none comes, the block
// that waits says so when the reader is back at it.
pageClient.exec('true').catch(() => {})
