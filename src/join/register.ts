import { JoinWorkshop } from './join-workshop.ts'

customElements.define('join-workshop', JoinWorkshop)
