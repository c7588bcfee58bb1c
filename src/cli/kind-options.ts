import { type Command, Option } from 'commander'
import { DIRECTIONS, type Direction } from '../core/walk.ts'
import { commaList } from './options.ts'

export interface KindOptions {
  readonly kind?: string[]
  readonly direction?: Direction
}

/** Of commands that follow relations. */
export const kindOptions = (command: Command): Command =>
  command
    .option('--kind <names>', 'kinds of relations, with commas; all by default', commaList)
    .addOption(
      new Option('--direction <way>', 'outgoing: as the names of the kinds read; incoming: the other way').choices(
        DIRECTIONS,
      ),
    )
