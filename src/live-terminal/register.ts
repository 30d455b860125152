import { waitsElsewhere } from '../page/remembered.ts'
import { LiveTerminal } from './live-terminal.ts'
import { showOwnValues } from './own-values.ts'

customElements.define('live-terminal', LiveTerminal)

showOwnValues()

// Who reads on while waiting keeps the place.
if (waitsElsewhere()) import('../page/keep-place.ts')
