import { queueSentence } from '../../protocol/sentences.ts'
import { showNotice } from './notice-line.ts'
import { pageClient, watchPage } from './page-client.ts'

const line = showNotice(() => line.remove())
watchPage({
  sandbox: (status) => {
    if (status.state === 'queued') {
      line.text.textContent = queueSentence(status)
    } else if (status.state === 'ready') {
      line.text.textContent = 'Your sandbox is ready. Go back to the block that waits for it.'
    } else if (status.state === 'gone') {
      line.remove()
    }
  },
})

// A command that does nothing waits for the sandbox as a shell would.
pageClient.exec('true').catch(() => line.remove())
