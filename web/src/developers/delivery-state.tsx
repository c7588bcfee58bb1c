import { CircleCheck, CircleX, Clock } from 'lucide-react'
import type { WebhookDelivery } from '../api/webhooks.ts'
import styles from './deliveries.module.css'

const STATES = {
  delivered: { title: 'Delivered', icon: <CircleCheck aria-hidden /> },
  pending: { title: 'On its way', icon: <Clock aria-hidden /> },
  failed: { title: 'Given up', icon: <CircleX aria-hidden /> },
} as const

export function StateOfDelivery({ state, attempts }: Pick<WebhookDelivery, 'state' | 'attempts'>) {
  const { title, icon } = STATES[state]
  return (
    <span className={`${styles.state} ${styles[state]}`}>
      {icon}
      {state === 'pending' && attempts > 0 ? 'To be tried again' : title}
    </span>
  )
}
