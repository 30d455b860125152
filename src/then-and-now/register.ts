import { ThenSwitch } from './then-switch.ts'

customElements.define('then-switch', ThenSwitch)
