import { LiveTerminal } from './live-terminal.ts'

customElements.define('live-terminal', LiveTerminal)
