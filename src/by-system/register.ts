import { BySystem } from './by-system.ts'

customElements.define('by-system', BySystem)
