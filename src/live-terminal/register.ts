import { LiveTerminal } from './live-terminal.ts'
import { showOwnValues } from './own-values.ts'
import { waitsElsewhere } from './remembered.ts'

customElements.define('live-terminal', LiveTerminal)

showOwnValues()

// Who reads on while waiting keeps the place.
if (waitsElsewhere()) import('./keep-place.ts')
