import { hex } from './materials.ts'
import { arch, beans, chair, grinder, LAMP_BULB, lamp, mug, place, plinth } from './products.ts'
import type { Camera, Part, Scene } from './scene.ts'

const SAND = '#d9c3a5'
const CLAY = '#c9825f'
const SAGE = '#a9b49c'
const DUSK = '#a9937f'
const LINEN = '#cfc6b8'

const shot = (azimuth: number, elevation: number, target: Camera['target'], distance: number, view = 24): Camera => ({
  target,
  azimuth,
  elevation,
  distance,
  view,
})

const studio = (paper: string, camera: Camera, paperDepth: number, parts: readonly Part[]): Scene => ({
  parts,
  camera,
  paper: hex(paper),
  paperDepth,
  studio: 1,
  lamps: [],
})

const SCATTERED = beans([
  [-5.2, 4.6, 20],
  [-6.6, 3.4, 110],
  [5.4, 5.2, 60],
  [4.1, 6.6, 150],
  [-3.6, 6.4, 80],
  [7.2, 3.6, 10],
  [-7.9, 5.3, 45],
])

const HANDFUL = beans([
  [1.2, 6.2, 30],
  [2.6, 7.2, 100],
  [0, 7.8, 70],
  [-1.4, 6.6, 140],
  [3.6, 5.6, 10],
  [4.6, 8.4, 60],
])

const tern = (degrees: number): Part[] => [...place(grinder(), [0, 0, 0], degrees), ...SCATTERED]
const LAMP_VIEW = shot(-16, 7, [0, 14.8, 0], 92, 25)
const SIDE_PLINTH = place(plinth('#dcd5c6', 5.4, 4), [17, 0, -5])

/** Every picture that is drawn, by its name. What turns in a film is turned by that many degrees. */
export const SCENES: Readonly<Record<string, (turn: number) => Scene>> = {
  'tern-front': () => studio(SAND, shot(0, 9, [1.4, 9.4, 0], 66), 26, tern(0)),
  'tern-angle': () => studio(SAND, shot(-8, 25, [0.6, 9.2, 0], 68), 26, tern(-48)),
  'tern-top': () => studio(SAND, shot(0, 66, [1.2, 9, 1.5], 56), 26, tern(20)),
  'tern-parts': () => studio(SAGE, shot(-6, 9, [1.2, 13.6, 0], 84), 34, place(grinder(2.5), [0, 0, 0], -14)),
  'tern-table': () =>
    studio(CLAY, shot(-4, 12, [0, 8.4, 0], 76, 26), 30, [
      ...place(grinder(), [-5.2, 0, 0], -30),
      ...place(mug('#ece4d6'), [8.2, 0, 3.2], 24),
      ...arch('#d99a78', 2.6, -9, 12, 24),
      ...HANDFUL,
    ]),
  'tern-film': (turn) => studio(SAND, shot(0, 12, [0, 9.2, 0], 70, 22), 26, tern(turn)),
  'dusk-day': () => studio(SAGE, LAMP_VIEW, 36, [...lamp('#c4573a', false), ...SIDE_PLINTH]),
  'dusk-night': () => ({
    ...studio(DUSK, { ...LAMP_VIEW, elevation: 3.5, target: [0, 14.4, 0] }, 36, [
      ...lamp('#c4573a', true),
      ...SIDE_PLINTH,
    ]),
    studio: 0.1,
    lamps: [{ at: LAMP_BULB, colour: [11, 6.8, 3.3], reach: 9 }],
  }),
  'sill-sage': () => studio(LINEN, shot(32, 15, [0, 14, -0.5], 108), 40, chair('#6f8468')),
  'sill-clay': () => studio(LINEN, shot(-24, 9, [0, 14, -0.5], 108), 40, chair('#b9603f')),
}
