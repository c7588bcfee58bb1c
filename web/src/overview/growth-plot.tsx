import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { count, date } from '../ui/format.ts'
import styles from './growth-plot.module.css'

export interface Point {
  /** YYYY-MM-DD */
  readonly date: string
  readonly value: number
}

interface GrowthPlotProps {
  readonly title: string
  readonly points: readonly Point[]
  readonly color: string
  readonly format?: (value: number) => string
}

/** In units of the drawing, which is as wide as there is room. */
const [WIDTH, HEIGHT] = [600, 160]

/** How something grew, day by day: a line from zero, whose days can be gone through by pointer and by keyboard. */
export function GrowthPlot({ title, points, color, format = count }: GrowthPlotProps) {
  const [at, setAt] = useState<number>()
  const last = points.length - 1
  const most = niceMost(Math.max(...points.map(({ value }) => value)))
  const x = (i: number) => (last === 0 ? WIDTH : (i / last) * WIDTH)
  const y = (value: number) => HEIGHT - (value / most) * HEIGHT
  const line = points.map(({ value }, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('')
  const shown = points[at ?? last]!
  const grown = points[last]!.value - points[0]!.value

  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    setAt(Math.round(Math.min(1, Math.max(0, (clientX - left) / width)) * last))
  }
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last }[event.key]
    if (by === undefined) return
    event.preventDefault()
    setAt(Math.min(last, Math.max(0, (at ?? last) + by)))
  }
  return (
    <figure className={styles.plot}>
      <figcaption>
        <span className={styles.title}>{title}</span>
        <strong className={styles.value}>{format(shown.value)}</strong>
        <span className={styles.about}>
          {at === undefined
            ? grown === 0
              ? 'as many as before'
              : `${grown > 0 ? '+' : '−'}${format(Math.abs(grown))} since ${date(points[0]!.date)}`
            : date(shown.date)}
        </span>
      </figcaption>
      <div className={styles.frame}>
        <span className={styles.most}>{format(most)}</span>
        <div
          className={styles.area}
          role="slider"
          tabIndex={0}
          aria-label={`${title}, day by day`}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={at ?? last}
          aria-valuetext={`${date(shown.date)}: ${format(shown.value)}`}
          onPointerMove={point}
          onPointerLeave={() => setAt(undefined)}
          onKeyDown={step}
          onBlur={() => setAt(undefined)}
        >
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" style={{ color }}>
            <path d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} className={styles.grid} />
            <path d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} className={styles.below} />
            <path d={line} className={styles.line} />
            {at !== undefined && <path d={`M${x(at)} 0V${HEIGHT}`} className={styles.at} />}
          </svg>
        </div>
        <div className={styles.days}>
          <span>{date(points[0]!.date)}</span>
          <span>Today</span>
        </div>
      </div>
    </figure>
  )
}

/** The next of 1, 2, 5, 10, 20, 50, ... above. */
function niceMost(value: number): number {
  if (value <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!
}
