import { LiveTerminal } from './live-terminal.ts'
import { showOwnValues } from './own-values.ts'

customElements.define('live-terminal', LiveTerminal)

showOwnValues()
