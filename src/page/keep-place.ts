import { phrase } from '../../words/phrase.ts'
import { showNotice } from './notice-line.ts'
import { pageClient, watchPage } from './page-client.ts'
import { queueSentence } from './sandbox-sentences.ts'

const line = showNotice(() => line.remove())
watchPage({
  sandbox: (status) => {
    if (status.state === 'queued') {
      line.text.textContent = queueSentence(status)
    } else if (status.state === 'ready') {
      line.text.textContent = phrase('notice.ready')
    } else if (status.state === 'gone') {
      line.remove()
    }
  },
})

// A command that does nothing waits for the sandbox as a shell would.
pageClient.exec('true').catch(() => line.remove())
