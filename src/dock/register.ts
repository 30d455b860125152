import { phrase } from '../../words/phrase.ts'
import { isDockOpen } from './dock-state.ts'

const button = document.querySelector<HTMLButtonElement>('#dock-button')

button?.addEventListener('click', toggle)

// Before a terminal that has the focus gets the key.
addEventListener(
  'keydown',
  (event) => {
    if (!event.ctrlKey || event.altKey || event.metaKey || event.code !== 'Backquote') return
    event.preventDefault()
    event.stopPropagation()
    // What a dialog covers is not used.
    if (!document.querySelector(':modal')) toggle()
  },
  { capture: true },
)

if (isDockOpen()) withDock((dock) => dock.resume())

function toggle(): void {
  withDock((dock) => (dock.isInFront ? dock.close() : dock.open()))
}

async function withDock(act: (dock: typeof import('./dock.ts')['dock']) => void): Promise<void> {
  try {
    const { dock } = await import('./dock.ts')
    act(dock)
  } catch {
    if (button) button.title = phrase('dock.not-loaded')
  }
}
