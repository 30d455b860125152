import { LiveTerminal } from './live-terminal.ts'
import { waitsElsewhere } from './remembered.ts'

customElements.define('live-terminal', LiveTerminal)

// Who reads on while waiting keeps the place.
if (waitsElsewhere()) import('./keep-place.ts')
